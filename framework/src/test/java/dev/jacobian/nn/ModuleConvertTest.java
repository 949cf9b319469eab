package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.compile.CompiledStep;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.OptimizerRows;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@link Module#to(DType)}. */
class ModuleConvertTest {
  private static final MSELoss LOSS = new MSELoss();

  private static Sequential model() {
    return new Sequential(
        new Linear(3, 4, new Generator(1)),
        new BatchNorm1d(4),
        new Tanh(),
        new Linear(4, 2, new Generator(2)));
  }

  private static Tensor x(int run, DType dtype) {
    return Tensor.randn(new Generator(run), 5, 3).to(dtype);
  }

  private static Tensor y(int run, DType dtype) {
    return Tensor.randn(new Generator(100 + run), 5, 2).to(dtype);
  }

  static Stream<String> layers() {
    return LayerRows.all().keySet().stream();
  }

  static Stream<String> optimizers() {
    return OptimizerRows.all().keySet().stream();
  }

  @Test
  void parametersGradientsAndBuffersKeepTheirHandlesAndIntegersTheirType() {
    Sequential model = model();
    model.forward(x(1, DType.FLOAT32)).sum().backward();
    List<Parameter> parameters = model.parameters();
    Tensor weight = parameters.get(0).tensor();
    Tensor gradient = weight.grad();
    double[] values = weight.to(DType.FLOAT64).toDoubleArray();
    double[] gradients = gradient.to(DType.FLOAT64).toDoubleArray();

    assertSame(model, model.to(DType.FLOAT64));

    assertEquals(parameters, model.parameters());
    assertSame(weight, model.parameters().get(0).tensor());
    assertEquals(DType.FLOAT64, weight.dtype());
    assertEquals("0.weight float64[4, 3]", parameters.get(0).toString());
    assertArrayEquals(values, weight.toDoubleArray());
    assertArrayEquals(gradients, weight.grad().toDoubleArray());
    assertEquals(DType.FLOAT64, model.namedBuffers().get("1.running_mean").dtype());
    assertEquals(DType.INT64, model.namedBuffers().get("1.num_batches_tracked").dtype());
    model.forward(x(1, DType.FLOAT64)).sum().backward();
    assertEquals(2 * gradients[0], weight.grad().toDoubleArray()[0], 1e-5);
  }

