package dev.jacobian.tensor;

import dev.jacobian.op.IndexSelect;
import dev.jacobian.op.Multinomial;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.ShapeException;
import java.util.Arrays;
import java.util.List;

/**
 * Functions that pick elements, or put them somewhere, by indices, by truth values or by their
 * place. All results are copies. Axes may be counted from the end, indices may in {@link #index}.
 */
public sealed interface Indexing extends Family permits Tensor {
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
   * The entries at places that indices for the first axes name together: {@code y[i] = x[a[i],
   * b[i]]}. Indices are int64, one tensor for each axis, and broadcast; a negative one counts from
   * the end of its axis. A bool mask stands for the indices where it holds, for as many axes as it
   * has, and cannot be captured. The result has the shape of the indices, and then the other axes.
   * PyTorch equivalent: {@code x[a, b]}, {@code x[mask]}.
   *
   * @throws dev.jacobian.shape.DataException if an index is outside its axis
   */
  default Tensor index(Tensor... indices) {
    return Places.of("index", self().shape(), indices).entries(self());
  }

  /**
   * One element for each index: {@code y[i][j] = x[index[i][j]][j]} along axis 0 of a matrix, and
   * so on for any axis and rank. PyTorch equivalent: {@code torch.gather}.
   *
   * @param index int64, of this tensor's rank, no larger along any other axis; the result has its
   *     shape
   * @throws dev.jacobian.shape.DataException if an index is outside the axis
   */
  default Tensor gather(int axis, Tensor index) {
    return Indices.gather("gather", self(), self().shape().axis(axis), index);
  }

  /**
   * This tensor with elements of {@code source} added: {@code y[index[i][j]][j] += source[i][j]}
   * along axis 0 of a matrix, and so on; what falls together is added in the order of the indices.
   * PyTorch equivalent: {@code torch.scatter_add}.
   *
   * @param index int64, of this tensor's rank, no larger along any other axis
   * @param source of this tensor's dtype, no smaller than the indices along any axis
   * @throws dev.jacobian.shape.DataException if an index is outside the axis
   */
  default Tensor scatterAdd(int axis, Tensor index, Tensor source) {
    return Indices.scatterAdd(self(), self().shape().axis(axis), index, source);
  }

  /**
   * This tensor with elements of {@code source} combined with its own where {@link #scatterAdd}
   * would add them, such as the largest message that each node of a graph gets. PyTorch equivalent:
   * {@code torch.scatter_reduce}.
   *
   * @param index int64, of this tensor's rank, no larger along any other axis
   * @param source of this tensor's dtype, no smaller than the indices along any axis
   * @throws dev.jacobian.shape.DataException if an index is outside the axis
   */
  default Tensor scatterReduce(int axis, Tensor index, Tensor source, ScatterReduction reduction) {
    return scatterReduce(axis, index, source, reduction, true);
  }

  /**
   * {@link #scatterReduce(int, Tensor, Tensor, ScatterReduction)} with or without this tensor's own
   * elements where others come; those to which none come stay in any case. PyTorch: {@code
   * include_self}.
   */
  default Tensor scatterReduce(
      int axis, Tensor index, Tensor source, ScatterReduction reduction, boolean includeSelf) {
    int along = self().shape().axis(axis);
    return ScatterReducing.reduce(self(), along, index, source, reduction, includeSelf);
  }

  /**
   * This tensor with elements of {@code source} in the place of its own: {@code y[index[i][j]][j] =
   * source[i][j]} along axis 0 of a matrix, and so on; of those that fall together the last one in
   * the order of the indices stands. PyTorch equivalent: {@code torch.scatter}.
   *
   * @param index int64, of this tensor's rank, no larger along any other axis
   * @param source of this tensor's dtype, no smaller than the indices along any axis
   * @throws dev.jacobian.shape.DataException if an index is outside the axis
   */
  default Tensor scatter(int axis, Tensor index, Tensor source) {
    return Replacing.scatter(self(), self().shape().axis(axis), index, source);
  }

