package dev.jacobian.models;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.compile.Compiled;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.GradCheck;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Forecasts are those of PyTorch's layers, as {@code goldens_forecaster.py} wrote them. */
class LSTMForecasterTest {
  private static final LSTMForecasterOptions FORM =
      LSTMForecasterOptions.of(4, 3, 2, 3)
          .withHiddenSize(5)
          .withNumLayers(2)
          .withDtype(DType.FLOAT64);

  private final Map<String, double[]> goldens = new LinkedHashMap<>();
  private final LSTMForecaster model = new LSTMForecaster(FORM);
  private Tensor x;

  @BeforeEach
  void read() throws IOException {
    try (InputStream stream =
        LSTMForecasterTest.class.getResourceAsStream("/goldens/forecaster.txt")) {
      assertNotNull(stream);
      for (String line :
          new String(stream.readAllBytes(), StandardCharsets.US_ASCII).lines().toList()) {
        String[] words = line.split(" ");
        goldens.put(
            words[0], Arrays.stream(words).skip(1).mapToDouble(Double::parseDouble).toArray());
      }
    }
    assertEquals(2 + 10 + 1 + 10, goldens.size());
    Map<String, Tensor> state = new LinkedHashMap<>();
    model
        .namedParameters()
        .forEach(
            (name, parameter) -> state.put(name, numbers(name, parameter.tensor().shape().dims())));
    model.loadStateDict(state);
    x = numbers("x", 3, 12).setRequiresGrad(true);
  }

  private Tensor numbers(String name, long... shape) {
    return Tensor.of(goldens.get(name), shape);
  }

  private void assertClose(String name, Tensor found) {
    assertArrayEquals(goldens.get(name), found.toDoubleArray(), 1e-10, name);
  }

  @Test
  void forecastsAndGradientsAreThoseOfPyTorch() {
    Tensor y = model.forward(x);
    assertClose("y", y);
    y.square().sum().backward();
    assertClose("d.x", x.grad());
    for (Map.Entry<String, Parameter> each : model.namedParameters().entrySet()) {
      assertClose("d." + each.getKey(), each.getValue().tensor().grad());
    }
    GradCheck.check(in -> model.forward(in.get(0)), x);
  }

  @Test
  void compiledForecastsAreTheSame() {
    Compiled compiled = Compiled.function(t -> model.forward(t[0]));
    for (int run = 0; run < 2; run++) {
      assertClose("y", compiled.run(x));
    }
  }

  @Test
  void aSeriesThatIsShiftedHasAShiftedForecast() {
    Tensor shift = Tensor.of(new double[] {7, -2, 0}, 3).repeat(4);
    Tensor change = model.forward(x.add(shift)).sub(model.forward(x));
    double[] expected = Tensor.of(new double[] {7, -2}, 2).repeat(9).toDoubleArray();
    assertArrayEquals(expected, change.toDoubleArray(), 1e-10);
  }

  @Test
  void mistakesAreNamed() {
    assertEquals(
        "LSTMForecaster(4 to 3 steps, 5 features): input [3, 4, 3]; expected [n, 12]: windows of 4"
            + " steps with 3 columns each",
        assertThrows(ShapeException.class, () -> model.call(x.reshape(3, 4, 3))).getMessage());
    assertEquals(
        "LSTMForecaster: a window of 4 steps with 1 columns, and a horizon of 3 steps with 2;"
            + " expected 1 or more of each, and no more columns told than seen",
        assertThrows(OptionException.class, () -> LSTMForecasterOptions.of(4, 1, 2, 3))
            .getMessage());
    assertEquals(
        "LSTMForecaster: dropout 1.0; expected a number in [0, 1)",
        assertThrows(OptionException.class, () -> FORM.withDropout(1)).getMessage());
  }
}
