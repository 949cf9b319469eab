package dev.jacobian.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.nn.Goldens;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.tensor.Tensor;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrainingLoopTest {
  private static final double TOLERANCE = 1e-4;

  @ParameterizedTest
  @CsvSource({"small, 1e-4", "useful, 1e-2"})
  void aThousandStepsFollowTheLossesOfPyTorch(String name, double learningRate) {
    Goldens goldens = Goldens.load();
    Linear model = new Linear(10, 1);
    model.loadStateDict(
        Map.of("weight", goldens.tensor("loop/weight"), "bias", goldens.tensor("loop/bias")));
    Tensor x = goldens.tensor("loop/x");
    Tensor y = goldens.tensor("loop/y");
    double[] expected = goldens.values("loop/" + name + "/losses");
    assertEquals(1000, expected.length);
    MSELoss lossFn = new MSELoss();
    SGD optimizer = new SGD(model.parameters(), learningRate);
    for (int i = 0; i < expected.length; i++) {
      Tensor prediction = model.forward(x);
      Tensor loss = lossFn.forward(prediction, y);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      assertEquals(expected[i], loss.item(), TOLERANCE * expected[i], "step " + i);
    }
    goldens.assertEqual("loop/" + name + "/weight", model.weight().tensor());
    goldens.assertEqual("loop/" + name + "/bias", model.bias().tensor());
  }
}
