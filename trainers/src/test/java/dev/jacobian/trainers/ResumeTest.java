package dev.jacobian.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.Sampler;
import dev.jacobian.io.Checkpoint;
import dev.jacobian.io.CheckpointStore;
import dev.jacobian.metric.MeanAbsoluteError;
import dev.jacobian.metric.R2Score;
import dev.jacobian.nn.BatchNorm1d;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.AdamW;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.SGD;
import dev.jacobian.optim.schedule.ReduceLROnPlateau;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BestWeights;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.Checkpoints;
import dev.jacobian.trainers.callback.EarlyStopping;
import dev.jacobian.trainers.callback.Interruption;
import dev.jacobian.trainers.callback.MetricScores;
import dev.jacobian.trainers.callback.Monitor;
import dev.jacobian.trainers.callback.PlateauSchedule;
import dev.jacobian.trainers.callback.RunResumed;
import dev.jacobian.trainers.callback.StateReady;
import dev.jacobian.trainers.record.MetricsLog;
import dev.jacobian.trainers.record.RunInfo;
import dev.jacobian.trainers.record.RunRecorder;
import dev.jacobian.trainers.record.ScoreRecord;
import dev.jacobian.trainers.strategy.CompileMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A run that stops anywhere and goes on in new objects gives the bits of one that never stopped.
 */
class ResumeTest {
  private static final int EPOCHS = 3;
  private static final int BATCHES = 5;
  private static final Monitor MONITOR = Monitor.lowest("validation_loss");

  @TempDir Path folder;

  /** A run with everything that keeps a state. */
  private final class Run {
    private final Module model =
        new Sequential(
            new Linear(2, 9, new Generator(1)),
            new BatchNorm1d(9),
            new ReLU(),
            new Dropout(0.2, new Generator(2)),
            new Linear(9, 1, new Generator(3)));
    private final Optimizer optimizer;
    private final CompileMode compile;
    private final int workers;
    private final int batchSize;
    private ValidationInterval validateEvery = ValidationInterval.EVERY_EPOCH;
    private Optional<WeightAveraging> averaging = Optional.empty();
    private Optional<Sampler> sampler = Optional.empty();

    Run(String kind, CompileMode compile, int workers, int batchSize) {
      this.optimizer =
          kind.equals("adam")
              ? new Adam(model.parameters(), 0.02)
              : new SGD(model.parameters(), SGD.Options.of(0.05).withMomentum(0.9));
      this.compile = compile;
      this.workers = workers;
      this.batchSize = batchSize;
    }

    Run validatingEvery(int steps) {
      validateEvery = ValidationInterval.steps(steps);
      return this;
    }

    Run averaging(WeightAveraging kind) {
      averaging = Optional.of(kind);
      return this;
    }

    Run drawing(Sampler rows) {
      sampler = Optional.of(rows);
      return this;
    }

    private ReduceLROnPlateau plateau() {
      return new ReduceLROnPlateau(
          optimizer, ReduceLROnPlateau.Options.defaults().withPatience(1).withFactor(0.5));
    }

    Trainer trainer(CheckpointStore store, Callback... first) {
      List<Callback> all = new ArrayList<>(List.of(first));
      all.add(new MetricScores(new R2Score(), new MeanAbsoluteError()));
      all.add(new EarlyStopping(MONITOR, 6));
      all.add(new PlateauSchedule(plateau(), MONITOR.score()));
      all.add(new BestWeights(MONITOR));
      all.add(new Checkpoints(store, MONITOR));
      TrainerOptions options =
          TrainerOptions.of(EPOCHS).withCompile(compile).withValidateEvery(validateEvery);
      Trainer trainer =
          new Trainer(model, new MSELoss(), optimizer, options).with(all.toArray(Callback[]::new));
      return averaging.map(trainer::with).orElse(trainer);
    }

    TrainResult fit(Trainer trainer) {
      Dataset rows = Problems.plane(34, 7);
      DataLoader.Options options =
          DataLoader.Options.of(batchSize).withSeed(5).withWorkers(workers);
      try (DataLoader train =
              sampler
                  .map(drawn -> DataLoader.of(rows, drawn, options))
                  .orElseGet(() -> DataLoader.of(rows, options.withShuffle(5)));
          DataLoader validation = DataLoader.of(Problems.plane(20, 8), DataLoader.Options.of(8))) {
        return trainer.fit(train, validation);
      }
    }
  }

