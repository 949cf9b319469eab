package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which runs are replays of which captured run. */
@NeedsCompiler
class ArgumentsTest {
  private static Tensor of(float... values) {
    return Tensor.of(values);
  }

  private static void assertValues(Tensor actual, float... expected) {
    assertArrayEquals(expected, actual.toFloatArray());
  }

  @Test
  void aNewShapeIsCapturedAndBothStay() {
    Runs runs = new Runs();
    Compiled mean =
        Compiled.function(
            t -> {
              runs.count++;
              return t[0].mean();
            });
    Tensor full = of(1, 2, 3, 6);
    Tensor last = of(4, 8);
    for (int epoch = 0; epoch < 3; epoch++) {
      assertValues(mean.run(full), 3);
      assertValues(mean.run(full.add(1)), 4);
      assertValues(mean.run(last), 6);
    }
    assertEquals(2, runs.count);
    assertTrue(mean.isCompiled(full));
    assertTrue(mean.isCompiled(last));
    assertFalse(mean.isCompiled(of(1)));
    assertFalse(mean.isCompiled(full, full));
    assertFalse(mean.isCompiled(Tensor.of(new double[] {1, 2, 3, 6})));
  }

  @Test
  void theOldestOfMoreThan32SignaturesIsForgottenAndCapturedAgain() {
    Runs runs = new Runs();
    Compiled sum =
        Compiled.function(
            t -> {
              runs.count++;
              return t[0].sum();
            });
    for (int size = 1; size <= 40; size++) {
      assertValues(sum.run(Tensor.ones(size)), size);
    }
    assertEquals(40, runs.count);
    assertFalse(sum.isCompiled(Tensor.ones(8)));
    assertTrue(sum.isCompiled(Tensor.ones(9)));
    assertTrue(sum.isCompiled(Tensor.ones(40)));
    assertValues(sum.run(Tensor.ones(8)), 8);
    assertValues(sum.run(Tensor.ones(8).mul(2)), 16);
    assertEquals(41, runs.count);
  }

  @Test
  void theSameTensorTwiceIsAnotherSignatureThanTwoTensors() {
    Compiled function =
        Compiled.function(
            t -> {
              t[0].mulInPlace(2);
              return t[0].add(t[1]);
            });
    Tensor x = of(1);
    Tensor y = of(10);
    assertValues(function.run(x, y), 12);
    assertFalse(function.isCompiled(y, y));
    assertValues(function.run(y, y), 40);
    assertValues(function.run(x, y), 24);
    assertValues(function.run(y, y), 80);
    assertValues(x, 4);
    assertValues(y, 40);
  }

  @Test
  void twoShapesOfOneTensorShareItsChanges() {
    Compiled function =
        Compiled.function(
            t -> {
              t[1].addInPlace(1);
              return t[0].mul(3);
            });
    for (int run = 0; run < 3; run++) {
      Tensor x = of(run, run);
      assertValues(function.run(x, x.reshape(2, 1)), 3 * run + 3, 3 * run + 3);
    }
    assertValues(function.run(of(5, 5), of(7, 7).reshape(2, 1)), 15, 15);
  }

  @Test
  void anArgumentThatTheFunctionAlsoKnowsByItselfIsBoth() {
    Tensor known = of(100);
    Compiled plus = Compiled.function(t -> t[0].add(known));
    assertValues(plus.run(of(1)), 101);
    assertValues(plus.run(of(2)), 102);
    assertValues(plus.run(known), 200);
    assertValues(plus.run(of(3)), 103);
    known.fillInPlace(50);
    assertValues(plus.run(known), 100);
    assertValues(plus.run(of(4)), 54);
  }

  @Test
  void aFirstRunOnWhatTheFunctionKnowsSaysNothingAboutOthers() {
    Tensor known = of(100);
    Compiled plus = Compiled.function(t -> t[0].add(known));
    assertValues(plus.run(known), 200);
    assertValues(plus.run(of(1)), 101);
    assertValues(plus.run(of(2)), 102);
    assertValues(plus.run(known), 200);
  }

  @Test
  void aKnownTensorThatIsPassedUnderAnotherShapeIsBoth() {
    Tensor known = of(1, 2);
    Compiled scale =
        Compiled.function(
            t -> {
              known.mulInPlace(10);
              return t[0].add(1);
            });
    assertValues(scale.run(of(5, 5).reshape(2, 1)), 6, 6);
    assertValues(scale.run(known.reshape(2, 1)), 101, 201);
    assertValues(scale.run(of(5, 5).reshape(2, 1)), 6, 6);
    assertValues(known, 1000, 2000);
  }

  @Test
  void whatRequiresAGradientIsCapturedByItself() {
    Compiled square =
        Compiled.function(
            t -> {
              Tensor y = t[0].square();
              return y.requiresGrad() ? y.mul(10) : y;
            });
    assertValues(square.run(of(2)), 4);
    assertValues(square.run(of(2).setRequiresGrad(true)), 40);
    assertValues(square.run(of(3)), 9);
    try (Autograd.Guard mode = Autograd.noGrad()) {
      assertValues(square.run(of(3).setRequiresGrad(true)), 9);
    }
    assertValues(square.run(of(3).setRequiresGrad(true)), 90);
  }

  @Test
  void aFunctionWithoutArgumentsIsReplayedOnWhatItKnows() {
    Tensor state = of(1);
    Runs runs = new Runs();
    Compiled twice =
        Compiled.function(
            t -> {
              runs.count++;
              return state.mul(2);
            });
    assertValues(twice.run(), 2);
    state.fillInPlace(21);
    assertValues(twice.run(), 42);
    assertEquals(1, runs.count);
  }

  @Test
  void theResultOfRecordedOpsIsNoArgument() {
    Tensor w = of(1).setRequiresGrad(true);
    Compiled function = Compiled.functions(t -> List.of(t[1].mul(2)));
    assertEquals(
        "argument 1 of a compiled function, a float32[1] tensor, is the result of recorded ops;"
            + " expected arguments that no gradient flows through; fix: pass detach(), or move the"
            + " ops that made it into the function",
        assertThrows(AutogradException.class, () -> function.runAll(of(1), w.mul(2))).getMessage());
    assertValues(function.runAll(of(1), w.mul(2).detach()).get(0), 4);
  }
}
