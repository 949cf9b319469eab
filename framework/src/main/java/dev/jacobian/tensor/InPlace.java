package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.op.AddScaled;
import dev.jacobian.op.Binary;
import dev.jacobian.op.Cast;
import dev.jacobian.op.FillLike;
import dev.jacobian.op.LiveScalar;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.Value;
import java.util.function.DoubleSupplier;

/**
 * Functions that change this tensor's values, and those of all tensors that share its memory, and
 * return it. Outside {@code Autograd.noGrad()} a change is recorded if this tensor or an operand
 * requires a gradient; then it is an error to change a leaf that requires one, a view of it, a view
 * that was made under {@code noGrad}, or one of several that one function gave. So it is always to
 * change a view in which one element of memory stands at several positions. Backward notices a
 * change of a value that it still needs.
 */
public sealed interface InPlace extends Family permits Tensor {

  /** {@code x += other}; {@code other} broadcasts to x's shape. */
  default Tensor addInPlace(Tensor other) {
    return assign(BinaryFunction.ADD, other.value());
  }

  /**
   * {@code x += alpha * other}, in one pass; {@code other} broadcasts to x's shape. PyTorch
   * equivalent: {@code add_} with {@code alpha}.
   */
  default Tensor addInPlace(Tensor other, double alpha) {
    return addScaled(other, new Scalar(alpha, self().dtype()));
  }

  /**
   * {@code x += alpha * other}, with a factor that is asked for at every run of a compiled
   * function: one that changes from step to step.
   */
  default Tensor addInPlace(Tensor other, DoubleSupplier alpha) {
    return addScaled(other, new LiveScalar(alpha, self().dtype()));
  }

  /** {@code x += number}. */
  default Tensor addInPlace(double number) {
    return assign(BinaryFunction.ADD, number);
  }

  /** {@code x -= other}; {@code other} broadcasts to x's shape. */
  default Tensor subInPlace(Tensor other) {
    return assign(BinaryFunction.SUB, other.value());
  }

  /** {@code x *= other}; {@code other} broadcasts to x's shape. */
  default Tensor mulInPlace(Tensor other) {
    return assign(BinaryFunction.MUL, other.value());
  }

  /** {@code x *= number}. */
  default Tensor mulInPlace(double number) {
    return assign(BinaryFunction.MUL, number);
  }

  /**
   * {@code x *= number}, with a number that is asked for at every run of a compiled function: a
   * factor that changes from step to step.
   */
  default Tensor mulInPlace(DoubleSupplier number) {
    return assign(BinaryFunction.MUL, new LiveScalar(number, self().dtype()));
  }

  /** {@code x /= other}; {@code other} broadcasts to x's shape. */
  default Tensor divInPlace(Tensor other) {
    return assign(BinaryFunction.DIV, other.value());
  }

  /**
   * Takes over the values of {@code other}, which has this tensor's shape and dtype. PyTorch
   * equivalent: {@code copy_}.
   */
  default Tensor copyInPlace(Tensor other) {
    Autograd.builder().assign(self().value(), new Cast(self().dtype()), other.value());
    return self();
  }

  /** Sets every element to a number. */
  default Tensor fillInPlace(double number) {
    Autograd.builder().assign(self().value(), new FillLike(number), self().value());
    return self();
  }

  private Tensor addScaled(Tensor other, Value alpha) {
    Value target = self().value();
    Autograd.builder().assign(target, new AddScaled(), target, other.value(), alpha);
    return self();
  }

  private Tensor assign(BinaryFunction f, double number) {
    return assign(f, new Scalar(number, self().dtype()));
  }

  private Tensor assign(BinaryFunction f, Value other) {
    Autograd.builder().assign(self().value(), new Binary(f), self().value(), other);
    return self();
  }
}
