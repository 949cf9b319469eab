package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.RandomState;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.GradCheck;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayerGradientTest {
  private static final LinearOptions DOUBLE = LinearOptions.defaults().withDtype(DType.FLOAT64);
  private static final Map<String, Supplier<Module>> LAYERS = layers();

  private static Map<String, Supplier<Module>> layers() {
    Map<String, Supplier<Module>> layers = new TreeMap<>();
    LayerNormOptions norm = LayerNormOptions.defaults().withDtype(DType.FLOAT64);
    layers.put("Linear", () -> new Linear(3, 2, DOUBLE));
    layers.put("Linear without bias", () -> new Linear(3, 2, DOUBLE.withBias(false)));
    layers.put("ReLU", ReLU::new);
    layers.put("Sigmoid", Sigmoid::new);
    layers.put("Tanh", Tanh::new);
    layers.put("GELU", GELU::new);
    layers.put("Softmax", () -> new Softmax(-1));
    layers.put("Softmax over rows", () -> new Softmax(0));
    layers.put("LayerNorm", () -> new LayerNorm(norm, 3));
    layers.put("LayerNorm over two axes", () -> new LayerNorm(norm, 2, 3));
    layers.put("Flatten", Flatten::new);
    layers.put("Dropout", () -> new Dropout(0.4, new Generator(5)));
    layers.put(
        "Sequential",
        () ->
            new Sequential(
                new Linear(3, 2, DOUBLE), new GELU(), new Flatten(), new Linear(4, 1, DOUBLE)));
    return layers;
  }

  static Stream<String> names() {
    return LAYERS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void gradientsOfInputAndParametersAreDerivatives(String name) {
    Module layer = LAYERS.get(name).get();
    Tensor input =
        Creation.normal(new Generator(11), Shape.of(2, 2, 3), DType.FLOAT64, Device.cpu())
            .setRequiresGrad(true);
    List<Tensor> checked = new ArrayList<>(List.of(input));
    layer.parameters().forEach(parameter -> checked.add(parameter.tensor()));
    Tensor[] inputs = checked.toArray(new Tensor[0]);

    GradCheck.Report first = GradCheck.check(in -> repeatable(layer, in.get(0)), inputs);
    GradCheck.Report second = GradCheck.checkSecond(in -> repeatable(layer, in.get(0)), inputs);

    assertTrue(first.derivatives() >= input.size(), first::toString);
    assertTrue(second.derivatives() > 0, second::toString);
  }

  /** Runs a layer with the same random choices each time. */
  private static Tensor repeatable(Module layer, Tensor input) {
    if (layer instanceof Dropout dropout) {
      dropout.generator().setState(new RandomState(5, 0, 0));
    }
    return layer.forward(input);
  }

  @Test
  void everyLayerClassIsChecked() {
    long classes = LAYERS.values().stream().map(layer -> layer.get().getClass()).distinct().count();
    assertEquals(10, classes);
  }
}
