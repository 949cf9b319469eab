package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.device.Device;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.optim.schedule.CosineAnnealingLR;
import dev.jacobian.optim.schedule.CosineAnnealingWarmRestarts;
import dev.jacobian.optim.schedule.CyclicLR;
import dev.jacobian.optim.schedule.ExponentialLR;
import dev.jacobian.optim.schedule.LinearLR;
import dev.jacobian.optim.schedule.MultiStepLR;
import dev.jacobian.optim.schedule.OneCycleLR;
import dev.jacobian.optim.schedule.PolynomialLR;
import dev.jacobian.optim.schedule.ReduceLROnPlateau;
import dev.jacobian.optim.schedule.Schedule;
import dev.jacobian.optim.schedule.SequentialLR;
import dev.jacobian.optim.schedule.StepLR;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.LearningRateSchedule.Unit;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.callback.ValidationFinished;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.ScheduleConfig;
import dev.jacobian.trainers.config.kind.ScheduleKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Schedules that a configuration names, as a run follows them. */
class SchedulesTest {
  private static final double BASE = 0.04;
  private static final int EPOCHS = 6;
  private static final int BATCHES = 4;

  @TempDir private Path folder;

  /**
   * What a schedule of a configuration should do.
   *
   * @param schedule gives the rates
   * @param unit what its position counts
   */
  private record Expected(Schedule schedule, Unit unit) {}

  private static Map<String, Expected> schedules() {
    long steps = (long) EPOCHS * BATCHES;
    Map<String, Expected> all = new LinkedHashMap<>();
    all.put("{type: step, every: 2}", new Expected(StepLR.of(2), Unit.EPOCH));
    all.put(
        "{type: step, every: 5, gamma: 0.7, unit: step}",
        new Expected(StepLR.of(5).withGamma(0.7), Unit.STEP));
    all.put(
        "{type: multi_step, milestones: [1, 4], gamma: 0.5}",
        new Expected(MultiStepLR.of(1, 4).withGamma(0.5), Unit.EPOCH));
    all.put(
        "{type: multi_step, milestones: 7, unit: step}",
        new Expected(MultiStepLR.of(7), Unit.STEP));
    all.put("{type: exponential, gamma: 0.8}", new Expected(new ExponentialLR(0.8), Unit.EPOCH));
    all.put("cosine", new Expected(CosineAnnealingLR.of(EPOCHS), Unit.EPOCH));
    all.put(
        "{type: cosine, unit: step, minLearningRate: 0.001}",
        new Expected(CosineAnnealingLR.of(steps).withMinLearningRate(0.001), Unit.STEP));
    all.put(
        "{type: cosine, unit: step, warmup: 6}",
        new Expected(
            SequentialLR.warmUp(LinearLR.defaults().withSteps(6), CosineAnnealingLR.of(steps - 6)),
            Unit.STEP));
    all.put(
        "{type: exponential, gamma: 0.5, warmup: 2}",
        new Expected(
            SequentialLR.warmUp(LinearLR.defaults().withSteps(2), new ExponentialLR(0.5)),
            Unit.EPOCH));
    all.put(
        "{type: polynomial, power: 2, warmup: 1}",
        new Expected(
            SequentialLR.warmUp(LinearLR.defaults().withSteps(1), new PolynomialLR(EPOCHS - 1, 2)),
            Unit.EPOCH));
    all.put("polynomial", new Expected(new PolynomialLR(EPOCHS, 1), Unit.EPOCH));
    all.put(
        "{type: cosine_restarts, unit: step, period: 4, multiplier: 2, minLearningRate: 0.001}",
        new Expected(new CosineAnnealingWarmRestarts(4, 2, 0.001), Unit.STEP));
    all.put(
        "{type: cyclic, minLearningRate: 0.01, maxLearningRate: 0.1, period: 5, halving: true}",
        new Expected(
            CyclicLR.of(0.01, 0.1).withSteps(3, 2).withMode(CyclicLR.Mode.TRIANGULAR2), Unit.STEP));
    all.put(
        "{type: cyclic, maxLearningRate: 0.1, period: 4, gamma: 0.9}",
        new Expected(
            CyclicLR.of(0, 0.1).withSteps(2).withMode(CyclicLR.Mode.EXP_RANGE).withGamma(0.9),
            Unit.STEP));
    all.put(
        "{type: cyclic, maxLearningRate: 0.1, period: 4}",
        new Expected(CyclicLR.of(0, 0.1).withSteps(2), Unit.STEP));
    all.put(
        "{type: cyclic, maxLearningRate: 0.1, period: 4, baseMomentum: 0.1, maxMomentum: 0.7}",
        new Expected(CyclicLR.of(0, 0.1).withSteps(2).withMomentum(0.1, 0.7), Unit.STEP));
    all.put(
        "{type: one_cycle, maxLearningRate: 0.1, cycleMomentum: false}",
        new Expected(OneCycleLR.of(0.1, steps).withCycleMomentum(false), Unit.STEP));
    all.put(
        "{type: one_cycle, maxLearningRate: 0.1}",
        new Expected(OneCycleLR.of(0.1, steps), Unit.STEP));
    all.put(
        "{type: one_cycle, maxLearningRate: 0.1, unit: epoch}",
        new Expected(OneCycleLR.of(0.1, EPOCHS), Unit.EPOCH));
    return all;
  }

