package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;

/**
 * Merges neighbouring axes into one: with the defaults, {@code [n, ...]} becomes {@code [n,
 * features]}. The storage is shared with the input. PyTorch equivalent: {@code torch.nn.Flatten}.
 */
public final class Flatten extends Module {
  private final int startAxis;
  private final int endAxis;

  /** Merges all axes but the first. */
  public Flatten() {
    this(1, -1);
  }

  /**
   * Merges the axes from {@code startAxis} to {@code endAxis}, both included; negative ones count
   * from the end.
   */
  public Flatten(int startAxis, int endAxis) {
    super("Flatten(" + startAxis + ", " + endAxis + ")");
    this.startAxis = startAxis;
    this.endAxis = endAxis;
  }

  /** Returns the first axis that is merged, as it was given. */
  public int startAxis() {
    return startAxis;
  }

  /** Returns the last axis that is merged, as it was given. */
  public int endAxis() {
    return endAxis;
  }

  /**
   * Returns {@code input} under its new shape.
   *
   * @throws ShapeException if it has not these axes, or they are in the wrong order
   */
  @Override
  public Tensor forward(Tensor input) {
    Shape shape = input.shape();
    int start = requireAxis(shape, startAxis);
    int end = requireAxis(shape, endAxis);
    if (start > end) {
      throw named(
          new ShapeException(
              "input " + shape + " is merged from axis " + start + " to " + end, "a rising range"));
    }
    try (Autograd.Guard layer = enter()) {
      return input.flatten(start, end);
    }
  }
}
