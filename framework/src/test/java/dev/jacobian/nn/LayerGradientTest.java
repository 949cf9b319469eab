package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.GradCheck;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LayerGradientTest {
  private static final Map<String, Supplier<Module>> LAYERS = LayerRows.all();

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
    layer.namedGenerators().values().forEach(each -> each.setState(new RandomState(5, 0, 0)));
    return layer.forward(input);
  }

  @Test
  void everyLayerClassIsChecked() {
    long classes = LAYERS.values().stream().map(layer -> layer.get().getClass()).distinct().count();
    assertEquals(75, classes);
  }
}
