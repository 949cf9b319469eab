package dev.jacobian.kernel.java;

import static dev.jacobian.kernel.java.TestKernels.add;
import static dev.jacobian.kernel.java.TestKernels.constant;
import static dev.jacobian.kernel.java.TestKernels.floats;
import static dev.jacobian.kernel.java.TestKernels.input;
import static dev.jacobian.kernel.java.TestKernels.mul;
import static dev.jacobian.kernel.java.TestKernels.sub;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.print.NumberedKernel;
import dev.jacobian.kernel.print.NumberedValue;
import dev.jacobian.kernel.print.Structure;
import dev.jacobian.shape.DType;
import java.util.List;
import org.junit.jupiter.api.Test;

class NumberedKernelTest {
  private static Structure structure(Expr... results) {
    return NumberedKernel.of(floats(2, results)).structure();
  }

  @Test
  void equalSubexpressionsAreOneValue() {
    Expr once = mul(add(input(0), input(1)), add(input(0), input(1)));
    Structure structure = structure(once);
    assertEquals(
        List.of(
            new NumberedValue.Input(0, DType.FLOAT32),
            new NumberedValue.Input(1, DType.FLOAT32),
            new NumberedValue.Binary(BinaryFunction.ADD, 0, 1, DType.FLOAT32),
            new NumberedValue.Binary(BinaryFunction.MUL, 2, 2, DType.FLOAT32)),
        structure.values());
    assertEquals(List.of(3), structure.results());
  }

  @Test
  void argumentsMayBeExchangedIfTheFunctionAllowsIt() {
    assertEquals(
        List.of(2, 2), structure(add(input(0), input(1)), add(input(1), input(0))).results());
    assertEquals(
        List.of(2, 3), structure(sub(input(0), input(1)), sub(input(1), input(0))).results());
  }

  @Test
  void sameResultTwiceIsOneValue() {
    assertEquals(
        List.of(1, 1), structure(mul(input(0), input(0)), mul(input(0), input(0))).results());
  }

  @Test
  void numbersAndShapesAreNoPartOfTheStructure() {
    NumberedKernel one = NumberedKernel.of(TestKernels.polynomial(2, 1));
    NumberedKernel other = NumberedKernel.of(TestKernels.polynomial(-0.5, Double.NaN));
    assertEquals(one.structure(), other.structure());
    assertEquals(List.of(2.0, 1.0), one.constants());
    assertEquals(List.of(-0.5, Double.NaN), other.constants());
    Kernel large =
        TestKernels.kernel(1_000_000, List.of(DType.FLOAT32), List.of(mul(input(0), input(0))));
    Kernel small = TestKernels.kernel(1, List.of(DType.FLOAT32), List.of(mul(input(0), input(0))));
    assertEquals(NumberedKernel.of(large).structure(), NumberedKernel.of(small).structure());
  }

  @Test
  void typesAreAPartOfTheStructure() {
    Expr x = new Expr.Input(0, DType.FLOAT64);
    Expr y = new Expr.Input(0, DType.FLOAT32);
    assertNotEquals(
        NumberedKernel.of(TestKernels.kernel(1, List.of(DType.FLOAT64), List.of(mul(x, x))))
            .structure(),
        NumberedKernel.of(TestKernels.kernel(1, List.of(DType.FLOAT32), List.of(mul(y, y))))
            .structure());
  }

  @Test
  void equalConstantsShareASlotAndZerosOfTwoSignsDoNot() {
    Expr x = input(0);
    Expr sum = add(add(mul(x, constant(0.0)), mul(x, constant(-0.0))), constant(0.0));
    assertEquals(List.of(0.0, -0.0), NumberedKernel.of(floats(1, sum)).constants());
  }

  @Test
  void conversionToTheSameTypeIsNoValue() {
    assertEquals(
        structure(mul(input(0), input(0))),
        structure(mul(new Expr.Convert(input(0), DType.FLOAT32), input(0))));
  }

  @Test
  void sharedSubtreesAreWalkedOnce() {
    Expr sum = input(0);
    for (int i = 0; i < 100; i++) {
      // As a tree, this has 2^100 nodes.
      sum = add(sum, sum);
    }
    assertEquals(101, structure(sum).values().size());
  }

  @Test
  void depthIsNotLimitedByTheStack() {
    Expr sum = input(0);
    for (int i = 0; i < 100_000; i++) {
      sum = add(sum, input(1));
    }
    assertEquals(100_002, structure(sum).values().size());
  }
}