  /** {@link #scatter(int, Tensor, Tensor)} of one number for all indices. */
  default Tensor scatter(int axis, Tensor index, double number) {
    return Replacing.scatter(self(), self().shape().axis(axis), index, number);
  }

  /**
   * This tensor with values at places that indices for the first axes name together, as in {@link
   * #index}: {@code y[a[i], b[i]] = values[i]}; of several values for one place the last one in the
   * order of the indices stands. A single mask can be captured. PyTorch equivalent: {@code
   * torch.index_put}.
   *
   * @param values of this tensor's dtype, broadcast to what {@link #index} gives
   * @throws dev.jacobian.shape.DataException if an index is outside its axis, or a mask holds
   *     another number of times than there are values
   */
  default Tensor indexPut(List<Tensor> indices, Tensor values) {
    return indexPut(indices, values, false);
  }

  /**
   * {@link #indexPut(List, Tensor)}, or this tensor with the values added: those for one place in
   * the order of the indices, and then their sum.
   *
   * @param accumulate whether they are added
   */
  default Tensor indexPut(List<Tensor> indices, Tensor values, boolean accumulate) {
    return Replacing.indexPut(self(), indices, values, accumulate);
  }

  /**
   * This tensor with a number in the entries at {@code index}, int64 {@code [n]}, along an axis.
   * PyTorch equivalent: {@code torch.index_fill}.
   *
   * @throws dev.jacobian.shape.DataException if an index is outside the axis
   */
  default Tensor indexFill(int axis, Tensor index, double number) {
    return Replacing.indexFill(self(), self().shape().axis(axis), index, number);
  }

  /**
   * This tensor with entries of {@code source} in the place of those at {@code index}, int64 {@code
   * [n]}, along an axis; of several for one place the last one stands. PyTorch equivalent: {@code
   * torch.index_copy}.
   *
   * @param source of this tensor's dtype and shape, but n entries along the axis
   * @throws dev.jacobian.shape.DataException if an index is outside the axis
   */
  default Tensor indexCopy(int axis, Tensor index, Tensor source) {
    return Replacing.indexCopy(self(), self().shape().axis(axis), index, source);
  }

  /**
   * This tensor with entries of {@code source} added to those at {@code index}, int64 {@code [n]},
   * along an axis: those for one place in the order of the indices, and then their sum. PyTorch
   * equivalent: {@code torch.index_add}.
   *
   * @param source of this tensor's dtype and shape, but n entries along the axis
   * @throws dev.jacobian.shape.DataException if an index is outside the axis
   */
  default Tensor indexAdd(int axis, Tensor index, Tensor source) {
    return Replacing.indexAdd(self(), self().shape().axis(axis), index, source);
  }

  /**
   * This tensor with the first elements of {@code source}, in row-major order, where a mask holds.
   * PyTorch equivalent: {@code torch.masked_scatter}.
   *
   * @param mask bool, broadcast to this tensor's shape
   * @param source of this tensor's dtype, of any shape
   * @throws dev.jacobian.shape.DataException if it has too few elements
   */
  default Tensor maskedScatter(Tensor mask, Tensor source) {
    return Replacing.maskedScatter(self(), mask, source);
  }

  /**
   * The positions along an axis in the order of their elements, int64; equal ones stay in the order
   * of their positions, and NaN counts as the largest number. PyTorch equivalent: {@code
   * torch.argsort} with {@code stable=True}.
   *
   * @param isDescending whether the largest element comes first
   */
  default Tensor argsort(int axis, boolean isDescending) {
    return Sorting.positions(self(), axis, isDescending, self().size(axis));
  }

  /**
   * The elements in order along an axis, and where they were: see {@link #argsort}. Gradients flow
   * through the values. PyTorch equivalent: {@code torch.sort} with {@code stable=True}.
   *
   * @param isDescending whether the largest element comes first
   */
  default ValuesAndIndices sort(int axis, boolean isDescending) {
    return Sorting.first(self(), axis, isDescending, self().size(axis));
  }

