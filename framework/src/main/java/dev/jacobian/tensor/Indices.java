package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.device.DataChecks;
import dev.jacobian.op.GatherElements;
import dev.jacobian.op.Multinomial;
import dev.jacobian.op.Pick;
import dev.jacobian.op.PlaceAlong;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.ScatterAddElements;
import dev.jacobian.op.Value;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/** Computations that the indexing family needs. */
final class Indices {
  private Indices() {}

  static Tensor gather(String function, Tensor x, int axis, Tensor index) {
    requireFit(function, x, axis, index);
    boolean isOne = index.shape().equals(x.shape().withDim(axis, 1));
    return named(
        function,
        index,
        axis,
        0,
        x.size(axis),
        () ->
            isOne
                ? Calls.apply(new Pick(axis), x, index, numbers(x, axis))
                : Calls.apply(new GatherElements(axis), x, index));
  }

  /** Returns the numbers along an axis. */
  private static Tensor numbers(Tensor x, int axis) {
    return Tensor.arange(x.size(axis)).to(DType.INT32).to(x.device());
  }

  static Tensor scatterAdd(Tensor x, int axis, Tensor index, Tensor source) {
    requireFit("scatterAdd", x, axis, index);
    Tensor values = part("scatterAdd", x, index, source);
    ScatterAddElements sum = new ScatterAddElements(axis, x.shape());
    Tensor sums =
        named("scatterAdd", index, axis, 0, x.size(axis), () -> Calls.apply(sum, values, index));
    return x.add(sums);
  }

  /** Returns which elements in row-major order indices along an axis name, {@code [n]}. */
  static Tensor places(String function, Tensor x, int axis, Tensor index) {
    requireFit(function, x, axis, index);
    return all(positions(x, axis, index));
  }

  /** Returns the part of a source that there are indices for. */
  static Tensor part(String function, Tensor x, Tensor index, Tensor source) {
    if (source.dtype() != x.dtype()) {
      throw new DTypeException(
          function + ": the source is " + source.value().spec() + " and the tensor " + x.dtype(),
          "operands of one dtype",
          DTypeHints.toOne(x.dtype(), source.dtype()));
    }
    Shape shape = source.shape();
    boolean fits = shape.rank() == index.shape().rank();
    for (int i = 0; fits && i < shape.rank(); i++) {
      fits = index.size(i) <= shape.dim(i);
    }
    if (!fits) {
      throw new ShapeException(
          function + ": received " + shape + " and indices " + index.shape(),
          "a source no smaller than the indices");
    }
    Tensor part = source;
    for (int i = 0; i < index.shape().rank(); i++) {
      part = part.size(i) == index.size(i) ? part : part.narrow(i, 0, index.size(i));
    }
    return part;
  }

  static Tensor pick(Tensor matrix, Tensor indices) {
    if (matrix.shape().rank() != 2 || !indices.shape().equals(Shape.of(matrix.size(0)))) {
      throw new ShapeException(
          "pick: received " + matrix.shape() + " and indices " + indices.shape(),
          "a matrix [n, m] and indices [n]");
    }
    requireIndices("pick", indices);
    Tensor picked = gather("pick", matrix, 1, indices.unsqueeze(1));
    return Calls.own(picked, indices.size());
  }

  static Tensor multinomial(Multinomial op, Tensor weights, Generator generator) {
    Shape shape = weights.shape();
    // Mistakes are told before numbers are taken from the generator.
    TensorSpec uniforms =
        new TensorSpec(shape.rank() == 0 ? shape : op.uniforms(shape), DType.FLOAT64);
    op.infer(weights.value().spec(), uniforms);
    return Calls.apply(
        op,
        weights,
        Creation.uniform(generator, uniforms.shape(), DType.FLOAT64, weights.device()));
  }

  static Tensor oneHot(Tensor indices, long classes) {
    requireIndices("oneHot", indices);
    int axis = indices.shape().rank();
    Tensor positions = Tensor.arange(classes).to(indices.device());
    // Picked by the index and not written as a number, so that one outside is noticed.
    Tensor all = Tensor.ones(classes).to(indices.device());
    Tensor one =
        named("oneHot", indices, axis, 0, classes, () -> all.indexSelect(0, indices.flatten()));
    Tensor ones = one.reshape(indices.shape().dims()).unsqueeze(-1);
    return indices.unsqueeze(-1).eq(positions).where(ones, 0);
  }

  static Tensor nonzero(Tensor x) {
    long[] positions = truePositions(x.ne(0));
    int rank = x.shape().rank();
    long[] indices = new long[positions.length * rank];
    for (int i = 0; i < positions.length; i++) {
      long left = positions[i];
      for (int axis = rank - 1; axis >= 0; axis--) {
        indices[i * rank + axis] = left % x.size(axis);
        left /= x.size(axis);
      }
    }
    return Tensor.of(indices, positions.length, rank).to(x.device());
  }

  static Tensor maskedSelect(Tensor x, Tensor mask) {
    if (mask.dtype() != DType.BOOL || !mask.shape().equals(x.shape())) {
      throw new ShapeException(
          "maskedSelect: received " + x.value().spec() + " and the mask " + mask.value().spec(),
          "a bool mask of the tensor's shape",
          "compare first, for example x.gt(0), and expand the mask");
    }
    return all(x).indexSelect(0, Tensor.of(truePositions(mask)).to(x.device()));
  }

