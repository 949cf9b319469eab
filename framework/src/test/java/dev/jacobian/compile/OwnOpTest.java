package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
import dev.jacobian.op.AddScaled;
import dev.jacobian.op.Binary;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.GradientContext;
import dev.jacobian.op.KernelOp;
import dev.jacobian.op.Op;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Unary;
import dev.jacobian.op.Value;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
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
      Expr x = inputs[0];
      return x.div(x.apply(UnaryFunction.ABS).add(c));
    }

    @Override
    public Expr derivative(int index, Expr[] inputs, Expr output, Expr gradient) {
      Expr distance = inputs[0].apply(UnaryFunction.ABS).add(c);
      return gradient.mul(slope).div(distance.mul(distance));
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

  /** {@code y = a * sigmoid(b a) * max(a, b)}, of which only the formula is known. */
  private record Gated() implements ElementwiseOp {
    @Override
    public String name() {
      return "gated";
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return new TensorSpec(
          Broadcasting.broadcast(name(), inputs[0].shape(), inputs[1].shape()), inputs[0].dtype());
    }

    @Override
    public Expr expression(Expr... inputs) {
      Expr a = inputs[0];
      Expr gate = inputs[1].mul(a).apply(UnaryFunction.SIGMOID);
      return a.mul(gate).mul(a.apply(BinaryFunction.MAXIMUM, inputs[1]));
    }
  }

  @Test
  void theGradientOfAFormulaFollowsFromIt() {
    Tensor b = Tensor.of(new float[] {0.75f, -1.5f, 0.5f}, 3);
    OpCheck.Report report = OpCheck.check(new Gated(), input(), b);
    // 6 results of 9 inputs; of second order 9 and 3 gradients of 6 + 3 + 6.
    assertEquals(54 + 9 * 15, report.derivatives());
  }

  @Test
  void theGradientOfAFormulaReadsNoMoreThanItNeeds() {
    Op tanh = new Unary(UnaryFunction.TANH);
    assertFalse(tanh.usesInput(0, 0));
    assertTrue(tanh.usesOutput(0));
    Op sum = new Binary(BinaryFunction.ADD);
    assertFalse(sum.usesInput(0, 1) || sum.usesOutput(1));
    Op scaled = new AddScaled();
    assertTrue(scaled.usesInput(2, 1) && scaled.usesInput(1, 2));
    assertFalse(scaled.usesInput(0, 1) || scaled.usesInput(1, 1) || scaled.usesOutput(1));
    assertTrue(new Gated().usesInput(0, 1) && new Gated().usesInput(1, 1));
    assertFalse(new Gated().usesOutput(0));
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

  /** {@code y = size x}, with another derivative, and another result in float32. */
  private record Tiny(double size, double slope, double inFloat32) implements ElementwiseOp {
    @Override
    public String name() {
      return "tiny";
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return inputs[0];
    }

    @Override
    public Expr expression(Expr... inputs) {
      return inputs[0].mul(inputs[0].dtype() == DType.FLOAT32 ? inFloat32 : size);
    }

    @Override
    public Expr derivative(int index, Expr[] inputs, Expr output, Expr gradient) {
      return gradient.mul(slope);
    }
  }

  @Test
  void errorsOfSmallValuesAreFound() {
    for (double size : new double[] {1e-3, 1e-7, 1e-20}) {
      OpCheck.check(new Tiny(size, size, size), input());
      for (double wrong : new double[] {1.001 * size, 2 * size}) {
        for (Tiny op : List.of(new Tiny(size, wrong, size), new Tiny(size, size, wrong))) {
          assertThrows(NumericException.class, () -> OpCheck.check(op, input()), op.toString());
        }
      }
    }
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
      Expr square = inputs[0].mul(inputs[0]);
      return inputs[0].dtype() == DType.FLOAT32 ? square.add(error) : square;
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

  /**
   * {@code y = x / r, r = sqrt(mean x^2 + eps)} along the last axis; {@code dx = dy / r - x *
   * mean(dy * x) / r^3}.
   */
  private record RmsNorm(double eps) implements KernelOp {
    @Override
    public String name() {
      return "rmsNorm";
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return inputs[0];
    }

    private static Expr of(BinaryFunction function, Expr left, double right) {
      return new Expr.Binary(function, left, new Expr.Constant(right, left.dtype()));
    }

    @Override
    public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
      Shape space = output.shape();
      int last = space.rank() - 1;
      Expr x = new Expr.Input(0, output.dtype());
      Expr square = new Expr.Binary(BinaryFunction.MUL, x, x);
      Expr mean = of(BinaryFunction.DIV, new Expr.Reduced(0, output.dtype()), space.dim(last));
      Expr root = new Expr.Unary(UnaryFunction.SQRT, of(BinaryFunction.ADD, mean, eps));
      Expr scaled = new Expr.Binary(BinaryFunction.DIV, x, root);
      return Kernel.of(
          space,
          inputs,
          List.of(
              Output.reduced(square, Reducer.SUM, List.of(last)), Output.stored(scaled, space)));
    }

    @Override
    public boolean usesInput(int input, int gradient) {
      return true;
    }

    @Override
    public Value gradient(int index, GradientContext context) {
      OpBuilder b = context.builder();
      Value x = context.input(0);
      Value dy = context.gradient();
      int last = x.shape().rank() - 1;
      double share = 1.0 / x.shape().dim(last);
      Value square = b.add(b.mul(b.sum(b.mul(x, x), List.of(last)), share), eps);
      Value root = b.pow(square, b.scalar(0.5, x));
      Value along = b.mul(b.sum(b.mul(dy, x), List.of(last)), share);
      return b.div(b.sub(dy, b.div(b.mul(x, along), square)), root);
    }
  }

  @Test
  void anOpOfRowsThatReadTheirReductionPassesTheChecks() {
    assertEquals(6, OpCheck.check(new RmsNorm(1e-5), input()).runs());
    Tensor x = Tensor.randn(new Generator(8), 5, 3000);
    Tensor expected = x.div(x.square().mean(true, 1).add(1e-5).sqrt());
    OpCheck.requireClose("composed", expected, "own", Tensor.apply(new RmsNorm(1e-5), x));
    Compiled compiled = Compiled.function(t -> Tensor.apply(new RmsNorm(1e-5), t[0].exp()).mul(2));
    for (int run = 0; run < 3; run++) {
      Tensor exp = x.add(run).exp();
      Tensor wanted = exp.div(exp.square().mean(true, 1).add(1e-5).sqrt()).mul(2);
      OpCheck.requireClose("composed", wanted, "compiled", compiled.run(x.add(run)));
    }
  }

  /**
   * {@code y[i, j] = x[2 i, j - 1]}, 0 where there is none; the result has a column of zeros more.
   */
  private record EverySecond() implements KernelOp {
    @Override
    public String name() {
      return "everySecond";
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      Shape shape = inputs[0].shape();
      return new TensorSpec(Shape.of((shape.dim(0) + 1) / 2, shape.dim(1) + 2), inputs[0].dtype());
    }

    @Override
    public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
      long width = inputs.get(0).shape().dim(1);
      // The last column is written by no position.
      Shape space = Shape.of(output.shape().dim(0), width + 1);
      IndexMap shifted =
          IndexMap.of(-1, 2 * width, 1).within(new Bound(-1, List.of(0L, 1L), width), 0);
      Load load = new Load(output.dtype(), shifted);
      IndexMap place = IndexMap.of(0, width + 2, 1);
      Expr x = new Expr.Input(0, output.dtype());
      return new Kernel(space, List.of(load), List.of(new Output(x, new Store.Map(place))));
    }

    @Override
    public boolean isDifferentiable(int index) {
      return false;
    }

    @Override
    public Value gradient(int index, GradientContext context) {
      throw new IllegalStateException("everySecond has no gradient");
    }
  }

  @Test
  void anOpThatReadsAndStoresThroughMapsPassesTheChecks() {
    Tensor x = Tensor.of(new float[] {1, 2, 3, 4, 5, 6}, 3, 2);
    assertEquals(6, OpCheck.check(new EverySecond(), x).runs());
    float[] expected = {0, 1, 2, 0, 0, 5, 6, 0};
    assertArrayEquals(expected, Tensor.apply(new EverySecond(), x).toFloatArray());
  }
}