  /** Stops a run after a step. */
  private record StopAt(long step) implements Callback {
    @Override
    public void stateReady(StateReady event) {
      if (event.step() == step && event.scores() == null) {
        event.stop().request("the test");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"sgd, ON, 0", "adam, ON, 3", "sgd, OFF, 1", "adam, OFF, 0"})
  void goingOnAfterAnyStepGivesTheSameBits(String kind, CompileMode compile, int workers)
      throws IOException {
    requireSameBitsAfterAnyStep(() -> new Run(kind, compile, workers, 8));
  }

  /** Validation after steps 2, 4, ... with the epochs ending after 5, 10 and 15. */
  @ParameterizedTest
  @CsvSource({"sgd, ON, 0", "adam, OFF, 2"})
  void soItDoesWithValidationInsideOfEpochs(String kind, CompileMode compile, int workers)
      throws IOException {
    requireSameBitsAfterAnyStep(() -> new Run(kind, compile, workers, 8).validatingEvery(2));
    List<Long> inside =
        MetricsLog.read(folder.resolve("whole")).scores().stream()
            .filter(scores -> !scores.isEpochEnd())
            .map(ScoreRecord::step)
            .toList();
    assertEquals(List.of(2L, 4L, 6L, 8L, 12L, 14L), inside);
  }

  /** The averages, too, which are judged and which the model ends with. */
  @ParameterizedTest
  @CsvSource({"ON, ema", "OFF, swa"})
  void soItDoesWithAveragedWeights(CompileMode compile, String kind) throws IOException {
    WeightAveraging averaging =
        kind.equals("ema") ? new WeightAveraging.Ema(0.8) : new WeightAveraging.Swa(2);
    requireSameBitsAfterAnyStep(
        () -> new Run("sgd", compile, 0, 8).validatingEvery(2).averaging(averaging));
  }

  @Test
  void otherAveragesAreRefused() {
    CheckpointStore store = store("averages");
    Run run = new Run("sgd", CompileMode.OFF, 0, 8);
    run.fit(run.trainer(store, new StopAt(2)));
    Run other = new Run("sgd", CompileMode.OFF, 0, 8).averaging(new WeightAveraging.Ema(0.8));
    Trainer trainer = other.trainer(store).resume(store.newest().orElseThrow().checkpoint());
    String refusal = assertThrows(StateException.class, () -> other.fit(trainer)).getMessage();
    assertTrue(
        refusal.startsWith(
            "the training state is of a run with other settings: averaging: saved none, now"
                + " Ema[decay=0.8]; expected"),
        refusal);
  }

  private void requireSameBitsAfterAnyStep(Supplier<Run> runs) throws IOException {
    Run whole = runs.get();
    TrainResult expected;
    try (RunRecorder recorder = recorder("whole", 0)) {
      expected = whole.fit(whole.trainer(store("whole"), recorder));
    }
    assertEquals(EPOCHS, expected.history().size());
    for (int step = 1; step < EPOCHS * BATCHES; step++) {
      CheckpointStore store = store("stopped" + step);
      Run stopped = runs.get();
      TrainResult part;
      try (RunRecorder recorder = recorder("stopped" + step, 0)) {
        part = stopped.fit(stopped.trainer(store, recorder, new StopAt(step)));
      }
      assertEquals(Optional.of("the test"), part.stopReason());
      assertEquals((step - 1) / BATCHES, part.history().size(), "after step " + step);
      Run resumed = runs.get();
      CheckpointStore.Found found = store.newest().orElseThrow();
      assertEquals(step, found.step());
      TrainResult result;
      try (RunRecorder recorder = recorder("stopped" + step, step)) {
        result = resumed.fit(resumed.trainer(store, recorder).resume(found.checkpoint()));
      }
      assertEquals(expected.history(), result.history(), "after step " + step);
      assertSame(whole.model.stateDict(), resumed.model.stateDict(), step);
      assertSame(whole.optimizer.stateDict(), resumed.optimizer.stateDict(), step);
      assertEquals(metrics("whole"), metrics("stopped" + step), "after step " + step);
      assertEquals(whole.optimizer.learningRate(), resumed.optimizer.learningRate());
    }
  }

  private RunRecorder recorder(String name, long step) {
    return RunRecorder.resume(folder.resolve(name), RunInfo.named(name), step);
  }

  private String metrics(String name) throws IOException {
    return Files.readString(folder.resolve(name).resolve("metrics.jsonl"));
  }

  private CheckpointStore store(String name) {
    return new CheckpointStore(folder.resolve(name), 2);
  }

