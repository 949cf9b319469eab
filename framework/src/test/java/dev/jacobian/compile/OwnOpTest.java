package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.GradientContext;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Value;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Ops of a user's own: computed, compiled, differentiated and checked as ours are. */
@NeedsCompiler
class OwnOpTest {

  /** {@code y = x / (c + |x|)}; {@code dx = slope * dy / (c + |x|)^2}, where slope is to be c. */
  private record Softsign(double c, double slope) implements ElementwiseOp {
    @Override
    public String name() {
      return "softsign";
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return inputs[0];
    }

    @Override
    public Expr expression(Expr... inputs) {
      Expr distance =
          new Expr.Binary(
              BinaryFunction.ADD,
              new Expr.Unary(UnaryFunction.ABS, inputs[0]),
              new Expr.Constant(c, inputs[0].dtype()));
      return new Expr.Binary(BinaryFunction.DIV, inputs[0], distance);
    }

    @Override
    public boolean usesInput(int input, int gradient) {
      return true;
    }

    @Override
    public Value gradient(int index, GradientContext context) {
      OpBuilder b = context.builder();
      Value x = context.input(0);
      Value distance = b.add(b.mul(x, b.sign(x)), c);
      return b.div(b.mul(context.gradient(), slope), b.mul(distance, distance));
    }
  }

  private static Tensor input() {
    return Tensor.of(new float[] {-3, -0.5f, 0.25f, 2, 1, -1}, 2, 3);
  }

  @Test
  void anElementwiseOpPassesTheChecks() {
    OpCheck.Report report = OpCheck.check(new Softsign(1, 1), input());
    // 6 x 6 of first order; of second order those with respect to the gradient too.
    assertEquals(36 + 72, report.derivatives());
    assertEquals(6, report.runs());
    float[] expected = {-0.75f, -1 / 3f, 0.2f, 2 / 3f, 0.5f, -0.5f};
    assertArrayEquals(expected, Tensor.apply(new Softsign(1, 1), input()).toFloatArray());
  }

  @Test
  void anElementwiseOpIsFusedWithItsNeighbours() {
    Compiled compiled = Compiled.function(t -> Tensor.apply(new Softsign(1, 1), t[0].exp()).add(1));
    compiled.run(input());
    assertEquals(1, compiled.explain().split("exp, softsign, add").length - 1);
  }

  @Test
  void aWrongGradientIsFound() {
    NumericException error =
        assertThrows(NumericException.class, () -> OpCheck.check(new Softsign(1, 2), input()));
    assertTrue(error.getMessage().startsWith("gradcheck: input 0, a float64[2, 3] tensor, "));
  }

  /** {@code y = x^2 + error}, with an error in float32 only. */
  private record Rough(double error) implements ElementwiseOp {
    @Override
    public String name() {
      return "rough";
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return inputs[0];
    }

    @Override
    public Expr expression(Expr... inputs) {
      Expr square = new Expr.Binary(BinaryFunction.MUL, inputs[0], inputs[0]);
      return inputs[0].dtype() == DType.FLOAT32
          ? new Expr.Binary(BinaryFunction.ADD, square, new Expr.Constant(error, inputs[0].dtype()))
          : square;
    }

    @Override
    public boolean usesInput(int input, int gradient) {
      return true;
    }

    @Override
    public Value gradient(int index, GradientContext context) {
      OpBuilder b = context.builder();
      return b.mul(b.mul(context.gradient(), context.input(0)), 2);
    }
  }

  @Test
  void aTypeThatGivesOtherResultsIsFound() {
    OpCheck.check(new Rough(0), input());
    NumericException error =
        assertThrows(NumericException.class, () -> OpCheck.check(new Rough(0.25), input()));
    assertEquals(
        "opcheck: rough of float64 is 9.0 at element 0, rough of float32 9.25; expected a difference"
            + " of at most 9.000000000000001E-4; fix: correct the op's expression or kernel; if it has a step"
            + " here, check it elsewhere",
        error.getMessage());
  }

  @Test
  void anOpTrainsInAModule() {
    Tensor x = Tensor.randn(new Generator(3), 4, 2).setRequiresGrad(true);
    Tensor.apply(new Softsign(2, 2), x).sum().backward();
    Tensor slope = x.detach().abs().add(2).pow(-2).mul(2);
    assertArrayEquals(slope.toFloatArray(), x.grad().toFloatArray(), 1e-6f);
  }
}