  /**
   * The largest or smallest elements along an axis, the outermost first, and where they were; of
   * equal ones those of the first positions. Gradients flow through the values. PyTorch equivalent:
   * {@code torch.topk}.
   *
   * @param count how many, at most all
   * @param isLargest whether the largest ones are wanted
   * @throws ShapeException if there are fewer
   */
  default ValuesAndIndices topk(long count, int axis, boolean isLargest) {
    return Sorting.first(self(), axis, isLargest, count);
  }

  /**
   * Positions drawn from weights {@code [n]}, or from each row of {@code [m, n]}, each as likely as
   * its part of the row's sum: int64 {@code [count]} or {@code [m, count]}. PyTorch equivalent:
   * {@code torch.multinomial}.
   *
   * @param replacement whether a position may be drawn again
   * @throws dev.jacobian.shape.DataException if a weight is negative or not finite, or too few are
   *     above 0
   */
  default Tensor multinomial(Generator generator, long count, boolean replacement) {
    return Indices.multinomial(new Multinomial(count, replacement), self(), generator);
  }

  /**
   * One element of each row: {@code y[i] = x[i, indices[i]]} for a matrix x {@code [n, m]} and
   * int64 indices {@code [n]}. PyTorch equivalent: {@code x.gather(1, indices[:, None])[:, 0]}.
   *
   * @throws dev.jacobian.shape.DataException if an index is outside {@code [0, m)}
   */
  default Tensor pick(Tensor indices) {
    return Indices.pick(self(), indices);
  }

  /**
   * A float32 tensor with a last axis of size {@code classes} that is 1 at the position each int64
   * element names and 0 elsewhere. PyTorch equivalent: {@code one_hot}.
   *
   * @throws dev.jacobian.shape.DataException if an element is outside {@code [0, classes)}
   */
  default Tensor oneHot(long classes) {
    return Indices.oneHot(self(), classes);
  }

  /**
   * The indices of the elements that are not 0, in row-major order: int64 {@code [n, rank]}. It
   * cannot be captured, since n depends on values. PyTorch equivalent: {@code torch.nonzero},
   * {@code torch.argwhere}.
   */
  default Tensor nonzero() {
    return Indices.nonzero(self());
  }

  /**
   * The elements where a mask holds, in row-major order: {@code [n]}. It cannot be captured, since
   * n depends on values. PyTorch equivalent: {@code torch.masked_select}, {@code x[mask]}.
   *
   * @param mask bool, of this tensor's shape
   * @throws ShapeException if it has another shape
   */
  default Tensor maskedSelect(Tensor mask) {
    return Indices.maskedSelect(self(), mask);
  }

  /**
   * The number where a mask holds, this tensor's elements elsewhere; broadcast. PyTorch equivalent:
   * {@code torch.masked_fill}.
   *
   * @param mask bool
   * @throws DTypeException if it is not
   */
  default Tensor maskedFill(Tensor mask, double number) {
    if (mask.dtype() != DType.BOOL) {
      throw new DTypeException(
          "maskedFill: the mask is " + mask.value().spec(),
          "a bool tensor",
          "compare first, for example mask.ne(0)");
    }
    return mask.not().where(self(), number);
  }

  /** {@link #triu(long)} from the main diagonal on. */
  default Tensor triu() {
    return triu(0);
  }

  /**
   * The upper triangles of the matrices in the last two axes, 0 below a diagonal. PyTorch
   * equivalent: {@code torch.triu}.
   *
   * @param diagonal the lowest one that stays, so far above the main one
   */
  default Tensor triu(long diagonal) {
    return Indices.triangle("triu", self(), diagonal, true);
  }

  /** {@link #tril(long)} up to the main diagonal. */
  default Tensor tril() {
    return tril(0);
  }

