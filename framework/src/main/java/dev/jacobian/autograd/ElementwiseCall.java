package dev.jacobian.autograd;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.Value;

/** Turns an elementwise op on values into one kernel call. */
final class ElementwiseCall {
  private ElementwiseCall() {}

  static void execute(ElementwiseOp op, Value[] inputs, Backend backend, Operand output) {
    int tensors = 0;
    for (Value input : inputs) {
      if (!(input instanceof Scalar)) {
        tensors++;
      }
    }
    Expr[] leaves = new Expr[inputs.length];
    Operand[] operands = new Operand[tensors];
    int next = 0;
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] instanceof Scalar scalar) {
        leaves[i] = new Expr.Constant(scalar.value(), scalar.dtype());
      } else {
        operands[next] = ((Variable) inputs[i]).operand();
        leaves[i] = new Expr.Input(next, inputs[i].dtype());
        next++;
      }
    }
    Expr expression = op.expression(leaves);
    if (expression instanceof Expr.Convert copy
        && copy.operand() instanceof Expr.Input
        && copy.dtype() == operands[0].dtype()) {
      backend.copy(operands[0], output);
      return;
    }
    for (int i = 0; i < operands.length; i++) {
      operands[i] = operands[i].unrepeated().packed();
    }
    backend.elementwise(expression, operands, output);
  }
}