  @BeforeEach
  void writeRows() throws IOException {
    SplittableRandom random = new SplittableRandom(6);
    StringBuilder text = new StringBuilder("a,b,y\n");
    for (int row = 0; row < 20; row++) {
      double a = random.nextDouble();
      double b = random.nextDouble();
      text.append(a).append(',').append(b).append(',').append(3 * a - b).append('\n');
    }
    Files.writeString(folder.resolve("rows.csv"), text);
  }

  private TrainingRun run(String schedule, String... settings) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {csv: rows.csv, target: y, validation: 0.2}
        model: linear
        optimizer: {type: sgd, learningRate: %s, momentum: 0.3}
        schedule: %s
        epochs: %d
        batchSize: 4
        shuffle: false
        keepBest: false
        device: cpu
        """
            .formatted(BASE, schedule, EPOCHS));
    return TrainingRun.prepare(RunConfig.load(file, List.of(settings)));
  }

  /** Remembers the rate of each step, and the values of a score. */
  private static final class Log implements Callback {
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> scores = new ArrayList<>();
    private final List<Integer> stepsBefore = new ArrayList<>();

    @Override
    public void batchFinished(BatchFinished event) {
      if (event.phase() == Phase.TRAIN) {
        rates.add(event.learningRate());
      }
    }

    @Override
    public void validationFinished(ValidationFinished event) {
      scores.add(event.scores().score("validation_loss"));
      stepsBefore.add(rates.size());
    }
  }

  @Test
  void theRateOfEachStepIsTheSchedules() throws IOException {
    Set<Class<?>> seen = new HashSet<>(Set.of(ScheduleConfig.Plateau.class));
    for (Map.Entry<String, Expected> entry : schedules().entrySet()) {
      Log log = new Log();
      TrainingRun run = run(entry.getKey());
      run.train(Device.cpu(), log);
      Expected expected = entry.getValue();
      List<Double> rates = new ArrayList<>();
      for (int step = 0; step < EPOCHS * BATCHES; step++) {
        int position = expected.unit == Unit.STEP ? step : step / BATCHES;
        rates.add(expected.schedule.rate(BASE, position));
      }
      assertEquals(rates, log.rates, entry.getKey());
      seen.add(run.config().training().schedule().orElseThrow().getClass());
    }
    assertEquals(ScheduleKind.values().length, seen.size());
  }

  /** The rates are not only shown: the weights are those of a loop that sets them by hand. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{type: cosine, unit: step, warmup: 6}",
        "{type: one_cycle, maxLearningRate: 0.1}",
        "{type: cyclic, maxLearningRate: 0.1, period: 4, baseMomentum: 0.1, maxMomentum: 0.7}"
      })
  void theStepsAreTakenAtTheseRates(String text) throws IOException {
    TrainingRun run = run(text);
    Linear model = new Linear(2, 1, new Generator(0));
    assertArrayEquals(weights(run), model.weight().tensor().toFloatArray());
    SGD optimizer = new SGD(model.parameters(), SGD.Options.of(BASE).withMomentum(0.3));
    Schedule schedule = schedules().get(text).schedule;
    int step = 0;
    try (DataLoader loader = DataLoader.of(run.data().train(), DataLoader.Options.of(4))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (Batch batch : loader) {
          optimizer.setLearningRate(schedule.rate(BASE, step));
          schedule.momentum(step++).ifPresent(optimizer.groups().get(0)::setMomentum);
          optimizer.zeroGrad();
          new MSELoss().forward(model.forward(batch.inputs()), batch.targets()).backward();
          optimizer.step();
        }
      }
    }
    run.train(Device.cpu());
    assertArrayEquals(model.weight().tensor().toFloatArray(), weights(run), 1e-6f);
  }

  private static float[] weights(TrainingRun run) {
    return run.model().parameters().get(0).tensor().toFloatArray();
  }

  @Test
  void aPlateauLowersTheRateAsItDoesByItself() throws IOException {
    int epochs = requirePlateau();
    assertEquals(EPOCHS, epochs);
    assertEquals(EPOCHS * BATCHES, requirePlateau("validateEvery=1 steps"));
    assertEquals(EPOCHS / 2, requirePlateau("validateEvery=2"));
  }

  /** Returns how many scores the plateau saw. */
  private int requirePlateau(String... settings) throws IOException {
    Log log = new Log();
    List<String> all = new ArrayList<>(List.of(settings));
    all.add("optimizer.learningRate=1.6");
    run(
            "{type: plateau, patience: 0, gamma: 0.5, minLearningRate: 0.01}",
            all.toArray(new String[0]))
        .train(Device.cpu(), log);
    SGD optimizer = new SGD(new Linear(1, 1).parameters(), 1.6);
    ReduceLROnPlateau plateau =
        new ReduceLROnPlateau(
            optimizer,
            ReduceLROnPlateau.Options.defaults()
                .withPatience(0)
                .withFactor(0.5)
                .withMinLearningRate(0.01));
    List<Double> rates = new ArrayList<>();
    for (int i = 0; i < log.scores.size(); i++) {
      while (rates.size() < log.stepsBefore.get(i)) {
        rates.add(optimizer.learningRate());
      }
      plateau.step(log.scores.get(i));
    }
    assertEquals(rates, log.rates);
    assertTrue(rates.stream().distinct().count() > 1, rates.toString());
    return log.scores.size();
  }

  @Test
  void theLengthOfARunThatRepeatsBatchesIsThatOfItsOwnSteps() throws IOException {
    Log log = new Log();
    List<Double> rates = new ArrayList<>();
    for (int step = 0; step < EPOCHS * BATCHES / 2; step++) {
      rates.add(OneCycleLR.of(0.1, EPOCHS * BATCHES / 2).rate(BASE, step));
    }
    run("{type: one_cycle, maxLearningRate: 0.1}", "overfitBatches=2").train(Device.cpu(), log);
    assertEquals(rates, log.rates);
  }

  /** It named a class and its option, and no way out. */
  @Test
  void aCycleThatHasOneEpochSaysWhatToSet() throws IOException {
    TrainingRun run = run("{type: one_cycle, maxLearningRate: 0.1, unit: epoch}", "epochs=1");
    OptionException e =
        assertThrows(OptionException.class, () -> run.train(Device.cpu(), new Log()));
    assertEquals(
        "schedule one_cycle over 1 epoch; expected two at least, one up and one down; fix: train"
            + " for more epochs, set a smaller batchSize, or leave out schedule",
        e.getMessage());
  }
}
