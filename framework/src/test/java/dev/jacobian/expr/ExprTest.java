package dev.jacobian.expr;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.jacobian.shape.DType;
import org.junit.jupiter.api.Test;

class ExprTest {
  private static final Expr X = new Expr.Input(0, DType.FLOAT64);
  private static final Expr Y = new Expr.Input(1, DType.FLOAT64);

  @Test
  void typesFollowFromTheOperands() {
    Expr isLess = new Expr.Binary(BinaryFunction.LT, X, Y);
    assertEquals(DType.BOOL, isLess.dtype());
    assertEquals(DType.FLOAT64, new Expr.Binary(BinaryFunction.ADD, X, Y).dtype());
    assertEquals(DType.FLOAT64, new Expr.Unary(UnaryFunction.EXP, X).dtype());
    assertEquals(DType.FLOAT64, new Expr.Select(isLess, X, Y).dtype());
    assertEquals(DType.INT32, new Expr.Convert(X, DType.INT32).dtype());
    assertEquals(DType.INT64, new Expr.Constant(3, DType.INT64).dtype());
  }

  @Test
  void treesOfOneStructureAreEqual() {
    Expr sum = new Expr.Binary(BinaryFunction.ADD, X, new Expr.Constant(1, DType.FLOAT64));
    Expr same =
        new Expr.Binary(
            BinaryFunction.ADD,
            new Expr.Input(0, DType.FLOAT64),
            new Expr.Constant(1, DType.FLOAT64));
    assertEquals(sum, same);
    assertEquals(sum.hashCode(), same.hashCode());
    assertNotEquals(
        sum, new Expr.Binary(BinaryFunction.ADD, Y, new Expr.Constant(1, DType.FLOAT64)));
  }
}
