package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.op.Diagonal;
import dev.jacobian.op.Expand;
import dev.jacobian.op.Pad;
import dev.jacobian.op.Permute;
import dev.jacobian.op.Slice;
import dev.jacobian.op.WindowView;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Functions that move elements without changing them. Axes may be counted from the end.
 *
 * <p>The results of {@code view}, {@code flatten}, {@code unsqueeze}, {@code squeeze}, {@code
 * permute}, {@code transpose}, {@code movedim}, {@code t}, {@code expand}, {@code slice}, {@code
 * flip}, {@code rot90}, {@code narrow}, {@code select}, {@code get}, {@code split}, {@code
 * tensorSplit}, {@code chunk}, {@code unbind}, {@code unfold} and {@code diagonal} are views: they
 * share the memory of this tensor, and a change in place of one shows in the other. {@code
 * reshape}, {@code flatten} and {@code unflatten} give a view where the elements lie in that order,
 * else a copy; {@code pad} and {@code diagEmbed} give copies.
 */
public sealed interface Shaping extends Family permits Tensor {

  /**
   * The same elements in the same order under another shape; one size may be -1, which stands for
   * what is left. A view if the elements lie in memory in an order that allows it, else a copy.
   *
   * @throws ShapeException if the number of elements differs
   */
  default Tensor reshape(long... dims) {
    Tensor self = self();
    return Tensor.ofValue(
        Autograd.builder().reshape(self.value(), Layouts.complete(self.shape(), dims)));
  }

  /**
   * A view of the same elements in the same order under another shape; one size may be -1.
   *
   * @throws ShapeException if the number of elements differs, or they lie in memory in an order
   *     that asks for a copy
   */
  default Tensor view(long... dims) {
    Shape shape = Layouts.complete(self().shape(), dims);
    Tensor shaped = reshape(shape.dims());
    if (shaped.storage() != self().storage()) {
      throw new ShapeException(
          "view: a "
              + self().shape()
              + " tensor with strides "
              + Arrays.toString(self().strides())
              + " is no "
              + shape
              + " without a copy",
          "a shape that its strides allow",
          "use reshape, which copies where it has to");
    }
    return shaped;
  }

  /** All elements in one axis. */
  default Tensor flatten() {
    return reshape(-1);
  }

  /**
   * The axes from {@code start} to the last one merged into one. PyTorch equivalent: {@code
   * flatten(start_dim)}.
   */
  default Tensor flatten(int start) {
    return flatten(start, -1);
  }

  /**
   * The axes from {@code start} to {@code end}, both included, merged into one. PyTorch equivalent:
   * {@code flatten(start_dim, end_dim)}.
   *
   * @throws ShapeException if {@code end} lies before {@code start}
   */
  default Tensor flatten(int start, int end) {
    Shape shape = self().shape();
    int first = shape.axis(start);
    int last = shape.axis(end);
    if (last < first) {
      throw new ShapeException(
          "flatten: " + shape + " from axis " + start + " to " + end,
          "an end at the start or behind it");
    }
    long[] dims = new long[shape.rank() - (last - first)];
    for (int i = 0; i < dims.length; i++) {
      dims[i] = shape.dim(i <= first ? i : i + last - first);
    }
    dims[first] = shape.product(first, last + 1);
    return reshape(dims);
  }

  /**
   * One axis as several, the opposite of {@link #flatten(int, int)}; one size may be -1. PyTorch
   * equivalent: {@code torch.unflatten}.
   *
   * @throws ShapeException if the product of the sizes is not the axis' size
   */
  default Tensor unflatten(int axis, long... sizes) {
    Shape shape = self().shape();
    int at = shape.axis(axis);
    long[] parts = Layouts.complete(Shape.of(shape.dim(at)), sizes).dims();
    if (Shape.of(parts).size() != shape.dim(at)) {
      throw new ShapeException(
          "unflatten: axis " + axis + " of " + shape + " as " + Arrays.toString(sizes),
          "sizes whose product is " + shape.dim(at));
    }
    LongStream before = LongStream.of(shape.dims()).limit(at);
    LongStream after = LongStream.of(shape.dims()).skip(at + 1L);
    return reshape(
        LongStream.concat(LongStream.concat(before, LongStream.of(parts)), after).toArray());
  }

