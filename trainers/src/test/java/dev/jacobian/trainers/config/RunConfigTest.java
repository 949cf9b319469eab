package dev.jacobian.trainers.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.DataLoader;
import dev.jacobian.data.column.CsvFormat;
import dev.jacobian.device.MatmulPrecision;
import dev.jacobian.models.MLP;
import dev.jacobian.nn.loss.CrossEntropyLossOptions;
import dev.jacobian.nn.loss.HuberLossOptions;
import dev.jacobian.nn.loss.SmoothL1LossOptions;
import dev.jacobian.optim.AdamW;
import dev.jacobian.optim.Muon;
import dev.jacobian.shape.DType;
import dev.jacobian.trainers.TrainerOptions;
import dev.jacobian.trainers.ValidationInterval;
import dev.jacobian.trainers.WeightAveraging;
import dev.jacobian.trainers.callback.LearningRateSchedule;
import dev.jacobian.trainers.config.data.ColumnsConfig;
import dev.jacobian.trainers.config.data.CsvFormatKeys;
import dev.jacobian.trainers.config.data.SplitConfig;
import dev.jacobian.trainers.config.data.TableData;
import dev.jacobian.trainers.config.data.TableOrigin;
import dev.jacobian.trainers.config.data.TableRows;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.kind.LossKind;
import dev.jacobian.trainers.config.kind.MissingKind;
import dev.jacobian.trainers.config.kind.ModelKind;
import dev.jacobian.trainers.config.kind.OptimizerKind;
import dev.jacobian.trainers.config.kind.SplitKind;
import dev.jacobian.trainers.config.kind.StandardizeKind;
import dev.jacobian.trainers.config.kind.StrategyKind;
import dev.jacobian.trainers.config.kind.Task;
import dev.jacobian.trainers.strategy.CompileMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunConfigTest {
  @TempDir private Path folder;

  @Test
  void rowsAreMixedInWindows() throws IOException {
    RunConfig config = load(minimal() + "shuffleWindow: 1000\n");
    assertTrue(config.training().batches().shuffle());
    assertEquals(1000, config.training().trainBatches().shuffleWindow());
  }

  /** It said that the rows held out were drawn, whichever they were. */
  @Test
  void rowsAreMixedInWindowsBesideAnEndThatIsHeldOut() throws IOException {
    String window = "shuffleWindow: 1000\n";
    String share = "target: y\n  validation: 0.1\n  ";
    Files.writeString(folder.resolve("rows.txt"), "to be, or not to be");
    for (String yaml :
        List.of(
            minimal().replace("target: y", share + "split: end"),
            minimal().replace("target: y", share + "window: 3"),
            minimal()
                .replace("csv: rows.csv", "text: rows.txt")
                .replace("target: y", "validation: 0.1")
                .replace("model: linear", "model: lstm"))) {
      assertEquals(1000, load(yaml + window).training().trainBatches().shuffleWindow());
    }
  }

  @Test
  void aShortFileTakesTheDefaults() throws IOException {
    RunConfig config = load(minimal());
    TableData data = (TableData) config.data();
    TableRows csv = (TableRows) data.rows();
    assertEquals(csv, data.rows());
    assertEquals(List.of(folder.resolve("rows.csv")), csv.files());
    assertEquals(List.of(), csv.features());
    assertEquals(List.of("y"), csv.target());
    assertEquals(CsvFormat.defaults(), csv.format());
    assertEquals(MissingKind.ERROR, csv.missing());
    assertFalse(csv.cache());
    assertEquals(DType.FLOAT64, data.dtype());
    assertEquals(DType.FLOAT32, config.dtype());
    assertEquals(StandardizeKind.NONE, data.standardize());
    assertEquals(
        new SplitConfig(0, SplitKind.RANDOM, Optional.empty(), Optional.empty()), data.split());
    assertEquals(ModelConfig.of(ModelKind.LINEAR), config.model());
    assertEquals(LossConfig.of(LossKind.MSE), config.loss());
    TrainingConfig expected =
        new TrainingConfig(
            TrainerOptions.of(3),
            DataLoader.Options.of(32).withShuffle(0),
            Optional.empty(),
            0,
            Optional.empty(),
            0,
            new StrategyConfig(StrategyKind.SINGLE, Optional.empty()),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            new CheckpointConfig(0, 3),
            MetricChoice.defaults(Task.REGRESSION),
            "train_loss",
            false,
            Optional.empty());
    assertEquals(expected, config.training());
    assertNull(config.device());
    assertNull(config.float32MatmulPrecision());
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
            averaging: {type: ema, decay: 0.9}
            timeLimit: 90m
            checkpoints: {everySteps: 10, keep: 5}
            metrics: accuracy
            monitor: validation_accuracy
            keepBest: false
            earlyStopping: {patience: 4, minDelta: 0.01}
            detectAnomaly: true
            compile: off
            dtype: float64
            float32MatmulPrecision: high
            device: cuda:1
            backend: nd4j
            """);
    assertEquals(DType.FLOAT64, config.dtype());
    assertEquals(
        new TableData(
            new TableRows(
                TableOrigin.csv(folder.resolve("rows.csv")),
                List.of("3"),
                List.of("column 1", "2"),
                List.of("4"),
                Optional.empty(),
                CsvFormatKeys.of(CsvFormat.defaults().withHeader(false).withDelimiter(';')),
                MissingKind.DROP_ROW,
                true,
                Optional.empty(),
                1,
                Optional.empty()),
            ColumnsConfig.defaults(),
            DType.FLOAT32,
            StandardizeKind.FEATURES,
            new SplitConfig(0.25, SplitKind.STRATIFIED, Optional.empty(), Optional.empty())),
        config.data());
    assertEquals(
        new ModelConfig(
            ModelKind.MLP,
            MLP.Options.of(1, List.of(4, 3), 1)
                .withActivation(MLP.Activation.TANH)
                .withDropout(0.5)),
        config.model());
    KeyPlace weights = new KeyPlace(config.file().toString(), 15, 64, "loss.classWeights");
    assertEquals(
        new LossConfig(
            LossKind.CROSS_ENTROPY,
            new LossConfig.CrossEntropy(
                CrossEntropyLossOptions.defaults().withLabelSmoothing(0.1),
                Optional.of(new ClassWeighting(List.of(1.0, 0.5), weights)))),
        config.loss());
    assertEquals(
        new OptimizerConfig(
            OptimizerKind.ADAMW,
            AdamW.options(0.01).withBetas(0.8, 0.9).withEpsilon(1e-6).withWeightDecay(0.2)),
        config.optimizer());
    TrainingConfig expected =
        new TrainingConfig(
            TrainerOptions.of(7)
                .withShards(3)
                .withDetectAnomaly(true)
                .withCompile(CompileMode.OFF)
                .withValidateEvery(ValidationInterval.steps(20))
                .withOverfitBatches(4),
            DataLoader.Options.of(5).withShuffle(9).inOrder().withWorkers(2).withPrefetch(5),
            Optional.empty(),
            0,
            Optional.empty(),
            9,
            new StrategyConfig(StrategyKind.THREADS, Optional.of(2)),
            Optional.of(1.5),
            Optional.of(0.5),
            Optional.of(new ScheduleConfig.Cosine(LearningRateSchedule.Unit.STEP, 4, 0.001)),
            Optional.of(new WeightAveraging.Ema(0.9)),
            Optional.of(Duration.ofMinutes(90)),
            new CheckpointConfig(10, 5),
            MetricChoice.defaults(Task.BINARY),
            "validation_accuracy",
            false,
            Optional.of(new EarlyStoppingConfig(4, 0.01)));
    assertEquals(expected, config.training());
    assertTrue(config.training().monitorIsHigherBetter());
    assertEquals(MatmulPrecision.HIGH, config.float32MatmulPrecision());
    assertEquals("cuda:1", config.device());
    assertEquals("nd4j", config.backend());
  }

  @Test
  void columnNamesAreTakenAsTheyAreWritten() throws IOException {
    RunConfig config =
        loadFor(
            "007,1.50,1e3\n1,2,3\n",
            minimal().replace("target: y", "target: 1e3\n  features: [007, '1.50']"));
    assertEquals(List.of("1e3"), ((TableRows) config.data().rows()).target());
    assertEquals(List.of("007", "1.50"), ((TableRows) config.data().rows()).features());
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
    assertEquals(1, load(minimal(), "fastDevRun=true").training().trainer().fastDevRun());
    assertEquals(7, load(minimal(), "fastDevRun=7").training().trainer().fastDevRun());
    assertFalse(load(minimal(), "fastDevRun=0").training().isTrial());
  }

  /** It took down every key of a section, also those that its type does not have. */
  @Test
  void aRunThatAnOlderVersionSavedIsTheSame() throws IOException {
    RunConfig config = load(minimal().replace("sgd", "adam") + "schedule: plateau\n");
    Map<String, String> saved = new LinkedHashMap<>(config.savedSettings());
    for (String none :
        List.of(
            "optimizer.momentum",
            "optimizer.dampening",
            "optimizer.nesterov",
            "schedule.every",
            "schedule.milestones",
            "schedule.maxLearningRate",
            "model.hidden",
            "loss.classWeights",
            "loss.posWeight")) {
      assertNull(saved.put(none, "none"), none);
    }
    saved.putAll(
        Map.of(
            "schedule.warmup",
            "0",
            "schedule.gamma",
            "0.1",
            "schedule.patience",
            "10",
            "model.activation",
            "relu",
            "model.dropout",
            "0",
            "loss.delta",
            "1",
            "loss.labelSmoothing",
            "0",
            "optimizer.beta1",
            "0.9"));
    assertEquals(List.of(), ConfigChange.between(saved, config));
    saved.put("optimizer.momentum", "0.9");
    assertEquals(
        List.of(new ConfigChange("optimizer.momentum", "saved 0.9, now none")),
        ConfigChange.between(saved, config));
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
    assertEquals(6, config.training().trainer().epochs());
    assertEquals(OptimizerKind.ADAM, config.optimizer().kind());
    assertEquals(List.of(3), ((MLP.Options) config.model().options()).hidden());
    assertEquals(HuberLossOptions.defaults().withDelta(2.5), config.loss().options());
    assertEquals(StandardizeKind.ALL, ((TableData) config.data()).standardize());
  }

  @Test
  void aSettingReachesIntoAShortForm() throws IOException {
    assertEquals(
        HuberLossOptions.defaults().withDelta(3),
        load(minimal() + "loss: huber\n", "loss.delta=3").loss().options());
    assertEquals(
        SmoothL1LossOptions.defaults().withBeta(0.5),
        load(minimal() + "loss: {type: smooth_l1, beta: 0.5}\n").loss().options());
  }

  @Test
  void muonTakesWhatIsNoMatrixToo() throws IOException {
    assertEquals(
        Muon.Options.of(0.02).withScale(Muon.Scale.MATCH_RMS_ADAMW).withOthers(Muon.Others.ADAMW),
        load(
                minimal(),
                "optimizer.type=muon",
                "optimizer.learningRate=0.02",
                "optimizer.scale=match_rms_adamw")
            .optimizer()
            .options());
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
