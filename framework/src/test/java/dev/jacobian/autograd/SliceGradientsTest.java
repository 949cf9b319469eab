package dev.jacobian.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.profile.Profiler;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.GradCheck;
import dev.jacobian.tensor.Gradients;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The gradient of a tensor of which slices are used. */
class SliceGradientsTest {
  private final Tensor x = Tensor.randn(new Generator(1), 6, 4).to(DType.FLOAT64);

  /** Returns the names of the ops of the gradient, which is checked by finite differences. */
  private List<String> ops(UnaryOperator<Tensor> function) {
    GradCheck.check(
        inputs -> function.apply(inputs.get(0)).square().sum(),
        x.detach().copy().setRequiresGrad(true));
    Tensor input = x.detach().copy().setRequiresGrad(true);
    Tensor y = function.apply(input).square().sum();
    List<String> names = new ArrayList<>();
    try (Profiler profiler = Profiler.start()) {
      y.backward();
      profiler.report().rows().forEach(row -> names.add(row.name()));
    }
    return names;
  }

  private static Tensor weighted(Tensor... parts) {
    Tensor sum = parts[0].sum();
    for (int i = 1; i < parts.length; i++) {
      sum = sum.add(parts[i].square().sum().mul(i + 1));
    }
    return sum;
  }

  @Test
  void partsThatDivideTheTensorAreBesideEachOther() {
    List<String> ops = ops(t -> weighted(t.slice(0, 3, 6), t.slice(0, 0, 1), t.slice(0, 1, 3)));
    assertTrue(ops.contains("concat"), ops.toString());
    assertFalse(ops.contains("pad"), ops.toString());
    assertTrue(ops(t -> weighted(t.split(2, 1).toArray(new Tensor[0]))).contains("concat"));
  }

  @Test
  void otherPartsAreAddedUp() {
    // Overlapping, with a gap, along two axes, one alone, with a step.
    for (UnaryOperator<Tensor> function :
        List.<UnaryOperator<Tensor>>of(
            t -> weighted(t.slice(0, 0, 4), t.slice(0, 3, 6)),
            t -> weighted(t.slice(0, 0, 2), t.slice(0, 3, 6)),
            t -> weighted(t.slice(0, 0, 6), t.slice(1, 0, 4), t.slice(1, 1, 2)),
            t -> weighted(t.slice(0, 2, 5)),
            t -> weighted(t.slice(0, 0, 6, 2), t.slice(0, 1, 6, 2)))) {
      List<String> ops = ops(function);
      assertTrue(ops.contains("pad") || ops.contains("add"), ops.toString());
      assertFalse(ops.contains("concat"), ops.toString());
    }
  }

  @Test
  void theTensorMayBeUsedAsAWholeToo() {
    List<String> ops = ops(t -> weighted(t.slice(0, 0, 2), t.slice(0, 2, 6)).add(t.exp().sum()));
    assertTrue(ops.contains("concat"), ops.toString());
  }

  @Test
  void emptyPartsCountForNothing() {
    ops(t -> weighted(t.slice(0, 2, 6), t.slice(0, 2, 2), t.slice(0, 0, 2)));
  }

  @Test
  void gradientsOfGradientsAreThere() {
    Tensor input = x.detach().copy().setRequiresGrad(true);
    Tensor y = weighted(input.slice(0, 0, 2).exp(), input.slice(0, 2, 6).exp());
    Tensor first = Gradients.of(y, input, true);
    Tensor second = Gradients.of(first.sum(), input, false);
    double[] values = x.toDoubleArray();
    double[] received = second.toDoubleArray();
    for (int i = 0; i < values.length; i++) {
      double e = Math.exp(values[i]);
      assertEquals(i < 8 ? e : 8 * e * e, received[i], 1e-9 * (1 + received[i]));
    }
  }

  @Test
  void aHookSeesTheWholeGradientOnce() {
    Tensor input = x.detach().copy().setRequiresGrad(true);
    Tensor inner = input.mul(3);
    List<double[]> seen = new ArrayList<>();
    inner.registerHook(
        gradient -> {
          seen.add(gradient.toDoubleArray());
          return null;
        });
    weighted(inner.slice(0, 0, 2), inner.slice(0, 2, 6)).backward();
    assertEquals(1, seen.size());
    double[] expected = inner.toDoubleArray();
    for (int i = 0; i < expected.length; i++) {
      expected[i] = i < 8 ? 1 : 4 * expected[i];
    }
    assertArrayEquals(expected, seen.get(0), 1e-12);
  }
}
