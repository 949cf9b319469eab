package dev.jacobian.op;

import dev.jacobian.device.JavaArrays;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Positions drawn from each row of weights, as likely as their weights say, int64 {@code [...,
 * count]}. Inputs: weights {@code [n]} or {@code [m, n]}, and uniform numbers of {@code [0, 1)}:
 * one for each draw, which falls between two sums of weights; without replacement one for each
 * weight, as an exponential number over the weight, of which the smallest win (Efraimidis and
 * Spirakis, 2006). It has no gradient. PyTorch equivalent: {@code torch.multinomial}.
 *
 * @param count how many draws of each row
 * @param replacement whether a position may be drawn again
 */
public record Multinomial(long count, boolean replacement) implements Op {
  @Override
  public String name() {
    return "multinomial";
  }

  @Override
  public String settings() {
    return replacement ? "replacement" : "";
  }

  /** Returns the shape of the uniform numbers for weights. */
  public Shape uniforms(Shape weights) {
    return replacement ? weights.withDim(-1, count) : weights;
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    TensorSpec weights = inputs[0];
    Shape shape = weights.shape();
    if (!weights.dtype().isFloating()) {
      throw new DTypeException(
          "multinomial: received " + weights,
          "floating-point weights",
          "cast them first, for example x.to(DType.FLOAT64)");
    }
    if (shape.rank() < 1 || shape.rank() > 2 || shape.dim(-1) == 0) {
      throw new ShapeException(
          "multinomial: the shape is " + shape, "weights [n] or [m, n], with n of at least 1");
    }
    if (count < 1 || (!replacement && count > shape.dim(-1))) {
      throw new OptionException(
          "multinomial: " + count + " draws of " + shape.dim(-1) + " weights",
          replacement ? "1 or more" : "1 to " + shape.dim(-1) + ", or replacement");
    }
    if (!inputs[1].shape().equals(uniforms(shape))) {
      throw new ShapeException(
          "multinomial: uniform numbers " + inputs[1], uniforms(shape).toString());
    }
    return new TensorSpec(shape.withDim(-1, count), DType.INT64);
  }

  /** Weights may be negative. */
  @Override
  public boolean mayRefuse() {
    return true;
  }

  /** Positions are drawn in Java's memory, where weights are checked too. */
  @Override
  public Lowering lower(List<TensorSpec> specs, TensorSpec result) {
    return (Lowering.OfCall)
        (backend, inputs, output) -> {
          double[] weights = download(inputs[0]);
          double[] uniforms = download(inputs[1]);
          int size = (int) inputs[0].shape().dim(-1);
          int draws = (int) count;
          long[] drawn = new long[weights.length / size * draws];
          for (int row = 0; row < weights.length / size; row++) {
            requireWeights(weights, row, size);
            if (replacement) {
              place(weights, row * size, size, uniforms, row * draws, drawn);
            } else {
              race(weights, row * size, size, uniforms, row * draws, drawn);
            }
          }
          backend.upload(drawn, 0, output);
        };
  }

  private static double[] download(Operand operand) {
    Object elements = JavaArrays.allocate(operand.dtype(), operand.shape().size());
    operand.download(elements, 0);
    if (elements instanceof double[] doubles) {
      return doubles;
    }
    float[] floats = (float[]) elements;
    double[] wide = new double[floats.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = floats[i];
    }
    return wide;
  }

  private void requireWeights(double[] weights, int row, int size) {
    int positive = 0;
    for (int i = row * size; i < (row + 1) * size; i++) {
      if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
        throw new DataException(
            "multinomial: row " + row + " has the weight " + weights[i] + " at " + i % size,
            "finite numbers of 0 or more",
            "take softmax of logits first");
      }
      positive += weights[i] > 0 ? 1 : 0;
    }
    long needed = replacement ? 1 : count;
    if (positive < needed) {
      throw new DataException(
          "multinomial: row " + row + " has " + positive + " weights above 0",
          "at least " + needed);
    }
  }

  /** Finds for each uniform number the weight whose part of the sum it falls into. */
  private void place(
      double[] weights, int from, int size, double[] uniforms, int to, long[] drawn) {
    double[] sums = new double[size];
    double sum = 0;
    int last = 0;
    for (int i = 0; i < size; i++) {
      sum += weights[from + i];
      sums[i] = sum;
      last = weights[from + i] > 0 ? i : last;
    }
    for (int draw = to; draw < to + count; draw++) {
      double at = uniforms[draw] * sum;
      int low = 0;
      // A product that is rounded up to the sum belongs to the last weight above 0.
      int high = last;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (sums[middle] > at) {
          high = middle;
        } else {
          low = middle + 1;
        }
      }
      drawn[draw] = low;
    }
  }

  private void race(double[] weights, int from, int size, double[] uniforms, int to, long[] drawn) {
    double[] times = new double[size];
    for (int i = 0; i < size; i++) {
      double weight = weights[from + i];
      times[i] = weight > 0 ? -Math.log1p(-uniforms[from + i]) / weight : Double.POSITIVE_INFINITY;
    }
    StableOrder order = new StableOrder(size, (int) count);
    order.read(times, 0, 1, false);
    int[] first = order.first();
    for (int i = 0; i < count; i++) {
      drawn[to + i] = first[i];
    }
  }

  @Override
  public boolean isDifferentiable(int index) {
    return false;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    throw new IllegalStateException("multinomial has no gradient");
  }
}
