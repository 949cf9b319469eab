package dev.jacobian.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.DataLoader;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.metric.R2Score;
import dev.jacobian.models.MLP;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.EpochFinished;
import dev.jacobian.trainers.callback.EpochScores;
import dev.jacobian.trainers.callback.GradientListener;
import dev.jacobian.trainers.callback.MetricScores;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainerTest {
  @Test
  void theLossFallsAndThePlaneIsFound() {
    Linear model = new Linear(2, 1, new Generator(1));
    SGD optimizer = new SGD(model.parameters(), 0.1);
    TrainResult result =
        new Trainer(model, new MSELoss(), optimizer, TrainerOptions.of(20))
            .with(new MetricScores(new R2Score()))
            .fit(
                Problems.loader(Problems.plane(200, 1), 20),
                Problems.loader(Problems.plane(50, 2), 20));
    assertEquals(20, result.history().size());
    assertTrue(
        result.last().score("train_loss") < 1e-3 * result.history().get(0).score("train_loss"));
    assertTrue(result.last().score("validation_r2") > 0.999);
    assertArrayEquals(new float[] {2, -3}, model.weight().tensor().toFloatArray(), 0.01f);
    assertEquals(Optional.empty(), result.stopReason());
    assertFalse(model.isTraining());
  }

  @Test
  void theSameSeedGivesTheSameBits() {
    assertArrayEquals(trainNetwork(3, 0, 1), trainNetwork(3, 0, 1));
    assertFalse(java.util.Arrays.equals(trainNetwork(3, 0, 1), trainNetwork(4, 0, 1)));
  }

  @Test
  void workersDoNotChangeABit() {
    assertArrayEquals(trainNetwork(3, 0, 1), trainNetwork(3, 2, 1));
  }

  @Test
  void shardsAreTheSameStepUpToRounding() {
    assertArrayEquals(trainNetwork(3, 0, 1), trainNetwork(3, 0, 4), 1e-4f);
  }

  /** Trains without dropout, so that micro-batches draw no random numbers. */
  private static float[] trainNetwork(long seed, int workers, int shards) {
    MLP model = new MLP(MLP.Options.of(2, List.of(8), 1), new Generator(seed));
    SGD optimizer = new SGD(model.parameters(), SGD.Options.of(0.05).withMomentum(0.9));
    DataLoader.Options options = DataLoader.Options.of(16).withShuffle(seed).withWorkers(workers);
    try (DataLoader loader = DataLoader.of(Problems.plane(100, 7), options)) {
      new Trainer(model, new MSELoss(), optimizer, TrainerOptions.of(5).withShards(shards))
          .fit(loader);
    }
    List<Float> values = new ArrayList<>();
    model
        .stateDict()
        .values()
        .forEach(
            tensor -> {
              for (float value : tensor.toFloatArray()) {
                values.add(value);
              }
            });
    float[] flat = new float[values.size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = values.get(i);
    }
    return flat;
  }

  @Test
  void eventsComeInTheOrderOfTheirDocumentation() {
    Linear model = new Linear(2, 1, new Generator(1));
    EventLog log = new EventLog();
    new Trainer(model, new MSELoss(), new SGD(model.parameters(), 0.01), TrainerOptions.of(2))
        .with(log)
        .fit(Problems.loader(Problems.plane(4, 1), 2), Problems.loader(Problems.plane(2, 2), 2));
    assertEquals(
        List.of(
            "run 2 epochs of 4 rows in 2 batches, 2 held out",
            "epoch 1",
            "TRAIN 1",
            "gradients 1.1",
            "batch TRAIN 1/2",
            "gradients 1.2",
            "batch TRAIN 2/2",
            "TRAIN 1 done",
            "VALIDATION 1",
            "batch VALIDATION 1/1",
            "VALIDATION 1 done",
            "validated after step 2 [validation_loss]",
            "epoch 1 done [train_loss, validation_loss]",
            "epoch 2",
            "TRAIN 2",
            "gradients 2.1",
            "batch TRAIN 1/2",
            "gradients 2.2",
            "batch TRAIN 2/2",
            "TRAIN 2 done",
            "VALIDATION 2",
            "batch VALIDATION 1/1",
            "VALIDATION 2 done",
            "validated after step 4 [validation_loss]",
            "epoch 2 done [train_loss, validation_loss]",
            "run done, 2 epochs"),
        log.lines());
  }

  @Test
  void gradientsAreThereBeforeTheWeightsChange() {
    Linear model = new Linear(2, 1, new Generator(1));
    float[] before = model.weight().tensor().toFloatArray();
    List<float[]> seen = new ArrayList<>();
    GradientListener look =
        event -> {
          seen.add(event.parameters().get(0).tensor().toFloatArray());
          assertTrue(event.parameters().get(0).grad() != null);
        };
    new Trainer(model, new MSELoss(), new SGD(model.parameters(), 0.1), TrainerOptions.of(1))
        .with(look)
        .fit(Problems.loader(Problems.plane(4, 1), 4));
    assertArrayEquals(before, seen.get(0));
    assertFalse(java.util.Arrays.equals(before, model.weight().tensor().toFloatArray()));
  }

  @Test
  void aLossThatIsNotFiniteStopsTheRunAndNamesEpochAndStep() {
    Linear model = new Linear(2, 1, new Generator(1));
    EventLog log = new EventLog();
    Trainer trainer =
        new Trainer(model, new MSELoss(), new SGD(model.parameters(), 1e20), TrainerOptions.of(9))
            .with(log);
    DataLoader loader = Problems.loader(Problems.plane(8, 1), 4);
    NumericException error = assertThrows(NumericException.class, () -> trainer.fit(loader));
    assertTrue(
        error
            .getMessage()
            .startsWith("training: the loss became Infinity at epoch 1, step 2: forward of "),
        error.getMessage());
    assertTrue(error.getMessage().contains("in layer MSELoss"), error.getMessage());
    assertEquals("failed NumericException", log.lines().get(log.lines().size() - 1));
  }

  @Test
  void anomalyDetectionNamesTheOpThatMadeTheNan() {
    Linear model = new Linear(1, 1, new Generator(1));
    TensorDataset rows =
        new TensorDataset(Tensor.of(new float[] {Float.NaN}, 1, 1), Tensor.zeros(1, 1));
    Trainer trainer =
        new Trainer(
            model,
            new MSELoss(),
            new SGD(model.parameters(), 0.1),
            TrainerOptions.of(1).withDetectAnomaly(true));
    DataLoader loader = DataLoader.of(rows, DataLoader.Options.of(1));
    NumericException error = assertThrows(NumericException.class, () -> trainer.fit(loader));
    assertTrue(error.getMessage().contains("Linear(1, 1)"), error.getMessage());
    assertTrue(error.getMessage().contains(" at epoch 1, step 1; "), error.getMessage());
  }

  @Test
  void anExceptionOfACallbackReachesTheCallerAsItself() {
    Linear model = new Linear(2, 1, new Generator(1));
    IllegalStateException thrown = new IllegalStateException("listener");
    Callback failing =
        new Callback() {
          @Override
          public void batchFinished(BatchFinished event) {
            throw thrown;
          }
        };
    Trainer trainer =
        new Trainer(model, new MSELoss(), new SGD(model.parameters(), 0.1), TrainerOptions.of(1))
            .with(failing);
    DataLoader loader = Problems.loader(Problems.plane(4, 1), 2);
    assertSame(thrown, assertThrows(IllegalStateException.class, () -> trainer.fit(loader)));
    assertSame(null, MemoryScope.current());
  }

  @Test
  void aStopIsObeyedAfterTheEpochAndReported() {
    Linear model = new Linear(2, 1, new Generator(1));
    Callback stopping =
        new Callback() {
          @Override
          public void epochFinished(EpochFinished event) {
            if (event.scores().epoch() == 3) {
              event.stop().request("enough");
              event.stop().request("a later reason");
            }
          }
        };
    TrainResult result =
        new Trainer(model, new MSELoss(), new SGD(model.parameters(), 0.1), TrainerOptions.of(10))
            .with(stopping)
            .fit(Problems.loader(Problems.plane(4, 1), 2));
    assertEquals(3, result.history().size());
    assertEquals(Optional.of("enough"), result.stopReason());
  }

  @Test
  void dropoutIsOffInValidation() {
    List<Boolean> modes = new ArrayList<>();
    Module model = new MLP(MLP.Options.of(2, List.of(4), 1).withDropout(0.5), new Generator(1));
    Callback look =
        new Callback() {
          @Override
          public void batchFinished(BatchFinished event) {
            modes.add(model.isTraining());
          }
        };
    new Trainer(model, new MSELoss(), new SGD(model.parameters(), 0.1), TrainerOptions.of(1))
        .with(look)
        .fit(Problems.loader(Problems.plane(2, 1), 2), Problems.loader(Problems.plane(2, 1), 2));
    assertEquals(List.of(true, false), modes);
  }

  @Test
  void optionsAreChecked() {
    assertEquals(
        "Trainer: epochs 0; expected a whole number, 1 or more",
        assertThrows(OptionException.class, () -> TrainerOptions.of(0)).getMessage());
  }

  @Test
  void aScoreThatIsNotThereIsNamedWithThoseThatAre() {
    EpochScores scores = new EpochScores(1, java.util.Map.of("train_loss", 1.0));
    assertEquals(
        "there is no score 'val_loss'; expected one of train_loss; fix: add the metric to the run, or monitor another"
            + " score",
        assertThrows(dev.jacobian.shape.StateException.class, () -> scores.score("val_loss"))
            .getMessage());
  }
}
