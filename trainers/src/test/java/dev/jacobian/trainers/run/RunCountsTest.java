package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.device.Device;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.PoissonNLLLoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.saved.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs with {@code loss: poisson_nll}. */
class RunCountsTest {
  private static final int EPOCHS = 40;

  @TempDir private Path folder;

  private TrainingRun run(String settings) throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    StringBuilder text = new StringBuilder("a,b,visits\n");
    for (int row = 0; row < 200; row++) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      double limit = Math.exp(-Math.exp(1 + a - 2 * b));
      int count = -1;
      for (double product = 1; product > limit; count++) {
        product *= random.nextDouble();
      }
      text.append(a).append(',').append(b).append(',').append(count).append('\n');
    }
    Files.writeString(folder.resolve("visits.csv"), text);
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {csv: visits.csv, target: visits}
        loss: poisson_nll
        epochs: %d
        batchSize: 20
        shuffle: false
        device: cpu
        """
                .formatted(EPOCHS)
            + settings);
    return TrainingRun.prepare(RunConfig.load(file, List.of()));
  }

  @Test
  void aTargetBelowZeroIsRefused() throws IOException {
    Files.writeString(folder.resolve("changes.csv"), "a,change\n1,2\n2,0\n3,-1\n4,1\n");
    Path file = folder.resolve("changes.yaml");
    Files.writeString(
        file,
        "data: {csv: changes.csv, target: change}\nmodel: linear\nloss: poisson_nll\n"
            + "optimizer: {type: sgd, learningRate: 0.05}\nepochs: 1\nbatchSize: 2\n");
    RunConfig config = RunConfig.load(file, List.of());
    assertEquals(
        folder.resolve("changes.csv")
            + ": the target 'change' has the number -1.0 in row 3; expected counts, 0 or"
            + " above, for the loss poisson_nll; fix: look at the target, or choose another loss"
            + " such as mse",
        assertThrows(DataException.class, () -> TrainingRun.prepare(config)).getMessage());
  }

  @Test
  void aLinearModelOfLogarithmsIsTrainedAndTellsCounts() throws IOException {
    TrainingRun run = run("model: linear\noptimizer: {type: sgd, learningRate: 0.05}\n");
    Linear model = new Linear(2, 1, new Generator(0));
    SGD optimizer = new SGD(model.parameters(), 0.05);
    try (DataLoader loader = DataLoader.of(run.data().train(), DataLoader.Options.of(20))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (Batch batch : loader) {
          optimizer.zeroGrad();
          new PoissonNLLLoss().forward(model.forward(batch.inputs()), batch.targets()).backward();
          optimizer.step();
        }
      }
    }
    Map<String, Double> scores = run.train(Device.cpu()).trainScores();
    float[] weights = run.model().stateDict().get("model.weight").toFloatArray();
    assertArrayEquals(model.weight().tensor().toFloatArray(), weights, 1e-5f);
    assertEquals(1, weights[0], 0.4);
    assertEquals(-2, weights[1], 0.4);
    // In counts, whose mean is about 2, and not in logarithms.
    assertTrue(scores.get("rmse") > 1 && scores.get("rmse") < 2.5, scores.toString());

    Path file = run.savedModel().save(folder.resolve("alone"));
    double told = Predictor.load(file).predict(Map.of("a", 0.5, "b", 0.25)).number("visits");
    double logarithm = model.forward(Tensor.of(new float[][] {{0.5f, 0.25f}})).get(0).get(0).item();
    assertEquals(Math.exp(logarithm), told, 1e-4);
  }

  @Test
  void anMlpOfCountsIsSavedAndReadAgain() throws IOException {
    TrainingRun run =
        run("model: {type: mlp, hidden: [8]}\noptimizer: {type: adam, learningRate: 0.01}\n");
    run.train(Device.cpu());
    Path file = run.savedModel().save(folder.resolve("alone"));
    Tensor x = Tensor.of(new float[][] {{0.5f, 0.25f}, {0, 1}});
    Tensor told = SavedModel.read(file).load(Device.cpu()).call(x);
    assertArrayEquals(run.model().eval().call(x).toFloatArray(), told.toFloatArray());
    assertTrue(told.gt(0).all().item() != 0, told.toString());
  }
}