  /** A new axis of size 1 at {@code axis}. */
  default Tensor unsqueeze(int axis) {
    Shape shape = self().shape();
    int at = axis < 0 ? axis + shape.rank() + 1 : axis;
    if (at < 0 || at > shape.rank()) {
      throw new ShapeException(
          "unsqueeze: axis " + axis + " of " + shape,
          "an axis from " + (-shape.rank() - 1) + " to " + shape.rank());
    }
    List<Long> dims = new ArrayList<>(Arrays.stream(shape.dims()).boxed().toList());
    dims.add(at, 1L);
    return reshape(dims.stream().mapToLong(Long::longValue).toArray());
  }

  /** Without all axes of size 1. */
  default Tensor squeeze() {
    long[] dims = Arrays.stream(self().shape().dims()).filter(dim -> dim != 1).toArray();
    return reshape(dims);
  }

  /**
   * Without an axis of size 1.
   *
   * @throws ShapeException if its size is another
   */
  default Tensor squeeze(int axis) {
    Shape shape = self().shape();
    int at = shape.axis(axis);
    if (shape.dim(at) != 1) {
      throw new ShapeException(
          "squeeze: axis " + axis + " of " + shape + " has size " + shape.dim(at), "size 1");
    }
    List<Long> dims = new ArrayList<>(Arrays.stream(shape.dims()).boxed().toList());
    dims.remove(at);
    return reshape(dims.stream().mapToLong(Long::longValue).toArray());
  }

  /** The axes in another order: axis i of the result is axis {@code order[i]} of this tensor. */
  default Tensor permute(int... order) {
    Shape shape = self().shape();
    return Calls.apply(new Permute(Arrays.stream(order).map(shape::axis).boxed().toList()), self());
  }

  /** Two axes exchanged. */
  default Tensor transpose(int a, int b) {
    Shape shape = self().shape();
    List<Integer> order = new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
    Collections.swap(order, shape.axis(a), shape.axis(b));
    return Calls.apply(new Permute(order), self());
  }

  /**
   * One axis moved to another place; the others keep their order. PyTorch equivalent: {@code
   * torch.movedim}.
   */
  default Tensor movedim(int from, int to) {
    Shape shape = self().shape();
    List<Integer> order = new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
    order.add(shape.axis(to), order.remove(shape.axis(from)));
    return Calls.apply(new Permute(order), self());
  }

  /** A matrix with rows and columns exchanged. */
  default Tensor t() {
    if (self().shape().rank() != 2) {
      throw new ShapeException(
          "t: the shape is " + self().shape(), "a matrix", "use transpose(a, b)");
    }
    return transpose(0, 1);
  }

  /**
   * Stretched to a shape by the broadcasting rules, without a copy; -1 keeps the size of an axis.
   * PyTorch equivalent: {@code Tensor.expand}, {@code torch.broadcast_to}.
   */
  default Tensor expand(long... dims) {
    Shape shape = self().shape();
    long[] sizes = dims.clone();
    int added = dims.length - shape.rank();
    for (int axis = Math.max(0, added); axis < sizes.length; axis++) {
      sizes[axis] = sizes[axis] == -1 ? shape.dim(axis - added) : sizes[axis];
    }
    return Calls.apply(new Expand(Shape.of(sizes)), self());
  }

  /** {@link #expand} to the shape of another tensor. */
  default Tensor expandAs(Tensor other) {
    return expand(other.shape().dims());
  }

  /**
   * The elements {@code start, ..., end - 1} along an axis. PyTorch equivalent: {@code x[:,
   * start:end]}.
   */
  default Tensor slice(int axis, long start, long end) {
    return slice(axis, start, end, 1);
  }

  /**
   * Every {@code step}-th element from {@code start} to before {@code end} along an axis. Negative
   * indices count from the end, and with a negative step the elements come backwards; {@code
   * slice(0, -1, -size - 1, -1)} are all of them, as in NumPy.
   *
   * @throws ShapeException if the range does not lie in the axis
   */
  default Tensor slice(int axis, long start, long end, long step) {
    int at = self().shape().axis(axis);
    return Calls.apply(Layouts.slice(self().shape(), at, start, end, step), self());
  }

