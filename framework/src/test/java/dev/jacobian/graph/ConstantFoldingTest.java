package dev.jacobian.graph;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConstantFoldingTest {
  private static Expr constant(double value, DType dtype) {
    return new Expr.Constant(value, dtype);
  }

  @Test
  void everyFunctionIsItsDefinitionRoundedToItsType() {
    for (UnaryFunction function : UnaryFunction.values()) {
      double exact = function.apply(0.7f);
      Expr narrow = constant(0.7f, DType.FLOAT32).apply(function);
      assertEquals((float) exact, ConstantFolding.value(narrow), function + " of float32");
      Expr wide = constant(0.7f, DType.FLOAT64).apply(function);
      assertEquals(exact, ConstantFolding.value(wide), function + " of float64");
    }
    for (BinaryFunction function : BinaryFunction.values()) {
      double exact = function.apply(0.7f, 3);
      Expr value = constant(0.7f, DType.FLOAT32).apply(function, constant(3, DType.FLOAT32));
      assertEquals((float) exact, ConstantFolding.value(value), function + " of float32");
    }
  }

  @Test
  void eachStepIsRoundedAsAKernelRoundsIt() {
    Expr large = constant(16777216, DType.FLOAT32);
    // In float the 1 is lost before it is taken away again.
    assertEquals(0, ConstantFolding.value(large.add(1).sub(large)));
    Expr wide = constant(16777216, DType.FLOAT64);
    assertEquals(1, ConstantFolding.value(wide.add(1).sub(wide)));
    Expr narrowed = Expr.converted(constant(0.1, DType.FLOAT64), DType.FLOAT32);
    assertEquals(0.1f, ConstantFolding.value(narrowed));
    assertEquals(
        Double.POSITIVE_INFINITY,
        ConstantFolding.value(Expr.converted(constant(1e300, DType.FLOAT64), DType.FLOAT32)));
  }

  @Test
  void truthsAndChoicesAreFolded() {
    Expr isLarger = constant(2, DType.FLOAT32).apply(BinaryFunction.GT, constant(1, DType.FLOAT32));
    assertEquals(1, ConstantFolding.value(isLarger));
    Expr choice = isLarger.where(constant(0.1, DType.FLOAT32), constant(5, DType.FLOAT32));
    assertEquals(0.1f, ConstantFolding.value(choice));
    // Sums of truths are truths.
    assertEquals(1, ConstantFolding.value(isLarger.add(isLarger)));
    Expr ofNaN =
        constant(Double.NaN, DType.FLOAT32).apply(BinaryFunction.EQ, constant(0, DType.FLOAT32));
    assertEquals(
        2,
        ConstantFolding.value(ofNaN.where(constant(1, DType.FLOAT32), constant(2, DType.FLOAT32))));
    assertEquals(
        1, ConstantFolding.value(Expr.converted(constant(Double.NaN, DType.FLOAT32), DType.BOOL)));
    assertEquals(
        0, ConstantFolding.value(Expr.converted(constant(-0.0, DType.FLOAT32), DType.BOOL)));
  }

  @Test
  void integersAreLeftToKernelsAndLeavesAreNoConstants() {
    List<DType> folded = Arrays.stream(DType.values()).filter(ConstantFolding::accepts).toList();
    assertEquals(List.of(DType.FLOAT32, DType.FLOAT64, DType.BOOL), folded);
    for (Expr leaf :
        List.of(
            new Expr.Input(0, DType.FLOAT32),
            new Expr.Parameter(0, DType.FLOAT32),
            new Expr.Reduced(0, DType.FLOAT32))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> ConstantFolding.value(leaf.add(1)))
              .getMessage();
      assertTrue(message.endsWith(" is not constant"), message);
    }
  }
}