  private static long[] truePositions(Tensor mask) {
    boolean[] truths = mask.toBooleanArray();
    int count = 0;
    for (boolean truth : truths) {
      count += truth ? 1 : 0;
    }
    long[] positions = new long[count];
    // A place that does not count is written over, which is faster than a branch that is a guess.
    int found = 0;
    for (int i = 0; found < count; i++) {
      positions[found] = i;
      found += truths[i] ? 1 : 0;
    }
    return positions;
  }

  static Tensor triangle(String function, Tensor x, long diagonal, boolean isUpper) {
    if (x.shape().rank() < 2) {
      throw new ShapeException(
          function + ": the shape is " + x.shape(), "a matrix, or axes before those of matrices");
    }
    Tensor rows = Tensor.arange(x.size(-2)).unsqueeze(1);
    Tensor above = Tensor.arange(x.size(-1)).sub(rows).to(x.device());
    return (isUpper ? above.ge((double) diagonal) : above.le((double) diagonal)).where(x, 0);
  }

  private static Tensor all(Tensor x) {
    return x.flatten();
  }

  /**
   * Returns which elements of x in row-major order indices name, int64. One outside the axis must
   * not reach a neighbour along another: it becomes an index that no tensor has.
   */
  private static Tensor positions(Tensor x, int axis, Tensor index) {
    Value before = new Scalar(0, DType.INT64);
    for (int other = 0; other < x.shape().rank(); other++) {
      if (other != axis) {
        long[] dims = new long[x.shape().rank()];
        Arrays.fill(dims, 1);
        dims[other] = index.size(other);
        long stride = x.shape().product(other + 1, x.shape().rank());
        Tensor steps = Tensor.arange(index.size(other)).mul((double) stride).reshape(dims);
        Value along = steps.to(index.device()).value();
        before = before instanceof Scalar ? along : Autograd.builder().add(before, along);
      }
    }
    PlaceAlong place = new PlaceAlong(x.size(axis), x.shape().product(axis + 1, x.shape().rank()));
    return Tensor.ofValue(Autograd.builder().apply(place, index.value(), before));
  }

  private static void requireFit(String function, Tensor x, int axis, Tensor index) {
    GatherElements.requireIndices(function, axis, x.shape(), index.value().spec());
  }

  static void requireIndices(String function, Tensor indices) {
    if (indices.dtype() != DType.INT64) {
      throw new DTypeException(
          function + ": the indices are " + indices.value().spec(),
          "an int64 tensor",
          "cast them, for example indices.to(DType.INT64)");
    }
  }

  /** Uses indices; an error about one of them speaks of the function that they are for. */
  static Tensor named(
      String function, Tensor indices, int axis, long first, long size, Supplier<Tensor> uses) {
    try {
      return uses.get();
    } catch (DataException e) {
      long[] values = Recording.outside(indices::toLongArray);
      DataChecks.requireInside(function, values, values.length, axis, first, size);
      throw e;
    }
  }

  static Tensor takeAlong(Tensor x, Tensor indices, int axis) {
    if (indices.shape().rank() != x.shape().rank()) {
      throw new ShapeException(
          "takeAlongDim: received " + x.shape() + " and indices " + indices.shape(),
          "indices of as many axes");
    }
    Shape others =
        Broadcasting.broadcast(
            "takeAlongDim", x.shape().withDim(axis, 1), indices.shape().withDim(axis, 1));
    Tensor from = x.expand(others.withDim(axis, x.size(axis)).dims());
    Tensor at = indices.expand(others.withDim(axis, indices.size(axis)).dims());
    return gather("takeAlongDim", from, axis, at);
  }

  static List<Tensor> unravel(Tensor indices, long... shape) {
    requireIndices("unravelIndex", indices);
    Shape.of(shape);
    Tensor[] coordinates = new Tensor[shape.length];
    Tensor rest = indices;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      coordinates[axis] = rest.remainder((double) shape[axis]);
      rest = rest.floorDiv((double) shape[axis]);
    }
    return List.of(coordinates);
  }

  static Tensor combinations(Tensor x, int count, boolean withReplacement) {
    if (x.shape().rank() != 1) {
      throw new ShapeException("combinations: received " + x.shape(), "a vector");
    }
    if (count < 1) {
      throw new OptionException("combinations: of " + count + " elements", "at least 1");
    }
    long n = x.size();
    LongStream.Builder positions = LongStream.builder();
    long[] choice = new long[count];
    for (int i = 1; i < count && !withReplacement; i++) {
      choice[i] = i;
    }
    // The last position that can still move on does, and those behind it start anew after it.
    for (int moved = n >= (withReplacement ? 1 : count) ? 0 : -1; moved >= 0; ) {
      Arrays.stream(choice).forEach(positions::add);
      moved = count - 1;
      while (moved >= 0 && choice[moved] == n - (withReplacement ? 1 : count - moved)) {
        moved--;
      }
      for (int i = Math.max(0, moved); moved >= 0 && i < count; i++) {
        choice[i] = i == moved ? choice[i] + 1 : choice[i - 1] + (withReplacement ? 0 : 1);
      }
    }
    Tensor chosen = Tensor.of(positions.build().toArray()).to(x.device());
    return Calls.own(x.indexSelect(0, chosen), chosen.size() / count, count);
  }
}