  /**
   * The elements along some axes, along all if none is named, in the reverse order, without a copy:
   * along axis 1 from left to right, along axis 0 upside down. PyTorch equivalent: {@code
   * torch.flip}, {@code torch.fliplr} and {@code torch.flipud}.
   */
  default Tensor flip(int... axes) {
    Tensor flipped = self();
    for (int axis : Layouts.axes(self().shape(), axes)) {
      long size = self().size(axis);
      flipped = Calls.apply(new Slice(axis, Math.max(0, size - 1), size, -1), flipped);
    }
    return flipped;
  }

  /**
   * {@code length} elements from {@code start} on along an axis; a negative start counts from the
   * end.
   *
   * @throws ShapeException if the range does not lie in the axis
   */
  default Tensor narrow(int axis, long start, long length) {
    long first = start < 0 ? start + self().size(axis) : start;
    return slice(axis, first, first + length);
  }

  /**
   * The entries at {@code index} along an axis, which disappears; a negative index counts from the
   * end.
   *
   * @throws ShapeException if there is no such entry
   */
  default Tensor select(int axis, long index) {
    return Layouts.select("select", self(), self().shape().axis(axis), index);
  }

  /**
   * The entry at {@code index} along the first axis, which disappears; a negative index counts from
   * the end. PyTorch equivalent: {@code x[index]}.
   *
   * @throws ShapeException if there is no such entry
   */
  default Tensor get(long index) {
    return Layouts.select("get", self(), self().shape().axis(0), index);
  }

  /**
   * The entry at these indices along the first axes, which disappear, PyTorch's {@code x[first,
   * second]}: see {@link #get(long)}.
   *
   * @throws ShapeException if there is no such entry, or there are not as many axes
   */
  default Tensor get(long first, long second, long... others) {
    Tensor entry = get(first).get(second);
    for (long index : others) {
      entry = entry.get(index);
    }
    return entry;
  }

  /** Parts of {@code size} entries along an axis; the last one may have fewer. */
  default List<Tensor> split(long size, int axis) {
    long all = self().size(axis);
    if (size < 1) {
      throw new ShapeException("split: parts of " + size + " entries", "at least 1");
    }
    return Layouts.ofOneFunction(
        Layouts.parts(self(), axis, Math.max(1, (all + size - 1) / size), size));
  }

  /** Parts of the given sizes along an axis. PyTorch equivalent: {@code split} with a list. */
  default List<Tensor> split(long[] sizes, int axis) {
    return Layouts.ofOneFunction(Layouts.parts(self(), axis, sizes));
  }

  /**
   * At most {@code count} parts of one size along an axis; the last one may be smaller.
   *
   * @param count at least 1
   */
  default List<Tensor> chunk(int count, int axis) {
    if (count < 1) {
      throw new ShapeException("chunk: " + count + " parts", "at least 1");
    }
    long all = self().size(axis);
    long size = Math.max(1, (all + count - 1) / count);
    // Of nothing there are as many empty parts as were asked for.
    return Layouts.ofOneFunction(
        Layouts.parts(self(), axis, all == 0 ? count : (all + size - 1) / size, size));
  }

  /**
   * So many parts along an axis whose sizes differ by at most 1, the larger ones first; each is a
   * {@link #slice}, and unlike those of {@code split} may be changed in place where gradients are
   * recorded. PyTorch equivalent: {@code torch.tensor_split} with {@code sections}.
   *
   * @throws ShapeException if there are fewer than one
   */
  default List<Tensor> tensorSplit(int sections, int axis) {
    if (sections < 1) {
      throw new ShapeException("tensorSplit: " + sections + " sections", "at least 1");
    }
    long all = self().size(axis);
    long[] sizes = new long[sections];
    for (int i = 0; i < sections; i++) {
      sizes[i] = all / sections + (i < all % sections ? 1 : 0);
    }
    return Layouts.parts(self(), axis, sizes);
  }

  /**
   * The parts of an axis before, between and behind some indices; negative ones count from the end,
   * and between indices that do not rise, or behind the end, nothing is. PyTorch equivalent: {@code
   * torch.tensor_split} with {@code indices}.
   */
  default List<Tensor> tensorSplit(long[] indices, int axis) {
    return Layouts.between(self(), self().shape().axis(axis), indices);
  }

