package dev.jacobian.op;

import dev.jacobian.shape.TensorSpec;
import java.util.function.Supplier;

/** What an op's gradient is made from. */
public interface GradientContext {
  /** Returns the builder that the gradient's ops go through. */
  OpBuilder builder();

  /**
   * Returns the gradient of the final result with respect to the op's output; of the output's
   * shape.
   */
  Value gradient();

  /** Returns an input; allowed only if the op's {@link Op#usesInput} says so. */
  Value input(int index);

  /** Returns the output; allowed only if the op's {@link Op#usesOutput} says so. */
  Value output();

  /** Returns what the gradients of several inputs are made of: the first of them computes it. */
  <T> T once(Supplier<T> common);

  /**
   * Returns whether the gradient may be differentiated in turn, so that every op that it is built
   * from needs a gradient.
   */
  boolean isDifferentiatedAgain();

  /** Returns how many inputs the op has. */
  int inputCount();

  /** Returns shape and type of an input. */
  TensorSpec inputSpec(int index);

  /** Returns shape and type of the output. */
  TensorSpec outputSpec();
}
