package dev.jacobian.trainers.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.CsvFormat;
import dev.jacobian.models.MLP;
import dev.jacobian.shape.DType;
import dev.jacobian.trainers.ValidationInterval;
import dev.jacobian.trainers.callback.LearningRateSchedule;
import dev.jacobian.trainers.strategy.CompileMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunConfigTest {
  @TempDir private Path folder;

  @Test
  void rowsAreMixedInWindows() throws IOException {
    RunConfig config = load(minimal() + "shuffleWindow: 1000\n");
    assertTrue(config.training().shuffle());
    assertEquals(1000, config.training().shuffleWindow());
  }

  @Test
  void aShortFileTakesTheDefaults() throws IOException {
    RunConfig config = load(minimal());
    DataConfig data = config.data();
    TableRows csv = data.csv();
    assertEquals(csv, data.rows());
    assertEquals(List.of(folder.resolve("rows.csv")), csv.files());
    assertEquals(List.of(), csv.features());
    assertEquals(List.of("y"), csv.targets());
    assertEquals(CsvFormat.defaults(), csv.format());
    assertEquals(MissingKind.ERROR, csv.missing());
    assertFalse(csv.cache());
    assertEquals(DType.FLOAT64, data.dtype());
    assertEquals(DType.FLOAT32, config.dtype());
    assertEquals(StandardizeKind.NONE, data.standardize());
    assertEquals(
        new SplitConfig(0, SplitKind.RANDOM, Optional.empty(), Optional.empty()), data.split());
    assertEquals(
        new ModelConfig(ModelKind.LINEAR, List.of(), MLP.Activation.RELU, 0), config.model());
    assertEquals(
        new LossConfig(LossKind.MSE, Optional.empty(), Optional.empty(), Optional.empty()),
        config.loss());
    TrainingConfig expected =
        new TrainingConfig(
            3,
            32,
            true,
            0,
            0,
            0,
            2,
            1,
            new StrategyConfig(StrategyKind.SINGLE, Optional.empty()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            ValidationInterval.epochs(1),
            0,
            0,
            Optional.empty(),
            new CheckpointConfig(0, 3),
            MetricKind.defaults(Task.REGRESSION),
            "train_loss",
            false,
            Optional.empty(),
            false,
            CompileMode.AUTO);
    assertEquals(expected, config.training());
    assertNull(config.device());
    assertNull(config.backend());
  }

  @Test
  void everyKeyIsRead() throws IOException {
    RunConfig config =
        loadFor(
            "1;2;a;4\n",
            """
            data:
              csv: rows.csv
              features: [column 1, 2]
              target: 3
              header: false
              delimiter: ";"
              ignored: 4
              missing: drop_row
              dtype: float32
              standardize: features
              validation: 0.25
              split: stratified
              cache: true
            model: {type: mlp, hidden: [4, 3], activation: tanh, dropout: 0.5}
            loss: {type: cross_entropy, labelSmoothing: 0.1, classWeights: [1, 0.5]}
            optimizer: {type: adamw, learningRate: 0.01, weightDecay: 0.2, beta1: 0.8, beta2: 0.9, epsilon: 1e-6}
            epochs: 7
            batchSize: 5
            shuffle: false
            seed: 9
            workers: 2
            prefetch: 5
            shards: 3
            strategy: {type: threads, workers: 2}
            clipNorm: 1.5
            clipValue: 0.5
            schedule: {type: cosine, unit: step, warmup: 4, minLearningRate: 0.001}
            validateEvery: 20 steps
            fastDevRun: false
            overfitBatches: 4
            timeLimit: 90m
            checkpoints: {everySteps: 10, keep: 5}
            metrics: accuracy
            monitor: validation_accuracy
            keepBest: false
            earlyStopping: {patience: 4, minDelta: 0.01}
            detectAnomaly: true
            compile: off
            dtype: float64
            device: cuda:1
            backend: nd4j
            """);
    assertEquals(DType.FLOAT64, config.dtype());
    assertEquals(
        new DataConfig(
            new TableRows(
                TableOrigin.csv(folder.resolve("rows.csv")),
                List.of("column 1", "2"),
                List.of("3"),
                CsvFormat.defaults().withHeader(false).withDelimiter(';'),
                List.of("4"),
                Optional.empty(),
                MissingKind.DROP_ROW,
                true),
            ColumnsConfig.defaults(),
            DType.FLOAT32,
            StandardizeKind.FEATURES,
            new SplitConfig(0.25, SplitKind.STRATIFIED, Optional.empty(), Optional.empty())),
        config.data());
    assertEquals(
        new ModelConfig(ModelKind.MLP, List.of(4, 3), MLP.Activation.TANH, 0.5), config.model());
    Place weights = new Place(config.file().toString(), 15, 64, "loss.classWeights");
    assertEquals(
        new LossConfig(
            LossKind.CROSS_ENTROPY,
            Optional.empty(),
            Optional.of(0.1),
            Optional.of(new ClassWeighting(List.of(1.0, 0.5), weights))),
        config.loss());
    OptimizerConfig optimizer = config.optimizer();
    assertEquals(OptimizerKind.ADAMW, optimizer.kind());
    assertEquals(0.01, optimizer.learningRate());
    assertEquals(Optional.of(0.2), optimizer.weightDecay());
    assertEquals(Optional.of(0.8), optimizer.beta1());
    assertEquals(Optional.of(0.9), optimizer.beta2());
    assertEquals(Optional.of(1e-6), optimizer.epsilon());
    TrainingConfig expected =
        new TrainingConfig(
            7,
            5,
            false,
            0,
            9,
            2,
            5,
            3,
            new StrategyConfig(StrategyKind.THREADS, Optional.of(2)),
            Optional.of(1.5),
            Optional.of(0.5),
            Optional.of(
                new ScheduleConfig(
                    ScheduleKind.COSINE,
                    LearningRateSchedule.Unit.STEP,
                    4,
                    Optional.empty(),
                    List.of(),
                    Optional.empty(),
                    Optional.of(0.001),
                    Optional.empty(),
                    Optional.empty())),
            ValidationInterval.steps(20),
            0,
            4,
            Optional.of(Duration.ofMinutes(90)),
            new CheckpointConfig(10, 5),
            MetricKind.defaults(Task.BINARY),
            "validation_accuracy",
            false,
            Optional.of(new EarlyStoppingConfig(4, 0.01)),
            true,
            CompileMode.OFF);
    assertEquals(expected, config.training());
    assertTrue(config.training().monitorIsHigherBetter());
    assertEquals("cuda:1", config.device());
    assertEquals("nd4j", config.backend());
  }

  @Test
  void columnNamesAreTakenAsTheyAreWritten() throws IOException {
    RunConfig config =
        loadFor(
            "007,1.50,1e3\n1,2,3\n",
            minimal().replace("target: y", "target: 1e3\n  features: [007, '1.50']"));
    assertEquals(List.of("1e3"), config.data().csv().targets());
    assertEquals(List.of("007", "1.50"), config.data().csv().features());
  }

  @Test
  void heldOutRowsMakeTheBestEpochCount() throws IOException {
    TrainingConfig training =
        load(minimal().replace("target: y", "target: y\n  validation: 0.1")).training();
    assertEquals("validation_loss", training.monitor());
    assertTrue(training.keepBest());
  }

  @Test
  void aTrialHasOneBatchUnlessItSaysHowMany() throws IOException {
    assertEquals(1, load(minimal(), "fastDevRun=true").training().fastDevRun());
    assertEquals(7, load(minimal(), "fastDevRun=7").training().fastDevRun());
    assertFalse(load(minimal(), "fastDevRun=0").training().isTrial());
  }

  @Test
  void settingsAreLaidOverTheFileInOrder() throws IOException {
    RunConfig config =
        load(
            minimal(),
            "epochs=5",
            "epochs=6",
            "optimizer={type: adam, learningRate: 0.5}",
            "model.type=mlp",
            "model.hidden=[3]",
            "loss.type=huber",
            "loss.delta=2.5",
            "data.standardize=all");
    assertEquals(6, config.training().epochs());
    assertEquals(OptimizerKind.ADAM, config.optimizer().kind());
    assertEquals(List.of(3), config.model().hidden());
    assertEquals(Optional.of(2.5), config.loss().delta());
    assertEquals(StandardizeKind.ALL, config.data().standardize());
  }

  @Test
  void aSettingReachesIntoAShortForm() throws IOException {
    assertEquals(
        Optional.of(3.0), load(minimal() + "loss: huber\n", "loss.delta=3").loss().delta());
  }

  private String minimal() {
    return """
        data:
          csv: rows.csv
          target: y
        model: linear
        optimizer:
          type: sgd
          learningRate: 0.1
        epochs: 3
        """;
  }

  private RunConfig load(String text, String... settings) throws IOException {
    return loadFor("x,y\n1,2\n", text, settings);
  }

  private RunConfig loadFor(String rows, String text, String... settings) throws IOException {
    Files.writeString(folder.resolve("rows.csv"), rows);
    Path file = folder.resolve("run.yaml");
    Files.writeString(file, text);
    return RunConfig.load(file, List.of(settings));
  }
}
