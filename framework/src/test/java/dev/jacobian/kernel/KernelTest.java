package dev.jacobian.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

class KernelTest {
  private static final Shape SPACE = Shape.of(4, 10);
  private static final Expr X = new Expr.Input(0, DType.FLOAT32);
  private static final Load WHOLE = Load.of(DType.FLOAT32, SPACE, SPACE);

  @Test
  void mapsSayWhichElementBelongsToAPosition() {
    assertEquals(23, IndexMap.rowMajor(SPACE).element(2, 3));
    assertEquals(3, IndexMap.broadcast(Shape.of(10), SPACE).element(2, 3));
    assertEquals(2, IndexMap.broadcast(Shape.of(4, 1), SPACE).element(2, 3));
    assertEquals(9 - 3 + 20, IndexMap.of(9, 10, -1).element(2, 3));
    IndexMap padded = IndexMap.of(-2, 6, 1).within(new Bound(-2, List.of(0L, 1L), 6), 0.5);
    assertFalse(padded.holds(1, 1));
    assertEquals(6, padded.element(1, 2));
    assertEquals(11, padded.element(1, 7));
    assertFalse(padded.holds(1, 8));
    assertTrue(padded.holds(1, 7));
  }

  @Test
  void sizesOfOneHaveNoSayInTheOrder() {
    assertTrue(IndexMap.rowMajor(SPACE).isRowMajor(SPACE));
    assertTrue(IndexMap.of(0, 7, 1).isRowMajor(Shape.of(1, 5)));
    assertFalse(IndexMap.of(1, 10, 1).isRowMajor(SPACE));
    assertFalse(IndexMap.of(0, 1, 4).isRowMajor(SPACE));
    assertFalse(
        IndexMap.rowMajor(SPACE).within(new Bound(0, List.of(1L, 0L), 4), 0).isRowMajor(SPACE));
    assertTrue(Load.of(DType.FLOAT32, Shape.of(40), SPACE).isWhole(SPACE));
  }

  @Test
  void softmaxIsOneKernel() {
    Expr shifted = new Expr.Binary(BinaryFunction.SUB, X, new Expr.Reduced(0, DType.FLOAT32));
    Expr power = new Expr.Unary(UnaryFunction.EXP, shifted);
    Expr share = new Expr.Binary(BinaryFunction.DIV, power, new Expr.Reduced(1, DType.FLOAT32));
    Kernel softmax =
        new Kernel(
            SPACE,
            List.of(WHOLE),
            List.of(
                Output.reduced(X, Reducer.MAX, List.of(1)),
                Output.reduced(power, Reducer.SUM, List.of(1)),
                Output.stored(share, SPACE)));
    assertEquals(
        """
        kernel [4, 10]
          x0 = float32 at 10 i0 + i1
          y0 = max over [1] of x0
          v0 = exp(sub(x0, y0))
          y1 = sum over [1] of v0
          y2 = div(v0, y1)""",
        softmax.toString());
    assertEquals(new TensorSpec(Shape.of(4, 1), DType.FLOAT32), softmax.outputSpec(1));
    assertEquals(new TensorSpec(SPACE, DType.FLOAT32), softmax.outputSpec(2));
  }

  @Test
  void everyKindOfLoadAndStoreIsPrinted() {
    Load rows = new Load(DType.FLOAT32, IndexMap.of(3, 0, -2), new Gather(0, 16, 100));
    Load padded =
        new Load(DType.FLOAT32, IndexMap.of(-2, 8, 1).within(new Bound(-2, List.of(0L, 1L), 8), 0));
    Kernel kernel =
        new Kernel(
            SPACE,
            List.of(Load.of(DType.INT64, Shape.of(4, 1), SPACE), rows, padded),
            List.of(
                new Output(new Expr.Input(1, DType.FLOAT32), new Store.Map(IndexMap.of(0, 1, 4))),
                new Output(new Expr.Input(2, DType.FLOAT32), new Store.Scan(Reducer.SUM, 1, true)),
                new Output(
                    new Expr.Constant(0.5, DType.FLOAT32),
                    new Store.ScatterAdd(IndexMap.of(0, 0, 1), new Gather(0, 1, 10)))));
    assertEquals(
        """
        kernel [4, 10]
          x0 = int64 at i0
          x1 = float32 at 3 - 2 i1 + 16 x0 (0 <= x0 < 100)
          x2 = float32 at -2 + 8 i0 + i1 where 0 <= -2 + i1 < 8 else 0
          y0 at i0 + 4 i1 = x1
          y1 = sum backwards along 1 of x2
          y2 at i1 + x0 (0 <= x0 < 10) += 0.5""",
        kernel.toString());
  }

  private static void assertRefused(String message, Runnable code) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, code::run).getMessage());
  }

  @Test
  void whatIsReferredToHasToBeThere() {
    List<Output> stored = List.of(Output.stored(X, SPACE));
    assertRefused(
        "a kernel without outputs; expected at least one",
        () -> new Kernel(SPACE, List.of(WHOLE), List.of()));
    assertRefused(
        "output 0 reads input 0 as float32; expected a load of that type; the loads are [int64]",
        () -> new Kernel(SPACE, List.of(Load.of(DType.INT64, SPACE, SPACE)), stored));
    assertRefused(
        "load 0 has 1 strides over the space [4, 10]; expected one for each axis",
        () -> new Kernel(SPACE, List.of(new Load(DType.FLOAT32, IndexMap.of(0, 1))), stored));
    assertRefused(
        "load 0 gathers by load 0; expected an earlier load of int64",
        () ->
            new Kernel(
                SPACE,
                List.of(new Load(DType.FLOAT32, IndexMap.of(0, 0, 1), new Gather(0, 1, 3))),
                stored));
    assertRefused(
        "output 0 names axis 2 of the space [4, 10]; expected an axis counted from 0",
        () ->
            new Kernel(SPACE, List.of(WHOLE), List.of(Output.reduced(X, Reducer.SUM, List.of(2)))));
    assertRefused(
        "output 0 is reduced over axes [1, 0]; expected rising axes",
        () ->
            new Kernel(
                SPACE, List.of(WHOLE), List.of(Output.reduced(X, Reducer.SUM, List.of(1, 0)))));
    assertRefused(
        "output 0 reads reduction 0 as float32; expected an earlier output of that type that is"
            + " reduced",
        () ->
            new Kernel(
                SPACE,
                List.of(WHOLE),
                List.of(Output.stored(new Expr.Reduced(0, DType.FLOAT32), SPACE))));
    assertRefused(
        "output 0 searches axis 1 of the space [2, 0]; expected an axis that is not empty",
        () ->
            new Kernel(
                Shape.of(2, 0),
                List.of(new Load(DType.FLOAT32, IndexMap.of(0, 0, 1))),
                List.of(new Output(X, new Store.ArgMax(1)))));
    assertRefused(
        "a bound has 1 coefficients; expected one for each of 2 axes",
        () -> IndexMap.of(0, 1, 1).within(new Bound(0, List.of(1L), 3), 0));
    assertRefused(
        "[3] does not stretch to the space [4, 10]; expected sizes that are equal or 1",
        () -> IndexMap.broadcast(Shape.of(3), SPACE));
  }
}
