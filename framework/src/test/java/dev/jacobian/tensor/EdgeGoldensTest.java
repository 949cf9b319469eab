package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.compile.Ways;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.LayerNormOptions;
import dev.jacobian.nn.loss.BCELoss;
import dev.jacobian.nn.loss.BCEWithLogitsLoss;
import dev.jacobian.nn.loss.BCEWithLogitsLossOptions;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.nn.loss.CrossEntropyLossOptions;
import dev.jacobian.nn.loss.HuberLoss;
import dev.jacobian.nn.loss.HuberLossOptions;
import dev.jacobian.nn.loss.L1Loss;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.nn.loss.Reduction;
import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Values and gradients where functions have edges: zeros under roots, ties, bounds, NaN,
 * infinities. They are PyTorch's, eagerly and compiled, on both adapters.
 */
@NeedsCompiler
public class EdgeGoldensTest {
  private static final int CASES = 163;
  private static final double INFINITY = Double.POSITIVE_INFINITY;

  private static final List<GoldenCase> GOLDENS = GoldenCase.read("/goldens/edges.txt");

  private final Map<String, Function<List<Tensor>, Tensor>> functions = new TreeMap<>();

  EdgeGoldensTest() {
    roots();
    powers();
    bounds();
    one("max", Tensor::max);
    one("min", Tensor::min);
    one("amax0", x -> x.max(false, 0));
    one("amin1", x -> x.min(false, 1));
    one("softplus", Tensor::softplus);
    one("sigmoid", Tensor::sigmoid);
    one("tanh", Tensor::tanh);
    one("gelu", Tensor::gelu);
    one("softmax", x -> x.softmax(0));
    one("logSoftmax", x -> x.logSoftmax(0));
    one("logSumExp", x -> x.logSumExp(0, false));
    losses();
  }

  private void roots() {
    one("std", Tensor::std);
    one("var", Tensor::var);
    one("population", x -> x.var(0, false));
    one("norm", Tensor::norm);
    one("sqrt", Tensor::sqrt);
    one("sqrtOfSquares", x -> x.mul(x).sum().sqrt());
    one("log", Tensor::log);
    one("log1p", Tensor::log1p);
    one("reciprocal", Tensor::reciprocal);
    two("div", Tensor::div);
    one(
        "layerNorm",
        x -> new LayerNorm(LayerNormOptions.defaults().withAffine(false), x.size(-1)).forward(x));
  }

  private void powers() {
    for (double exponent : new double[] {-1, 0, 1, 2, 3}) {
      one("pow" + (int) exponent, x -> x.pow(exponent));
    }
    for (double exponent : new double[] {-0.5, 0.5, 1.5, 2.5}) {
      one("pow" + exponent, x -> x.pow(exponent));
    }
    two("pow", Tensor::pow);
  }

  private void bounds() {
    one("clamp01", x -> x.clamp(0, 1));
    one("clamp10", x -> x.clamp(1, 0));
    one("clampAbove0", x -> x.clamp(0, INFINITY));
    one("clampOne", x -> x.clamp(1, 1));
    two("maximum", Tensor::maximum);
    two("minimum", Tensor::minimum);
    one("relu", Tensor::relu);
    one("abs", Tensor::abs);
    one("sign", Tensor::sign);
    one("floor", Tensor::floor);
  }

  private void losses() {
    loss("crossEntropy", new CrossEntropyLoss());
    loss(
        "crossEntropySmooth",
        new CrossEntropyLoss(CrossEntropyLossOptions.defaults().withLabelSmoothing(0.1)));
    loss("bce", new BCEWithLogitsLoss());
    two(
        "bceWeighted",
        (x, y) ->
            new BCEWithLogitsLoss(
                    BCEWithLogitsLossOptions.defaults().withPosWeight(Tensor.of(2.5f)))
                .forward(x, y));
    BCELoss probabilities = new BCELoss(Reduction.NONE);
    two("probabilities", (x, y) -> probabilities.forward(x, y.detach()).add(y.mul(0)));
    loss("mse", new MSELoss(Reduction.NONE));
    loss("l1", new L1Loss(Reduction.NONE));
    loss("huber", new HuberLoss(HuberLossOptions.defaults().withReduction(Reduction.NONE)));
  }

  private void one(String name, UnaryOperator<Tensor> function) {
    functions.put(name, in -> function.apply(in.get(0)));
  }

  private void two(String name, BinaryOperator<Tensor> function) {
    functions.put(name, in -> function.apply(in.get(0), in.get(1)));
  }

  private void loss(String name, Loss loss) {
    two(name, loss::forward);
  }

  @Test
  void everyCaseIsSeen() {
    assertEquals(CASES, GOLDENS.size());
    assertEquals(
        functions.keySet(), GOLDENS.stream().map(GoldenCase::function).collect(Collectors.toSet()));
  }

  @TestFactory
  List<DynamicTest> asPyTorch() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Ways way : Ways.values()) {
      for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
        for (GoldenCase golden : GOLDENS) {
          tests.add(
              DynamicTest.dynamicTest(
                  way + " " + dtype + " " + golden, () -> check(golden, way, dtype)));
        }
      }
    }
    assertEquals(Ways.values().length * 2 * CASES, tests.size());
    return tests;
  }

  private List<double[]> received(GoldenCase golden, Ways way, DType dtype) {
    try (MemoryScope scope = MemoryScope.open()) {
      Tensor[] inputs = golden.inputTensors(dtype).toArray(Tensor[]::new);
      return way.run(t -> withGradients(golden, t), inputs).stream()
          .map(Tensor::toDoubleArray)
          .toList();
    }
  }

  private void check(GoldenCase golden, Ways way, DType dtype) {
    List<double[]> received = received(golden, way, dtype);
    double relative = dtype == DType.FLOAT32 ? 1e-5 : 1e-9;
    assertClose("output", golden.output().values(), received.get(0), relative);
    int at = 1;
    for (Map.Entry<Integer, double[]> gradient : golden.gradients().entrySet()) {
      assertClose(
          "gradient " + gradient.getKey(), gradient.getValue(), received.get(at++), relative);
    }
    assertEquals(at, received.size());
  }

  private List<Tensor> withGradients(GoldenCase golden, Tensor... tensors) {
    List<Tensor> leaves = new ArrayList<>();
    for (Tensor tensor : tensors) {
      leaves.add(tensor.dtype().isFloating() ? tensor.detach().setRequiresGrad(true) : tensor);
    }
    Tensor output = functions.get(golden.function()).apply(leaves);
    output.backward(Tensor.of(golden.seed(), output.shape().dims()).to(output.dtype()));
    List<Tensor> results = new ArrayList<>(List.of(output));
    golden.gradients().keySet().forEach(i -> results.add(leaves.get(i).grad()));
    return results;
  }

  /** Finite numbers may differ by a part of the largest one; zeros have either sign. */
  private static void assertClose(
      String what, double[] expected, double[] received, double relative) {
    assertEquals(expected.length, received.length, what);
    double allowed =
        relative
            * DoubleStream.of(expected).filter(Double::isFinite).map(Math::abs).max().orElse(0);
    for (int i = 0; i < expected.length; i++) {
      double e = expected[i];
      double r = received[i];
      boolean same = e == r || (Double.isNaN(e) && Double.isNaN(r));
      if (!same && !(Double.isFinite(e) && Math.abs(e - r) <= allowed)) {
        fail(what + ", element " + i + ": expected " + e + ", received " + r);
      }
    }
  }
}
