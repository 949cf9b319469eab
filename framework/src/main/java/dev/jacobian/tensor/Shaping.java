package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.op.Expand;
import dev.jacobian.op.IndexSelect;
import dev.jacobian.op.Pad;
import dev.jacobian.op.Permute;
import dev.jacobian.op.Slice;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Functions that move elements without changing them. Reshaped tensors share their storage with the
 * original; all others are copies. Axes may be counted from the end.
 */
public sealed interface Shaping extends Family permits Tensor {

  /**
   * The same elements in the same order under another shape; one size may be -1, which stands for
   * what is left. The storage is shared.
   *
   * @throws ShapeException if the number of elements differs
   */
  default Tensor reshape(long... dims) {
    Tensor self = self();
    return Tensor.ofValue(
        Autograd.builder().reshape(self.value(), Layouts.complete(self.shape(), dims)));
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
    Shape shape = self().shape();
    int first = shape.axis(start);
    long[] dims = Arrays.copyOf(shape.dims(), first + 1);
    dims[first] = shape.product(first, shape.rank());
    return reshape(dims);
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

  /** A matrix with rows and columns exchanged. */
  default Tensor t() {
    if (self().shape().rank() != 2) {
      throw new ShapeException(
          "t: the shape is " + self().shape(), "a matrix", "use transpose(a, b)");
    }
    return transpose(0, 1);
  }

  /** Stretched to a shape by the broadcasting rules. */
  default Tensor expand(long... dims) {
    return Calls.apply(new Expand(Shape.of(dims)), self());
  }

  /**
   * The elements {@code start, ..., end - 1} along an axis. PyTorch equivalent: {@code x[:,
   * start:end]}.
   */
  default Tensor slice(int axis, long start, long end) {
    return slice(axis, start, end, 1);
  }

  /**
   * Every {@code step}-th element from {@code start} to before {@code end} along an axis.
   *
   * @throws ShapeException if the range does not lie in the axis
   */
  default Tensor slice(int axis, long start, long end, long step) {
    int at = self().shape().axis(axis);
    if (step < 1 || start < 0 || end < start || end > self().shape().dim(at)) {
      throw new ShapeException(
          "slice: range "
              + start
              + " to "
              + end
              + " in steps of "
              + step
              + " along axis "
              + axis
              + " of "
              + self().shape(),
          "0 <= start <= end <= " + self().shape().dim(at) + " and a step of at least 1");
    }
    long length = end == start ? 0 : (end - start - 1) / step + 1;
    return Calls.apply(new Slice(at, start, length, step), self());
  }

  /**
   * The entry at {@code index} along the first axis, which disappears; a negative index counts from
   * the end. PyTorch equivalent: {@code x[index]}.
   *
   * @throws ShapeException if there is no such entry
   */
  default Tensor get(long index) {
    long size = self().size(0);
    if (index < -size || index >= size) {
      throw new ShapeException(
          "get: index " + index + " of " + self().shape(),
          size == 0 ? "an axis that is not empty" : "an index from " + -size + " to " + (size - 1));
    }
    long start = index < 0 ? index + size : index;
    return slice(0, start, start + 1).squeeze(0);
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
   * The entries at {@code indices}, int64 {@code [n]}, along an axis. PyTorch equivalent: {@code
   * torch.index_select}.
   *
   * @throws dev.jacobian.shape.DataException if an index is outside the axis
   */
  default Tensor indexSelect(int axis, Tensor indices) {
    return Calls.apply(new IndexSelect(self().shape().axis(axis)), self(), indices);
  }

  /**
   * One element of each row: {@code y[i] = x[i, indices[i]]} for a matrix x {@code [n, m]} and
   * int64 indices {@code [n]}. PyTorch equivalent: {@code x.gather(1, indices[:, None])[:, 0]}.
   *
   * @throws dev.jacobian.shape.DataException if an index is outside {@code [0, m)}
   */
  default Tensor pick(Tensor indices) {
    return Layouts.pick(self(), indices);
  }

  /**
   * A float32 tensor with a last axis of size {@code classes} that is 1 at the position each int64
   * element names and 0 elsewhere. PyTorch equivalent: {@code one_hot}.
   *
   * @throws dev.jacobian.shape.DataException if an element is outside {@code [0, classes)}
   */
  default Tensor oneHot(long classes) {
    return Layouts.oneHot(self(), classes);
  }
}
