package dev.jacobian.op;

import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * The same elements in the same order under another shape, without a copy where they lie so; {@code
 * dx} is {@code dy} under x's shape.
 *
 * @param shape the new shape, of the same size
 */
public record Reshape(Shape shape) implements ViewOp {
  @Override
  public String name() {
    return "reshape";
  }

  @Override
  public boolean isIdentity(TensorSpec input, TensorSpec output) {
    return input.equals(output);
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    if (inputs[0].shape().size() != shape.size()) {
      throw new ShapeException(
          "reshape: "
              + inputs[0].shape()
              + " has "
              + inputs[0].shape().size()
              + " elements, "
              + shape
              + " has "
              + shape.size(),
          "a shape with as many elements");
    }
    return new TensorSpec(shape, inputs[0].dtype());
  }

  @Override
  public @Nullable Layout layout(Layout input) {
    return input.reshape(shape);
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    return context.builder().reshape(context.gradient(), context.inputSpec(0).shape());
  }
}
