package dev.jacobian.op;

import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.List;

/**
 * Stretching by the broadcasting rules: {@code y = x} at every position; {@code dx} is {@code dy}
 * summed over the stretched axes.
 *
 * @param shape the shape that x is stretched to
 */
public record Expand(Shape shape) implements ViewOp {
  @Override
  public String name() {
    return "expand";
  }

  @Override
  public boolean isIdentity(TensorSpec input, TensorSpec output) {
    return input.equals(output);
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    if (!Broadcasting.isBroadcastable(inputs[0].shape(), shape)) {
      throw new ShapeException(
          "expand: " + inputs[0].shape() + " does not stretch to " + shape,
          "sizes that are equal or 1, aligned at the last axis");
    }
    return new TensorSpec(shape, inputs[0].dtype());
  }

  @Override
  public Layout layout(Layout input) {
    return input.expand(shape);
  }

  @Override
  public Shape space(List<TensorSpec> inputs, TensorSpec output) {
    return output.shape();
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.gradient();
  }
}