  @ParameterizedTest
  @MethodSource("layers")
  void aLayerComputesWhatItDidInTheOtherType(String name) {
    Module layer = LayerRows.all().get(name).get().eval();
    Tensor x = Tensor.randn(new Generator(5), 2, 2, 3).to(DType.FLOAT64);
    Tensor before = layer.call(x);
    Tensor narrow = layer.to(DType.FLOAT32).call(x.to(DType.FLOAT32));
    assertEquals(DType.FLOAT32, narrow.dtype());
    assertArrayEquals(before.toDoubleArray(), narrow.to(DType.FLOAT64).toDoubleArray(), 1e-5, name);
    assertEquals(DType.FLOAT64, layer.to(DType.FLOAT64).call(x).dtype());
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void anOptimizerGoesOnInTheOtherType(String name) {
    Function<List<Parameter>, Optimizer> optimizer = OptimizerRows.all().get(name);
    Sequential converted = model();
    Sequential wide = (Sequential) model().to(DType.FLOAT64);
    Sequential compiled = model();
    Optimizer ofConverted = optimizer.apply(converted.parameters());
    Optimizer ofWide = optimizer.apply(wide.parameters());
    Optimizer ofCompiled = optimizer.apply(compiled.parameters());
    CompiledStep step = CompiledStep.of(compiled, LOSS, ofCompiled);
    int run = 0;
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64, DType.FLOAT32)) {
      converted.to(dtype);
      compiled.to(dtype);
      for (int i = 0; i < 3; i++) {
        run++;
        double expected = step(wide, ofWide, x(run, DType.FLOAT64), y(run, DType.FLOAT64));
        assertEquals(expected, step(converted, ofConverted, x(run, dtype), y(run, dtype)), 1e-3);
        assertEquals(expected, step.run(x(run, dtype), y(run, dtype)), 1e-3, "run " + run);
      }
      ofConverted
          .stateDict()
          .forEach(
              (key, value) -> assertEquals(ofCompiled.stateDict().get(key).dtype(), value.dtype()));
    }
  }

  private static double step(Module model, Optimizer optimizer, Tensor x, Tensor y) {
    optimizer.zeroGrad();
    Tensor loss = LOSS.forward(model.forward(x), y);
    loss.backward();
    optimizer.step();
    return loss.item();
  }

  @Test
  void theStateOfAnOptimizerIsOfTheModelsTypeBeforeTheNextStep() {
    Sequential model = model();
    Optimizer optimizer = OptimizerRows.all().get("adam").apply(model.parameters());
    step(model, optimizer, x(1, DType.FLOAT32), y(1, DType.FLOAT32));
    model.to(DType.FLOAT64);
    Sequential wide = (Sequential) model().to(DType.FLOAT64);
    Optimizer other = OptimizerRows.all().get("adam").apply(wide.parameters());
    other.loadStateDict(optimizer.stateDict());
    assertEquals(DType.FLOAT64, other.stateDict().get("state.0.exp_avg").dtype());
  }

  @Test
  void whatWasConvertedInsideAScopeOutlivesIt() {
    Sequential model = model();
    try (MemoryScope scope = MemoryScope.open()) {
      model.to(DType.FLOAT64);
    }
    assertEquals(10, model.forward(x(1, DType.FLOAT64)).size());
  }

  @Test
  void aParameterThatIsComputedFollowsWhatItIsComputedOf() {
    Linear layer = new Linear(3, 2, new Generator(1));
    Parametrizations.weightNorm(layer);
    Tensor before = layer.forward(x(1, DType.FLOAT32));
    layer.to(DType.FLOAT64);
    Tensor after = layer.forward(x(1, DType.FLOAT64));
    assertArrayEquals(before.to(DType.FLOAT64).toDoubleArray(), after.toDoubleArray(), 1e-6);
    Parametrizations.remove(layer, "weight");
    assertEquals(DType.FLOAT64, layer.weight().tensor().dtype());
    assertArrayEquals(
        after.toDoubleArray(), layer.forward(x(1, DType.FLOAT64)).toDoubleArray(), 1e-12);
  }

  @Test
  void aTypeOfIntegersIsRefused() {
    Sequential model = model();
    String message = assertThrows(DTypeException.class, () -> model.to(DType.INT64)).getMessage();
    assertEquals(
        "Sequential converted to int64; expected a floating-point dtype, FLOAT32 or FLOAT64",
        message);
    assertEquals(DType.FLOAT32, model.parameters().get(0).tensor().dtype());
  }

  @Test
  void anInputOfTheOldTypeIsAnErrorThatNamesTheLayer() {
    Linear layer = (Linear) new Linear(3, 2).to(DType.FLOAT64);
    String message =
        assertThrows(DTypeException.class, () -> layer.forward(x(1, DType.FLOAT32))).getMessage();
    assertEquals(
        "Linear(3, 2): input float32[5, 3], weight float64[2, 3]; expected an input of the weight's"
            + " dtype; fix: input.to(DType.FLOAT64)",
        message);
    LSTM lstm = (LSTM) new LSTM(3, 2).to(DType.FLOAT64);
    assertEquals(
        "LSTM(3, 2): input float32[4, 1, 3], weights float64; expected an input of the weights'"
            + " dtype; fix: input.to(DType.FLOAT64)",
        assertThrows(DTypeException.class, () -> lstm.forward(Tensor.ones(4, 1, 3))).getMessage());
  }

  @Test
  void backwardThroughWhatWasComputedBeforeIsAnError() {
    Linear layer = new Linear(3, 2, new Generator(1));
    Tensor loss = layer.forward(x(1, DType.FLOAT32).setRequiresGrad(true)).sum();
    layer.to(DType.FLOAT64);
    String message = assertThrows(JacobianException.class, loss::backward).getMessage();
    assertEquals(
        "backward of matmul: input 1, a float64[2, 3] tensor, was converted from float32 after forward;"
            + " expected values that backward needs to stay as they were; fix: convert the module"
            + " before forward or after backward",
        message);
    assertNull(layer.weight().grad());
  }
}