  /**
   * The lower triangles of the matrices in the last two axes, 0 above a diagonal. PyTorch
   * equivalent: {@code torch.tril}.
   *
   * @param diagonal the highest one that stays, so far above the main one
   */
  default Tensor tril(long diagonal) {
    return Indices.triangle("tril", self(), diagonal, false);
  }

  /**
   * The entries along an axis moved on by {@code shift}, those of the end to the front. PyTorch
   * equivalent: {@code torch.roll}.
   */
  default Tensor roll(long shift, int axis) {
    long size = self().size(axis);
    long by = size == 0 ? 0 : Math.floorMod(shift, size);
    return Tensor.concat(
        axis, self().slice(axis, size - by, size), self().slice(axis, 0, size - by));
  }

  /**
   * This tensor so many times along each axis; further axes come in front. PyTorch equivalent:
   * {@code Tensor.repeat}, {@code torch.tile}.
   *
   * @param times 0 or more for each axis, at least as many numbers as there are axes
   */
  default Tensor repeat(long... times) {
    int rank = self().shape().rank();
    if (times.length < rank || Arrays.stream(times).anyMatch(time -> time < 0)) {
      throw new ShapeException(
          "repeat: " + Arrays.toString(times) + " times of " + self().shape(),
          "a number of 0 or more for each of at least " + rank + " axes");
    }
    int added = times.length - rank;
    long[] apart = new long[2 * times.length];
    long[] stretched = new long[2 * times.length];
    long[] repeated = new long[times.length];
    for (int axis = 0; axis < times.length; axis++) {
      long size = axis < added ? 1 : self().size(axis - added);
      apart[2 * axis] = 1;
      apart[2 * axis + 1] = size;
      stretched[2 * axis] = times[axis];
      stretched[2 * axis + 1] = size;
      repeated[axis] = times[axis] * size;
    }
    return Calls.own(self().reshape(apart).expand(stretched).copy(), repeated);
  }

  /**
   * Each entry along an axis so many times, one after the other. PyTorch equivalent: {@code
   * torch.repeat_interleave}.
   */
  default Tensor repeatInterleave(long times, int axis) {
    if (times < 0) {
      throw new ShapeException("repeatInterleave: " + times + " times", "0 or more");
    }
    int at = self().shape().axis(axis);
    Tensor apart = self().unsqueeze(at + 1);
    long[] stretched = apart.shape().dims();
    stretched[at + 1] = times;
    Tensor copies = apart.expand(stretched).copy();
    return Calls.own(copies, self().shape().withDim(at, times * self().size(at)).dims());
  }

  /**
   * One element for each index along an axis, as {@link #gather} gives it, where the other axes of
   * this tensor and of the indices broadcast: what {@link #argsort}, or {@code argmax} with its
   * axis put back, names. PyTorch equivalent: {@code torch.take_along_dim}.
   *
   * @param indices int64, of this tensor's rank
   * @throws ShapeException if the other axes do not broadcast
   * @throws dev.jacobian.shape.DataException if an index is outside the axis
   */
  default Tensor takeAlongDim(Tensor indices, int axis) {
    return Indices.takeAlong(self(), indices, self().shape().axis(axis));
  }

  /**
   * The coordinates, in a tensor of a shape, of elements that are counted in row-major order: one
   * int64 tensor for each axis. PyTorch equivalent: {@code torch.unravel_index}.
   */
  default List<Tensor> unravelIndex(long... shape) {
    return Indices.unravel(self(), shape);
  }

  /**
   * All choices of so many elements of a vector, in the order of their positions: {@code [n,
   * count]}. PyTorch equivalent: {@code torch.combinations}.
   *
   * @param withReplacement whether an element may stand in a choice more than once
   * @throws ShapeException if this is no vector
   * @throws dev.jacobian.shape.OptionException if the count is below 1
   */
  default Tensor combinations(int count, boolean withReplacement) {
    return Indices.combinations(self(), count, withReplacement);
  }
}
