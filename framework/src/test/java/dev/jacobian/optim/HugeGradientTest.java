package dev.jacobian.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.compile.Ways;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.NumericException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** One gradient that is huge but finite does not stop an optimizer for ever. */
@NeedsCompiler
class HugeGradientTest {
  private static final double RATE = 0.01;

  /** The sum of the predictions, so that the gradient of a weight is its input. */
  private static final class Total implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
      return prediction.sum();
    }
  }

  static Stream<String> adams() {
    return optimizers().keySet().stream();
  }

  private static Map<String, Function<List<Parameter>, Optimizer>> optimizers() {
    Map<String, Function<List<Parameter>, Optimizer>> all = new LinkedHashMap<>();
    all.put("adam", p -> new Adam(p, Adam.Options.of(RATE).withBetas(0.9, 0.9)));
    all.put("adamW", p -> new AdamW(p, AdamW.options(RATE).withBetas(0.9, 0.9).withWeightDecay(0)));
    all.put("adam with defaults", p -> new Adam(p, RATE));
    all.put("adamW with defaults", p -> new AdamW(p, RATE));
    return all;
  }

  private static Linear line(DType dtype) {
    LinearOptions options = LinearOptions.defaults().withBias(false).withDtype(dtype);
    Linear line = new Linear(2, 1, options, new Generator(1));
    line.weight().tensor().detach().fillInPlace(0);
    return line;
  }

  /** Takes steps along given gradients. */
  private interface Stepper {
    void step(double... gradient);
  }

  private static Stepper stepper(boolean compiled, Linear line, Optimizer optimizer, DType dtype) {
    if (compiled) {
      CompiledStep step = CompiledStep.of(line, new Total(), optimizer);
      return gradient -> step.run(Tensor.of(gradient, 1, 2).to(dtype), Tensor.zeros(1, 1));
    }
    return gradient -> {
      optimizer.zeroGrad();
      new Total()
          .forward(line.forward(Tensor.of(gradient, 1, 2).to(dtype)), Tensor.zeros(1, 1))
          .backward();
      optimizer.step();
    };
  }

  private static double[] weights(Linear line) {
    return line.weight().tensor().detach().toDoubleArray();
  }

  @ParameterizedTest
  @MethodSource("adams")
  void theStepIsAsLargeAsAnyAndTheStateStaysFinite(String name) {
    for (boolean compiled : new boolean[] {false, true}) {
      for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
        for (double huge :
            new double[] {1e20, 1e30, 3e38, -1e25, dtype == DType.FLOAT64 ? 1e300 : 1e37}) {
          Linear line = line(dtype);
          Optimizer optimizer = optimizers().get(name).apply(line.parameters());
          Stepper stepper = stepper(compiled, line, optimizer, dtype);
          stepper.step(huge, 1);
          String what = name + " after " + huge + " in " + dtype;
          assertEquals(-RATE * Math.signum(huge), weights(line)[0], 1e-6, what);
          assertEquals(-RATE, weights(line)[1], 1e-6, what);
          stepper.step(huge, 1);
          stepper.step(1, 1);
          optimizer
              .stateDict()
              .forEach(
                  (key, state) ->
                      assertTrue(
                          Double.isFinite(state.to(DType.FLOAT64).sum().item()),
                          what + ", " + key));
        }
      }
    }
  }

  /** With a beta2 of 0.9, for a shorter test; with 0.999 the same takes a hundred times as long. */
  @ParameterizedTest
  @MethodSource("adams")
  void ordinaryGradientsMoveTheWeightAgain(String name) {
    if (name.endsWith("defaults")) {
      return;
    }
    for (boolean compiled : new boolean[] {false, true}) {
      Linear line = line(DType.FLOAT32);
      Stepper stepper =
          stepper(compiled, line, optimizers().get(name).apply(line.parameters()), DType.FLOAT32);
      stepper.step(1e30, 1);
      for (int i = 0; i < 1000; i++) {
        stepper.step(1, 1);
      }
      double before = weights(line)[0];
      for (int i = 0; i < 10; i++) {
        stepper.step(1, 1);
      }
      assertEquals(-10 * RATE, weights(line)[0] - before, 2e-3, name + ", compiled " + compiled);
    }
  }

  /** An infinity is no huge number: it shows in the weight, as in PyTorch. */
  @ParameterizedTest
  @MethodSource("adams")
  void gradientsThatAreNotFiniteShow(String name) {
    for (double bad :
        new double[] {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN}) {
      Linear line = line(DType.FLOAT32);
      Optimizer optimizer = optimizers().get(name).apply(line.parameters());
      line.weight().tensor().setGrad(Tensor.of(new double[] {bad, 1}, 1, 2).to(DType.FLOAT32));
      optimizer.step();
      assertTrue(Double.isNaN(weights(line)[0]), name + " after " + bad);
      assertEquals(-RATE, weights(line)[1], 1e-6);
    }
  }

  /** Adam's formula as it is written, without a limit. */
  @Test
  void ordinaryGradientsGiveTheBitsOfTheFormula() {
    Generator generator = new Generator(5);
    Linear line = new Linear(500, 1, LinearOptions.defaults().withBias(false), generator);
    Adam optimizer = new Adam(line.parameters(), RATE);
    Tensor weight = line.weight().tensor().detach().copy();
    Tensor mean = Tensor.zeros(1, 500);
    Tensor square = Tensor.zeros(1, 500);
    for (int step = 1; step <= 20; step++) {
      Tensor scale = Tensor.randn(generator, 1, 500).mul(20).exp();
      Tensor gradient = Tensor.randn(generator, 1, 500).mul(scale.clamp(1e-30, 1e18));
      line.weight().tensor().setGrad(gradient);
      optimizer.step();
      try (Autograd.Guard mode = Autograd.noGrad()) {
        mean.mulInPlace(0.9).addInPlace(gradient, 1 - 0.9);
        square.mulInPlace(0.999).addInPlace(gradient.square(), 1 - 0.999);
        double root = Math.sqrt(1 - Math.pow(0.999, step));
        Tensor divisor = square.sqrt().div(root).add(1e-8);
        weight.addInPlace(mean.div(divisor), -RATE / (1 - Math.pow(0.9, step)));
      }
      assertArrayEquals(
          weight.toFloatArray(), line.weight().tensor().detach().toFloatArray(), "step " + step);
    }
  }

  /** A step of gradient descent is as large as the gradient; but the velocity comes down again. */
  @Test
  void theVelocityOfMomentumStaysFinite() {
    Linear line = line(DType.FLOAT32);
    SGD optimizer = new SGD(line.parameters(), SGD.Options.of(1e-30).withMomentum(0.5));
    Stepper stepper = stepper(false, line, optimizer, DType.FLOAT32);
    stepper.step(1e30, 1);
    for (int i = 0; i < 200; i++) {
      stepper.step(1, 1);
    }
    double[] velocity = optimizer.stateDict().get("state.0.momentum_buffer").toDoubleArray();
    assertEquals(2, velocity[0], 1e-5);
    assertEquals(2, velocity[1], 1e-5);
    assertEquals(-2, weights(line)[0], 1e-5);
  }

  @ParameterizedTest
  @EnumSource(Ways.class)
  void clippingKeepsTheDirectionOfHugeGradients(Ways way) {
    for (double size : new double[] {1e30, 5e37}) {
      checkClipped(way, Tensor.of(new double[] {3 * size, 4 * size}).to(DType.FLOAT32), size);
    }
    for (double size : new double[] {1, 1e-100, 1e30, 1e160, 1e200, 3e307}) {
      checkClipped(way, Tensor.of(new double[] {3 * size, 4 * size}), size);
    }
  }

  private static void checkClipped(Ways way, Tensor gradient, double size) {
    List<Tensor> results =
        way.run(
            t -> {
              Parameter parameter = Parameter.of(t[0].mul(0));
              Parameter other = Parameter.of(Tensor.zeros(1));
              parameter.tensor().setGrad(t[0].copy());
              other.tensor().setGrad(Tensor.zeros(1));
              Tensor norm = Clipping.byGlobalNorm(List.of(parameter, other), 1);
              return List.of(norm, parameter.grad().copy(), Clipping.globalNorm(List.of(other)));
            },
            gradient);
    double norm = 5 * size;
    String what = size + " in " + gradient.dtype();
    assertEquals(norm, results.get(0).item(), 1e-6 * norm, what);
    double[] clipped = results.get(1).toDoubleArray();
    double[] expected = size < 1 ? new double[] {3 * size, 4 * size} : new double[] {0.6, 0.8};
    assertArrayEquals(expected, clipped, 1e-5 * expected[1], what);
    assertEquals(0, results.get(2).item());
  }

  @Test
  void aGradientThatIsNotFiniteIsNamedInFloat64Too() {
    for (double bad : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      Parameter parameter = Parameter.of(Tensor.of(new double[2]));
      parameter.tensor().setGrad(Tensor.of(new double[] {1e200, bad}));
      assertThrows(
          NumericException.class, () -> Clipping.byGlobalNorm(List.of(parameter), 1), "" + bad);
    }
  }
}
