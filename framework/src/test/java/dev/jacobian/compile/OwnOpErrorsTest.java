package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Bound;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Store;
import dev.jacobian.op.Cast;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.GradientContext;
import dev.jacobian.op.KernelOp;
import dev.jacobian.op.Op;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Value;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What is wrong with an op of a user's own is said before anything is read or written. */
class OwnOpErrorsTest {
  private static final Shape FOUR = Shape.of(4);
  private static final Expr X = new Expr.Input(0, DType.FLOAT32);
  private static final Tensor NUMBERS = Tensor.of(new float[] {1, 2, 3, 4});

  /** An op of one kernel, over four positions, whose gradient is {@code backward}. */
  private record Own(
      List<Load> loads, Output output, Shape result, Function<GradientContext, Value> backward)
      implements KernelOp {
    Own(Load load, Function<GradientContext, Value> backward) {
      this(List.of(load), Output.stored(X, FOUR), FOUR, backward);
    }

    @Override
    public String name() {
      return "own";
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return new TensorSpec(result, DType.FLOAT32);
    }

    @Override
    public Kernel kernel(List<TensorSpec> inputs, TensorSpec output) {
      return new Kernel(FOUR, loads, List.of(this.output));
    }

    @Override
    public Value gradient(int index, GradientContext context) {
      return backward.apply(context);
    }
  }

  private static Load at(long offset, long stride) {
    return new Load(DType.FLOAT32, IndexMap.of(offset, stride));
  }

  private static Own reading(Load... loads) {
    Expr last = new Expr.Input(loads.length - 1, DType.FLOAT32);
    return new Own(List.of(loads), Output.stored(last, FOUR), FOUR, GradientContext::gradient);
  }

  private static Own storing(Store store, Shape result) {
    return new Own(List.of(at(0, 1)), new Output(X, store), result, GradientContext::gradient);
  }

  private static void assertRefused(String message, Op op, Tensor... inputs) {
    for (Function<Tensor[], Tensor> way :
        List.<Function<Tensor[], Tensor>>of(
            given -> Tensor.apply(op, given),
            given -> Compiled.function(t -> Tensor.apply(op, t)).run(given))) {
      assertEquals(
          message,
          assertThrows(IllegalArgumentException.class, () -> way.apply(inputs)).getMessage());
    }
  }

  @Test
  void aKernelThatReadsOtherMemoryThanItsInputsIsRefused() {
    assertRefused(
        "own: load 0 of its kernel reads input 0, float32[4], at 2 + i0 over [4], elements 2 to 5;"
            + " expected elements 0 to 3, or bounds that leave out the others",
        reading(at(2, 1)),
        NUMBERS);
    assertRefused(
        "own: load 0 of its kernel reads input 0, float32[4], at 2 - i0 over [4], elements -1 to 2;"
            + " expected elements 0 to 3, or bounds that leave out the others",
        reading(at(2, -1)),
        NUMBERS);
    assertRefused(
        "own: load 0 of its kernel reads input 0, float32[4], at "
            + Long.MAX_VALUE
            + " i0"
            + "; expected smaller strides",
        reading(at(0, Long.MAX_VALUE)),
        NUMBERS);
    Load indices = new Load(DType.INT64, IndexMap.of(0, 1));
    assertRefused(
        "own: load 1 of its kernel reads input 1, float32[4], at 0 + x0 (0 <= x0 < 5) over [4],"
            + " elements 0 to 4; expected elements 0 to 3, or bounds that leave out the others",
        reading(indices, new Load(DType.FLOAT32, IndexMap.of(0, 0), new Gather(0, 1, 5))),
        Tensor.of(new long[] {0, 1, 2, 4}),
        NUMBERS);
    // The second half of these windows hangs over, which the bound knows of.
    IndexMap hanging = IndexMap.of(2, 1).within(new Bound(2, List.of(1L), 4), -1);
    assertEquals(
        "tensor([ 3.,  4., -1., -1.])",
        Tensor.apply(reading(new Load(DType.FLOAT32, hanging)), NUMBERS).toString());
  }

