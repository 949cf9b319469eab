package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.Tanh;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.OptimizerRows;
import dev.jacobian.optim.ParameterGroup;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every optimizer goes the same way in compiled steps as in eager ones. */
@NeedsCompiler
class OptimizerAgreementTest {
  private static final int STEPS = 8;

  static Stream<String> names() {
    return OptimizerRows.all().keySet().stream();
  }

  private static Module model(DType dtype) {
    LinearOptions options = LinearOptions.defaults().withDtype(dtype);
    return new Sequential(
        new Linear(4, 6, options, new Generator(1)),
        new Tanh(),
        new Linear(6, 2, options, new Generator(2)));
  }

  private static Tensor x(int step, DType dtype) {
    return Tensor.randn(new Generator(step), 5, 4).to(dtype);
  }

  private static Tensor y(int step, DType dtype) {
    return Tensor.randn(new Generator(90 + step), 5, 2).to(dtype);
  }

  private static void check(DType dtype, Function<Module, Optimizer> optimizers) {
    Module eager = model(dtype);
    Module captured = model(dtype);
    Optimizer eagerOptimizer = optimizers.apply(eager);
    Optimizer optimizer = optimizers.apply(captured);
    MSELoss loss = new MSELoss();
    CompiledStep compiled = CompiledStep.of(captured, loss, optimizer);
    for (int step = 0; step < STEPS; step++) {
      eagerOptimizer.setLearningRate(0.1 / (step + 1));
      optimizer.setLearningRate(0.1 / (step + 1));
      eagerOptimizer.zeroGrad();
      Tensor value = loss.forward(eager.forward(x(step, dtype)), y(step, dtype));
      value.backward();
      eagerOptimizer.step();
      float got = compiled.run(x(step, dtype), y(step, dtype));
      assertEquals((float) value.item(), got, 1e-6f * got);
      assertClose(eager.stateDict(), captured.stateDict(), "step " + step);
      assertClose(eagerOptimizer.stateDict(), optimizer.stateDict(), "step " + step);
    }
    assertTrue(compiled.isCompiled(x(0, dtype), y(0, dtype)));
  }

  private static void assertClose(
      Map<String, Tensor> expected, Map<String, Tensor> actual, String when) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (name, tensor) -> Agreement.assertClose(tensor, actual.get(name), when + ", " + name));
  }

  @ParameterizedTest
  @MethodSource("names")
  void float32(String name) {
    check(DType.FLOAT32, model -> OptimizerRows.all().get(name).apply(model.parameters()));
  }

  @ParameterizedTest
  @MethodSource("names")
  void float64(String name) {
    check(DType.FLOAT64, model -> OptimizerRows.all().get(name).apply(model.parameters()));
  }

  @Test
  void groupsKeepTheirOwnOptions() {
    check(
        DType.FLOAT32,
        model ->
            new SGD(
                List.of(
                    new ParameterGroup<>(
                        model.parameters().subList(0, 1), SGD.Options.of(0.5).withMomentum(0.9)),
                    new ParameterGroup<>(model.parameters().subList(1, 4), SGD.Options.of(0.1)))));
  }

  @Test
  void frozenParametersStay() {
    check(
        DType.FLOAT32,
        model -> {
          model.parameters().get(0).tensor().setRequiresGrad(false);
          return OptimizerRows.all().get("adam").apply(model.parameters());
        });
  }
}
