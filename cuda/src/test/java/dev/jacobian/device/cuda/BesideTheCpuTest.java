package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.LayerRows;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.OptimizerRows;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.GoldenCase;
import dev.jacobian.tensor.GoldenFunctions;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Functions, layers and optimizers whose tensors are on a GPU, in a process whose new tensors are
 * on the CPU: what they put aside is on the GPU too, and what they return.
 */
class BesideTheCpuTest {
  /** What returns numbers of Java, of which the function of the goldens makes a tensor. */
  private static final String OF_JAVA = "allClose";

  @BeforeEach
  void needsCompiler() {
    Emulated.assumeBesideTheCpu();
  }

  /** What is compared: tensors by their names, all of them on a device. */
  private static final class Results {
    private final Map<String, double[]> values = new LinkedHashMap<>();
    private final Device device;

    Results(Device device) {
      this.device = device;
    }

    void add(String name, Tensor tensor) {
      assertEquals(device, tensor.device(), name);
      values.put(name, tensor.toDoubleArray());
    }

    void addAll(Map<String, Tensor> tensors) {
      tensors.forEach(this::add);
    }
  }

  private static void compare(Function<Device, Results> function, double tolerance) {
    try (MemoryScope scope = MemoryScope.open()) {
      Map<String, double[]> expected = function.apply(Device.cpu()).values;
      Map<String, double[]> received = function.apply(Device.cuda()).values;
      assertEquals(expected.keySet(), received.keySet());
      assertTrue(!expected.isEmpty());
      expected.forEach(
          (name, values) -> {
            double most = 1;
            for (double value : values) {
              most = Double.isFinite(value) ? Math.max(most, Math.abs(value)) : most;
            }
            assertArrayEquals(values, received.get(name), tolerance * most, name);
          });
    }
  }

  @TestFactory
  Stream<DynamicTest> functions() {
    Map<String, Function<List<Tensor>, Tensor>> functions = GoldenFunctions.all();
    List<GoldenCase> cases =
        GoldenCase.read("/goldens/tensor.txt").stream()
            .filter(golden -> !golden.inputs().isEmpty() && !golden.function().equals(OF_JAVA))
            .toList();
    assertTrue(cases.size() >= 1300, "only " + cases.size() + " cases");
    return cases.stream()
        .map(
            golden ->
                DynamicTest.dynamicTest(
                    golden.toString(),
                    () ->
                        compare(
                            device -> results(golden, functions.get(golden.function()), device),
                            1e-5)));
  }

  private static Results results(
      GoldenCase golden, Function<List<Tensor>, Tensor> function, Device device) {
    List<Tensor> inputs = new ArrayList<>();
    golden.inputTensors(DType.FLOAT32).forEach(input -> inputs.add(input.to(device)));
    golden.gradients().keySet().forEach(i -> inputs.get(i).setRequiresGrad(true));
    Results results = new Results(device);
    Tensor output = function.apply(inputs);
    results.add("output", output);
    if (output.requiresGrad()) {
      Tensor seed = Tensor.of(golden.seed(), output.shape().dims());
      output.backward(seed.to(output.dtype()).to(device));
      golden.gradients().keySet().forEach(i -> results.add("gradient " + i, inputs.get(i).grad()));
    }
    return results;
  }

  @TestFactory
  Stream<DynamicTest> layers() {
    return LayerRows.all().keySet().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name,
                    () -> {
                      Module layer = LayerRows.all().get(name).get();
                      Map<String, Tensor> state = layer.stateDict();
                      compare(device -> ofLayer(name, state, device), 1e-12);
                    }));
  }

  private static Results ofLayer(String name, Map<String, Tensor> state, Device device) {
    Module layer = LayerRows.all().get(name).get();
    layer.loadStateDict(state);
    layer.to(device);
    Results results = new Results(device);
    for (boolean isTraining : new boolean[] {true, false}) {
      String mode = isTraining ? "in training, " : "in evaluation, ";
      layer.train(isTraining);
      Tensor input = Tensor.randn(new Generator(3), 2, 2, 3).to(DType.FLOAT64).to(device);
      Tensor x = input.detach().setRequiresGrad(true);
      Tensor y = layer.forward(x);
      y.square().sum().backward();
      results.add(mode + "output", y);
      results.add(mode + "gradient", x.grad());
      layer.parameters().forEach(it -> results.add(mode + it, it.grad()));
      results.addAll(layer.stateDict());
    }
    return results;
  }

  @TestFactory
  Stream<DynamicTest> optimizers() {
    return OptimizerRows.all().keySet().stream()
        .map(
            name ->
                DynamicTest.dynamicTest(
                    name, () -> compare(device -> ofOptimizer(name, device), 1e-5)));
  }

  private static Results ofOptimizer(String name, Device device) {
    Module model = new Linear(4, 3, new Generator(1));
    model.to(device);
    Optimizer optimizer = OptimizerRows.all().get(name).apply(model.parameters());
    Tensor x = Tensor.randn(new Generator(2), 5, 4).to(device);
    Tensor y = Tensor.randn(new Generator(3), 5, 3).to(device);
    for (int step = 0; step < 3; step++) {
      optimizer.zeroGrad();
      new MSELoss().forward(model.forward(x), y).backward();
      optimizer.step();
    }
    Results results = new Results(device);
    results.addAll(model.stateDict());
    return results;
  }
}
