package dev.jacobian.benchmarks.work;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrainTaskTest {
  @Test
  void irisIsTrainedAsItsConfigurationSays() throws IOException {
    TrainTask task = TrainTask.of(Workload.W14_IRIS);
    String config = Files.readString(Path.of("../examples/configs/iris.yaml"));
    for (String line :
        List.of(
            "hidden: [" + task.hidden() + "]",
            "activation: " + task.activation(),
            "type: adam",
            "learningRate: " + task.learningRate(),
            "epochs: " + task.epochs(),
            "batchSize: " + task.batch(),
            "seed: " + task.seed(),
            "standardize: features",
            "validation: 0.2")) {
      assertTrue(config.contains(line), line);
    }
  }

  @Test
  void theConfigurationOfTheDigitsNamesTheFile() {
    String config = TrainTask.of(Workload.W14_DIGITS).config("digits.npz");
    assertTrue(config.contains("npz: digits.npz"), config);
    assertTrue(config.contains("learningRate: 0.001\n"), config);
  }
}
