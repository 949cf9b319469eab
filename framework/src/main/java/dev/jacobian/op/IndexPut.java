package dev.jacobian.op;

import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Entries along an axis in the place of some: {@code y[indices[i]] = v[i]} in the order of i, and
 * else {@code y = x}. Inputs: x, int64 indices of rank 1, and v. In place it reads and writes the
 * entries alone, which is what it is for: it has no gradient. PyTorch equivalent: {@code
 * Tensor.index_put_}.
 *
 * @param axis counted from 0
 */
public record IndexPut(int axis) implements Op {
  private static final String NAME = "indexPut";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String settings() {
    return "axis=" + axis;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    TensorSpec x = inputs[0];
    TensorSpec values = inputs[2];
    Axes.requireIndices(name(), inputs[1]);
    if (values.dtype() != x.dtype()) {
      throw new DTypeException(
          "indexPut: received " + x + " and values " + values,
          "operands of one dtype",
          DTypeHints.toOne(x.dtype(), values.dtype()));
    }
    Shape expected = x.shape().withDim(axis, inputs[1].shape().size());
    if (inputs[1].shape().rank() != 1 || !values.shape().equals(expected)) {
      throw new ShapeException(
          "indexPut: "
              + x.shape()
              + ", indices "
              + inputs[1].shape()
              + ", values "
              + values.shape(),
          "values " + expected + ", one entry for each index");
    }
    return x;
  }

  /** An index may be outside the axis. */
  @Override
  public boolean mayRefuse() {
    return true;
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  /** Returns whether, in place, what no index names is neither read nor written. */
  @Override
  public boolean keepsTheRest() {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    throw new UnsupportedOperationException("indexPut has no gradient");
  }

  @Override
  public long bytesMoved(List<TensorSpec> inputs, TensorSpec output) {
    return 2 * inputs.get(2).byteSize() + inputs.get(1).byteSize();
  }

  @Override
  public Lowering lower(List<TensorSpec> inputs, TensorSpec output) {
    return (Lowering.OfCall)
        (backend, operands, to) -> {
          if (!operands[0].equals(to)) {
            backend.copy(operands[0], to);
          }
          backend.put(operands[2], axis, operands[1], to);
        };
  }
}