  /**
   * Turned by quarters from one axis towards another; by a negative number the other way round.
   * PyTorch equivalent: {@code torch.rot90}.
   *
   * @param quarters how often it is turned
   * @throws ShapeException if the axes are one
   */
  default Tensor rot90(int quarters, int from, int to) {
    Layouts.axes(self().shape(), from, to);
    return switch (Math.floorMod(quarters, 4)) {
      case 0 -> slice(from, 0, self().size(from));
      case 1 -> flip(to).transpose(from, to);
      case 2 -> flip(from, to);
      default -> flip(from).transpose(from, to);
    };
  }

  /** All entries along an axis, which disappears. */
  default List<Tensor> unbind(int axis) {
    int at = self().shape().axis(axis);
    List<Tensor> entries = new ArrayList<>();
    for (long i = 0; i < self().size(at); i++) {
      entries.add(select(at, i));
    }
    return Layouts.ofOneFunction(entries);
  }

  /**
   * Windows of {@code size} neighbours along an axis, one from every {@code step}-th on; their
   * entries lie along a new last axis.
   *
   * @throws ShapeException if no window fits
   */
  default Tensor unfold(int axis, long size, long step) {
    return Calls.apply(new WindowView(self().shape().axis(axis), size, step), self());
  }

  /** The main diagonal of a matrix. */
  default Tensor diagonal() {
    return diagonal(0, 0, 1);
  }

  /**
   * The diagonal of two axes, along a new last axis; {@code offset} says how far it lies above the
   * main one.
   */
  default Tensor diagonal(long offset, int first, int second) {
    Shape shape = self().shape();
    return Calls.apply(new Diagonal(shape.axis(first), shape.axis(second), offset), self());
  }

  /**
   * Matrices with the vectors along the last axis on their diagonals, 0 elsewhere: {@code [..., n]}
   * gives {@code [..., n, n]}. PyTorch equivalent: {@code torch.diag_embed}, {@code torch.diag} of
   * a vector.
   */
  default Tensor diagEmbed() {
    Tensor numbers = Tensor.arange(self().size(-1)).to(self().device());
    return numbers.unsqueeze(1).eq(numbers).where(self().unsqueeze(-1), 0);
  }

  /** A number before and after the elements along an axis. */
  default Tensor pad(int axis, long before, long after, double value) {
    Tensor isInside = Tensor.onesLike(self()).to(DType.BOOL).pad(axis, before, after);
    return isInside.where(pad(axis, before, after), value);
  }

  /** Zeros before and after the elements along an axis. */
  default Tensor pad(int axis, long before, long after) {
    int at = self().shape().axis(axis);
    if (before < 0 || after < 0) {
      throw new ShapeException("pad: " + before + " before and " + after + " after", "0 or more");
    }
    return Calls.apply(new Pad(at, before, 1, before + self().shape().dim(at) + after), self());
  }

  /**
   * Entries before and after the elements along an axis. PyTorch equivalent: {@code
   * torch.nn.functional.pad}.
   *
   * @param mode what the entries are
   * @throws ShapeException if there are more at an end than the mode has elements for
   */
  default Tensor pad(int axis, long before, long after, PaddingMode mode) {
    if (mode == PaddingMode.ZEROS) {
      return pad(axis, before, after);
    }
    int at = self().shape().axis(axis);
    long size = self().shape().dim(at);
    long most = size == 0 ? 0 : mode.most(size);
    if (before < 0 || after < 0 || before > most || after > most) {
      String name = mode.name().toLowerCase(Locale.ROOT);
      throw new ShapeException(
          "pad: "
              + before
              + " before and "
              + after
              + " after, axis "
              + at
              + " of "
              + self().shape(),
          most == Long.MAX_VALUE
              ? "0 or more"
              : "0 to " + most + ", which is what " + name + " has elements for");
    }
    if (before == 0 && after == 0) {
      return self();
    }
    Tensor places = Tensor.arange(before + size + after).sub((double) before);
    return self().indexSelect(at, mode.inside(places, size).to(self().device()));
  }
}