  @Test
  void aKernelThatReadsOtherInputsThanTheOpHasIsRefused() {
    assertRefused(
        "own: load 0 of its kernel reads input 0, float64[4], as float32; expected the input's type",
        reading(at(0, 1)),
        NUMBERS.to(DType.FLOAT64));
    assertRefused(
        "own: load 1 of its kernel reads input 1 of 1; expected an input that the op has",
        reading(at(0, 1), at(0, 1)),
        NUMBERS);
  }

  @Test
  void aKernelThatStoresOtherMemoryThanTheResultIsRefused() {
    assertRefused(
        "own: its kernel stores float32[4] at 1 + i0 over [4], elements 1 to 4; expected elements 0"
            + " to 3, or bounds that leave out the others",
        storing(new Store.Map(IndexMap.of(1, 1)), FOUR),
        NUMBERS);
    assertRefused(
        "own: its kernel stores float32[3] at i0 over [4], elements 0 to 3; expected elements 0 to 2,"
            + " or bounds that leave out the others",
        storing(new Store.Map(IndexMap.of(0, 1)), Shape.of(3)),
        NUMBERS);
    assertRefused(
        "own: its kernel stores two positions at one element, 0 over [4]; expected an element for"
            + " each position, or a reduction",
        storing(new Store.Map(IndexMap.of(0, 0)), FOUR),
        NUMBERS);
  }

  /** Two inputs, combined as they are. */
  private record Mixed(boolean isChosen) implements ElementwiseOp {
    @Override
    public String name() {
      return "mixed";
    }

    @Override
    public TensorSpec infer(TensorSpec... inputs) {
      return inputs[0];
    }

    @Override
    public Expr expression(Expr... inputs) {
      return isChosen
          ? inputs[0].where(inputs[1], inputs[0])
          : inputs[0].apply(BinaryFunction.MAXIMUM, inputs[1]);
    }
  }

  @Test
  void anExpressionOfTwoTypesIsRefused() {
    assertRefused(
        "mixed: its expression has maximum of float32 and float64; expected one type; Expr.converted"
            + " gives a value in another one",
        new Mixed(false),
        NUMBERS,
        NUMBERS.to(DType.FLOAT64));
    assertRefused(
        "mixed: its expression chooses by float32; expected bool",
        new Mixed(true),
        NUMBERS,
        NUMBERS);
  }

  private static void assertNoGradient(String message, Function<GradientContext, Value> backward) {
    Tensor x = NUMBERS.copy().setRequiresGrad(true);
    Tensor loss = Tensor.apply(new Own(at(0, 1), backward), x).sum();
    assertEquals(message, assertThrows(AutogradException.class, loss::backward).getMessage());
  }

  @Test
  void aGradientThatDoesNotFitItsInputIsRefused() {
    String end =
        "; expected float32[4], or what that broadcasts to; fix: correct the op's gradient";
    String start = "backward of own: its gradient for input 0 is ";
    assertNoGradient(start + "null" + end, context -> null);
    assertNoGradient(
        start + "float32[1]" + end,
        context -> {
          OpBuilder b = context.builder();
          return b.sum(context.gradient(), List.of(0));
        });
    assertNoGradient(
        start + "float64[4]" + end,
        context -> context.builder().apply(new Cast(DType.FLOAT64), context.gradient()));
  }

  @Test
  void aGradientThatReadsWhatWasNotKeptIsToldSo() {
    String end =
        ", which was not kept; expected usesInput and usesOutput to name all that the gradient reads;"
            + " fix: return true there";
    assertNoGradient(
        "backward of own: its gradient reads input 0" + end, context -> context.input(0));
    assertNoGradient(
        "backward of own: its gradient reads its output" + end, GradientContext::output);
  }
}
