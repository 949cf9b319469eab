package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.compile.Compiled;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/**
 * Holds replays of captured functions to eager calls, with other values than those of the capture.
 */
public final class Replays {
  private static final double TOLERANCE = 1e-12;

  private Replays() {}

  /**
   * Captures a function with the values of a case in another order, and fails unless a replay with
   * those of the case gives what an eager call does, gradients included.
   *
   * @param requiresGrad whether the inputs that have a gradient in the case require one
   * @return whether the function can be captured, and with other values than those of the case
   */
  public static boolean follow(
      Function<List<Tensor>, Tensor> function, GoldenCase golden, boolean requiresGrad) {
    try (MemoryScope scope = MemoryScope.open()) {
      List<Tensor> inputs = golden.inputTensors(DType.FLOAT64);
      Compiled compiled =
          Compiled.functions(t -> results(function, golden, List.of(t), requiresGrad));
      try {
        compiled.runAll(inputs.stream().map(Replays::turned).toArray(Tensor[]::new));
      } catch (JacobianException refused) {
        // Some values are not allowed in another order.
        return false;
      }
      Tensor[] passed = inputs.toArray(Tensor[]::new);
      if (!compiled.isCompiled(passed)) {
        return false;
      }
      List<Tensor> expected = results(function, golden, inputs, requiresGrad);
      List<Tensor> actual = compiled.runAll(passed);
      assertEquals(expected.size(), actual.size());
      for (int i = 0; i < expected.size(); i++) {
        double[] wanted = expected.get(i).toDoubleArray();
        assertArrayEquals(
            wanted, actual.get(i).toDoubleArray(), TOLERANCE * scale(wanted), "result " + i);
      }
      return true;
    }
  }

  /** Returns the result and, if they are wanted, the gradients of the inputs that have one. */
  private static List<Tensor> results(
      Function<List<Tensor>, Tensor> function,
      GoldenCase golden,
      List<Tensor> inputs,
      boolean requiresGrad) {
    List<Tensor> passed = new ArrayList<>(inputs);
    List<Tensor> leaves = new ArrayList<>();
    if (requiresGrad) {
      for (int i : golden.gradients().keySet()) {
        leaves.add(inputs.get(i).detach().setRequiresGrad(true));
        passed.set(i, leaves.get(leaves.size() - 1));
      }
    }
    Tensor output = function.apply(passed);
    List<Tensor> results = new ArrayList<>(List.of(output));
    if (output.requiresGrad()) {
      List<Tensor> seed = List.of(output.detach().mul(0.5).add(1));
      for (Tensor gradient : Gradients.of(List.of(output), leaves, seed, false, false)) {
        if (gradient != null) {
          results.add(gradient);
        }
      }
    }
    return results;
  }

  /** Returns the elements in the reverse order: indices stay indices, and symmetric matrices so. */
  private static Tensor turned(Tensor x) {
    double[] values = x.toDoubleArray();
    for (int i = 0, j = values.length - 1; i < j; i++, j--) {
      double value = values[i];
      values[i] = values[j];
      values[j] = value;
    }
    return Tensor.of(values, x.shape().dims()).to(x.dtype());
  }

  private static double scale(double[] values) {
    return Arrays.stream(values).map(Math::abs).filter(Double::isFinite).max().orElse(0) + 1;
  }
}
