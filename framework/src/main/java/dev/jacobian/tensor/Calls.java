package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Variable;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.op.Binary;
import dev.jacobian.op.LiveScalar;
import dev.jacobian.op.Op;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.Unary;
import dev.jacobian.op.Value;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import java.util.function.DoubleSupplier;

/** Applies ops to tensors through the thread's builder. */
final class Calls {
  private Calls() {}

  static Tensor apply(Op op, Tensor... inputs) {
    Value[] values = new Value[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      values[i] = inputs[i].value();
    }
    return Tensor.ofValue(Autograd.builder().apply(op, values));
  }

  /**
   * Returns what a function has made under another shape. It is nobody's view: who calls the
   * function does not know the tensor that was made.
   */
  static Tensor own(Tensor made, long... dims) {
    Tensor shaped = made.reshape(dims);
    if (!(shaped.value() instanceof Variable view)) {
      return shaped;
    }
    Variable own = view.withoutSource();
    return own == view ? shaped : Tensor.ofValue(own);
  }

  static Tensor unary(UnaryFunction f, Tensor x) {
    return Tensor.ofValue(Autograd.builder().apply(new Unary(f), x.value()));
  }

  static Tensor binary(BinaryFunction f, Tensor a, Tensor b) {
    return Tensor.ofValue(Autograd.builder().apply(new Binary(f), a.value(), b.value()));
  }

  static Tensor binary(BinaryFunction f, Tensor a, double b) {
    return Tensor.ofValue(
        Autograd.builder().apply(new Binary(f), a.value(), new Scalar(b, a.dtype())));
  }

  static Tensor binary(BinaryFunction f, Tensor a, DoubleSupplier b) {
    return Tensor.ofValue(
        Autograd.builder().apply(new Binary(f), a.value(), new LiveScalar(b, a.dtype())));
  }

  /**
   * Checks what a function is given.
   *
   * @throws DTypeException if it is no floating-point tensor
   */
  static void requireFloating(String function, Tensor x) {
    if (!x.dtype().isFloating()) {
      throw new DTypeException(
          function + ": received " + x.value().spec(),
          "a floating-point tensor",
          DTypeHints.toFloating(x.dtype()));
    }
  }

  static Tensor where(Tensor condition, Value a, Value b) {
    return Tensor.ofValue(Autograd.builder().where(condition.value(), a, b));
  }
}