  private static void assertSame(
      Map<String, Tensor> expected, Map<String, Tensor> actual, int step) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (name, tensor) ->
            assertArrayEquals(
                tensor.toDoubleArray(),
                actual.get(name).toDoubleArray(),
                name + " after step " + step));
  }

  @Test
  void aRunThatIsOverAddsNothingWhenItIsResumed() {
    CheckpointStore store = store("over");
    Run run = new Run("sgd", CompileMode.ON, 0, 8);
    TrainResult expected = run.fit(run.trainer(store));
    Run again = new Run("sgd", CompileMode.ON, 0, 8);
    List<RunResumed> places = new ArrayList<>();
    Callback listener =
        new Callback() {
          @Override
          public void runResumed(RunResumed event) {
            places.add(event);
          }
        };
    Trainer trainer = again.trainer(store, listener);
    TrainResult result = again.fit(trainer.resume(store.newest().orElseThrow().file()));
    assertEquals(expected.history(), result.history());
    assertEquals(List.of(new RunResumed(EPOCHS + 1, 0, (long) EPOCHS * BATCHES, 0)), places);
    assertSame(run.model.stateDict(), again.model.stateDict(), EPOCHS * BATCHES);
  }

  @Test
  void anInterruptedRunSavesWhereItStops() {
    CheckpointStore store = store("interrupted");
    Run run = new Run("sgd", CompileMode.ON, 0, 8);
    Interruption interruption = new Interruption();
    interruption.request();
    TrainResult result = run.fit(run.trainer(store, interruption));
    assertEquals(Optional.of(Interruption.REASON), result.stopReason());
    assertEquals(List.of(), result.history());
    assertEquals(1, store.newest().orElseThrow().step());
  }

  @Test
  void anotherOrderOfRowsIsRefused() {
    CheckpointStore store = store("order");
    Run run = new Run("sgd", CompileMode.OFF, 0, 8);
    run.fit(run.trainer(store, new StopAt(2)));
    Run other = new Run("sgd", CompileMode.OFF, 0, 10);
    Trainer trainer = other.trainer(store).resume(store.newest().orElseThrow().checkpoint());
    StateException refusal = assertThrows(StateException.class, () -> other.fit(trainer));
    assertEquals(
        "the training state is of 34 rows, batches of 8, shuffled by seed 5, the loader gives 34"
            + " rows, batches of 10, shuffled by seed 5; expected the same rows in the same order,"
            + " since the position in them is part of the state; fix: resume with the data set,"
            + " batch size and seed that the run was saved with",
        refusal.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"ON, 2", "OFF, 0"})
  void rowsThatASamplerDrawsAreTheSame(CompileMode compile, int workers) throws IOException {
    Sampler sampler = Sampler.withReplacement(34, 37);
    requireSameBitsAfterAnyStep(() -> new Run("sgd", compile, workers, 8).drawing(sampler));
  }

  @Test
  void anotherSamplerIsRefused() {
    CheckpointStore store = store("sampler");
    double[] weights = new double[34];
    Arrays.fill(weights, 1);
    Run run = new Run("sgd", CompileMode.OFF, 0, 8).drawing(Sampler.weighted(weights, 30));
    run.fit(run.trainer(store, new StopAt(2)));
    weights[3] = 2;
    Run other = new Run("sgd", CompileMode.OFF, 0, 8).drawing(Sampler.weighted(weights, 30));
    Trainer trainer = other.trainer(store).resume(store.newest().orElseThrow().checkpoint());
    String message = assertThrows(StateException.class, () -> other.fit(trainer)).getMessage();
    assertTrue(
        message.matches(
            "the training state is of 34 rows, batches of 8, 30 rows drawn by 34 weights of hash"
                + " \\w+ by seed 5, the loader gives 34 rows, batches of 8, 30 rows drawn by 34"
                + " weights of hash \\w+ by seed 5; expected the same rows .*"),
        message);
  }

  @Test
  void anotherWindowOfTheOrderIsRefused() {
    CheckpointStore store = store("window");
    Run run = new Run("sgd", CompileMode.OFF, 0, 8);
    run.fit(run.trainer(store, new StopAt(2)));
    Trainer trainer = run.trainer(store).resume(store.newest().orElseThrow().checkpoint());
    DataLoader.Options options = DataLoader.Options.of(8).withShuffle(5).withShuffleWindow(16);
    try (DataLoader windowed = DataLoader.of(Problems.plane(34, 7), options)) {
      String message = assertThrows(StateException.class, () -> trainer.fit(windowed)).getMessage();
      assertTrue(
          message.startsWith(
              "the training state is of 34 rows, batches of 8, shuffled by seed 5, the loader gives"
                  + " 34 rows, batches of 8, shuffled in windows of 16 by seed 5; expected"),
          message);
    }
  }

  private static Trainer trainer(
      Optimizer optimizer, Module model, int shards, CheckpointStore to) {
    return new Trainer(model, new MSELoss(), optimizer, TrainerOptions.of(1).withShards(shards))
        .with(new Checkpoints(to, Monitor.lowest("train_loss")));
  }

  /** Trains a line for an epoch by SGD, and returns the error of going on otherwise, or nothing. */
  private String goOn(Function<List<Parameter>, Optimizer> other, int shards, boolean mayChange) {
    CheckpointStore store = store("other" + System.nanoTime());
    DataLoader.Options batches = DataLoader.Options.of(8).withShuffle(5);
    try (DataLoader loader = DataLoader.of(Problems.plane(34, 7), batches)) {
      Module model = new Linear(2, 1, new Generator(1));
      SGD.Options options = SGD.Options.of(0.05).withMomentum(0.9);
      trainer(new SGD(model.parameters(), options), model, 1, store).fit(loader);
      Module again = new Linear(2, 1, new Generator(1));
      Trainer trainer = trainer(other.apply(again.parameters()), again, shards, store);
      Checkpoint saved = store.newest().orElseThrow().checkpoint();
      (mayChange ? trainer.resumeChanged(saved, false) : trainer.resume(saved)).fit(loader);
      return "";
    } catch (StateException e) {
      return e.getMessage();
    }
  }

  @Test
  void anotherOptimizerIsRefused() {
    assertEquals("", goOn(p -> new SGD(p, SGD.Options.of(0.05).withMomentum(0.9)), 1, false));
    // The learning rate is part of the state.
    assertEquals("", goOn(p -> new SGD(p, SGD.Options.of(0.5).withMomentum(0.9)), 1, false));
    assertEquals(
        "the training state is of a run with other settings: optimizer: saved SGD[momentum=0.9,"
            + " dampening=0.0, weightDecay=0.0, nesterov=false], now Adam[beta1=0.9, beta2=0.999,"
            + " epsilon=1.0E-8, weightDecay=0.0]; expected the settings that it was saved with; fix:"
            + " resume with these, or go on all the same with Trainer.resumeChanged",
        goOn(p -> new Adam(p, 0.05), 1, false));
    // As states from before the two had the same options.
    String adamW = goOn(p -> new AdamW(p, 0.05), 1, false);
    String as = "now AdamW[beta1=0.9, beta2=0.999, epsilon=1.0E-8, weightDecay=0.01]; expected";
    assertTrue(adamW.contains(as), adamW);
    for (SGD.Options options :
        List.of(
            SGD.Options.of(0.05),
            SGD.Options.of(0.05).withMomentum(0.8),
            SGD.Options.of(0.05).withMomentum(0.9).withDampening(0.1),
            SGD.Options.of(0.05).withMomentum(0.9).withWeightDecay(1e-4),
            SGD.Options.of(0.05).withMomentum(0.9).withNesterov(true))) {
      String refusal = goOn(p -> new SGD(p, options), 1, false);
      assertTrue(refusal.contains("optimizer: saved SGD[momentum=0.9, dampening=0.0"), refusal);
      assertEquals("", goOn(p -> new SGD(p, options), 1, true));
    }
    assertEquals("", goOn(p -> new Adam(p, 0.05), 1, true));
  }

  @Test
  void anotherNumberOfShardsIsRefused() {
    SGD.Options same = SGD.Options.of(0.05).withMomentum(0.9);
    String refusal = goOn(p -> new SGD(p, same), 2, false);
    assertTrue(refusal.contains("other settings: shards: saved 1, now 2; expected"), refusal);
    assertEquals("", goOn(p -> new SGD(p, same), 2, true));
  }

  @Test
  void aCallbackWithoutASavedStateIsRefused() {
    CheckpointStore store = store("callbacks");
    Run run = new Run("sgd", CompileMode.OFF, 0, 8);
    run.fit(run.trainer(store, new StopAt(2)));
    Run other = new Run("sgd", CompileMode.OFF, 0, 8);
    Trainer trainer =
        other
            .trainer(store, new EarlyStopping(MONITOR, 3))
            .resume(store.newest().orElseThrow().checkpoint());
    StateException refusal = assertThrows(StateException.class, () -> other.fit(trainer));
    assertTrue(
        refusal.getMessage().startsWith("the training state has no callback.EarlyStopping2;"),
        refusal.getMessage());
  }
}
