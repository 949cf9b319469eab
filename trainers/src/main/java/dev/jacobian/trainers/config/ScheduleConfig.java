package dev.jacobian.trainers.config;

import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.schedule.CosineAnnealingLR;
import dev.jacobian.optim.schedule.CosineAnnealingWarmRestarts;
import dev.jacobian.optim.schedule.CyclicLR;
import dev.jacobian.optim.schedule.ExponentialLR;
import dev.jacobian.optim.schedule.LRScheduler;
import dev.jacobian.optim.schedule.LinearLR;
import dev.jacobian.optim.schedule.MultiStepLR;
import dev.jacobian.optim.schedule.OneCycleLR;
import dev.jacobian.optim.schedule.PolynomialLR;
import dev.jacobian.optim.schedule.ReduceLROnPlateau;
import dev.jacobian.optim.schedule.Schedule;
import dev.jacobian.optim.schedule.SequentialLR;
import dev.jacobian.optim.schedule.StepLR;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.LearningRateSchedule;
import dev.jacobian.trainers.callback.LearningRateSchedule.Unit;
import dev.jacobian.trainers.callback.Monitor;
import dev.jacobian.trainers.callback.PlateauSchedule;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.SectionType;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.keys.Variants;
import dev.jacobian.trainers.config.kind.ScheduleKind;
import java.util.List;
import java.util.Map;

/** How the learning rate changes in a run. */
public sealed interface ScheduleConfig {
  /** The section; its type says which of these it is. */
  SectionType<ScheduleConfig> SECTION =
      new Variants<>(
              ScheduleKind.class,
              "which schedule",
              kind ->
                  switch (kind) {
                    case STEP -> new Step(Unit.EPOCH, 0, 1, StepLR.of(1).gamma());
                    case MULTI_STEP ->
                        new MultiStep(Unit.EPOCH, 0, List.of(1), MultiStepLR.of(1).gamma());
                    case EXPONENTIAL -> new Exponential(Unit.EPOCH, 0, 0.5);
                    case COSINE ->
                        new Cosine(Unit.EPOCH, 0, CosineAnnealingLR.of(1).minLearningRate());
                    case POLYNOMIAL ->
                        new Polynomial(Unit.EPOCH, 0, PolynomialLR.defaults().power());
                    case COSINE_RESTARTS -> {
                      CosineAnnealingWarmRestarts usual = CosineAnnealingWarmRestarts.of(1);
                      yield new CosineRestarts(
                          Unit.EPOCH, 0, 1, (int) usual.multiplier(), usual.minLearningRate());
                    }
                    case CYCLIC -> {
                      CyclicLR usual = CyclicLR.of(0, 1);
                      yield new Cyclic(
                          Unit.STEP,
                          0,
                          1,
                          2,
                          false,
                          usual.gamma(),
                          usual.cycleMomentum(),
                          usual.baseMomentum(),
                          usual.maxMomentum());
                    }
                    case ONE_CYCLE -> {
                      OneCycleLR usual = OneCycleLR.of(1, 2);
                      yield new OneCycle(
                          Unit.STEP,
                          1,
                          usual.cycleMomentum(),
                          usual.baseMomentum(),
                          usual.maxMomentum());
                    }
                    case PLATEAU -> Plateau.defaults();
                  },
              Map.of(
                  "milestones",
                  ValueType.listOf(
                      ValueType.integer(1, Integer.MAX_VALUE),
                      "a list of whole numbers of at least 1")),
              (kind, key) -> ValueType.spelling(kind) + " has no " + key)
          .section(true, (kind, schedule) -> (ScheduleConfig) schedule);

  /** Returns what lengths are counted in. */
  Unit unit();

  /**
   * Returns what changes the learning rate of a run.
   *
   * @param monitor the score that a plateau looks at
   * @param length the units of the whole run
   */
  Callback callback(Optimizer optimizer, Monitor monitor, long length);

  /** A schedule that is a function of the position. */
  sealed interface ByPosition extends ScheduleConfig {
    /** Returns whether the momentum is cycled too; by itself it is not. */
    default boolean cycleMomentum() {
      return false;
    }

    /** Fails if a momentum is cycled that the optimizer has not. */
    default void requireFits(OptimizerConfig optimizer, KeyPlace place) {
      if (cycleMomentum() && optimizer.options().cycledMomentum().isEmpty()) {
        throw new ConfigException(
            place,
            "the momentum is cycled, and "
                + ValueType.spelling(optimizer.kind())
                + " has none here",
            "an optimizer with a momentum above 0, or with beta1",
            "set optimizer.momentum to 0.9, or schedule.cycleMomentum to false");
      }
    }

    /** Returns the units in which the rate rises first, from a third of it; 0 for no warm-up. */
    default int warmup() {
      return 0;
    }

    /**
     * Returns the schedule.
     *
     * @param length the units that it has, after those of the warm-up
     */
    Schedule schedule(long length);

    @Override
    default Callback callback(Optimizer optimizer, Monitor monitor, long length) {
      Schedule schedule = schedule(Math.max(1, length - warmup()));
      if (warmup() > 0) {
        schedule = SequentialLR.warmUp(LinearLR.defaults().withSteps(warmup()), schedule);
      }
      return new LearningRateSchedule(new LRScheduler(optimizer, schedule), unit());
    }
  }

  /**
   * Times gamma every so often.
   *
   * @param unit what lengths are counted in; by default epochs, or steps for cyclic and one_cycle;
   *     plateau has epochs
   * @param warmup how many units the rate rises first, from a third of it
   * @param every units after which the rate is multiplied by gamma
   * @param gamma the factor; by default 0.1, but exponential needs it, and cyclic has 1: how much
   *     lower each unit makes its cycles
   */
  record Step(
      @Option Unit unit,
      @Option(min = 0) int warmup,
      @Option(min = 1, required = true) int every,
      @Option(above = 0, below = 1) double gamma)
      implements ByPosition {
    @Override
    public Schedule schedule(long length) {
      return StepLR.of(every).withGamma(gamma);
    }
  }

  /**
   * Times gamma at given positions.
   *
   * @param unit what lengths are counted in
   * @param warmup how many units the rate rises first, from a third of it
   * @param milestones where the rate is multiplied by gamma
   * @param gamma the factor
   */
  record MultiStep(
      @Option Unit unit,
      @Option(min = 0) int warmup,
      @Option(required = true) List<Integer> milestones,
      @Option(above = 0, below = 1) double gamma)
      implements ByPosition {
    /** Copies the list. */
    public MultiStep {
      milestones = List.copyOf(milestones);
    }

    @Override
    public Schedule schedule(long length) {
      return MultiStepLR.of(milestones.stream().mapToLong(Integer::longValue).toArray())
          .withGamma(gamma);
    }
  }

  /**
   * Times gamma each time.
   *
   * @param unit what lengths are counted in
   * @param warmup how many units the rate rises first, from a third of it
   * @param gamma the factor
   */
  record Exponential(
      @Option Unit unit,
      @Option(min = 0) int warmup,
      @Option(above = 0, below = 1, required = true) double gamma)
      implements ByPosition {
    @Override
    public Schedule schedule(long length) {
      return new ExponentialLR(gamma);
    }
  }

  /**
   * Down along half a cosine.
   *
   * @param unit what lengths are counted in
   * @param warmup how many units the rate rises first, from a third of it
   * @param minLearningRate where the rate ends, or does not go below
   */
  record Cosine(
      @Option Unit unit, @Option(min = 0) int warmup, @Option(min = 0) double minLearningRate)
      implements ByPosition {
    @Override
    public Schedule schedule(long length) {
      return CosineAnnealingLR.of(length).withMinLearningRate(minLearningRate);
    }
  }

  /**
   * Down to 0 along a line, or a power of it.
   *
   * @param unit what lengths are counted in
   * @param warmup how many units the rate rises first, from a third of it
   * @param power the exponent; 1 is a line
   */
  record Polynomial(@Option Unit unit, @Option(min = 0) int warmup, @Option(above = 0) double power)
      implements ByPosition {
    @Override
    public Schedule schedule(long length) {
      return PolynomialLR.defaults().withSteps(length).withPower(power);
    }
  }

  /**
   * Down along half a cosine, again and again.
   *
   * @param unit what lengths are counted in
   * @param warmup how many units the rate rises first, from a third of it
   * @param period units until the rate is the first one again
   * @param multiplier how much longer each period is than the one before
   * @param minLearningRate where a period ends
   */
  record CosineRestarts(
      @Option Unit unit,
      @Option(min = 0) int warmup,
      @Option(min = 1, required = true) int period,
      @Option(min = 1) int multiplier,
      @Option(min = 0) double minLearningRate)
      implements ByPosition {
    @Override
    public Schedule schedule(long length) {
      return new CosineAnnealingWarmRestarts(period, multiplier, minLearningRate);
    }
  }

  /**
   * Up and down along lines, again and again.
   *
   * @param unit what lengths are counted in
   * @param minLearningRate where a cycle begins and ends
   * @param maxLearningRate the top of a cycle; one_cycle starts at 1/25 of it
   * @param period units of a cycle
   * @param halving whether each cycle is half as high as the one before
   * @param gamma what the height of cycles is multiplied by after each unit
   * @param cycleMomentum whether the momentum, or beta1, is cycled too, the other way round
   * @param baseMomentum the momentum where the rate is highest; by default 0.8, and 0.85 for
   *     one_cycle
   * @param maxMomentum the momentum where the rate is lowest; by default 0.9, and 0.95 for
   *     one_cycle
   */
  record Cyclic(
      @Option Unit unit,
      @Option(min = 0) double minLearningRate,
      @Option(above = 0, required = true) double maxLearningRate,
      @Option(min = 2, required = true) int period,
      @Option boolean halving,
      @Option(above = 0, below = 1) double gamma,
      @Option boolean cycleMomentum,
      @Option(min = 0, max = 1) double baseMomentum,
      @Option(min = 0, max = 1) double maxMomentum)
      implements ByPosition {
    /** Checks that a cycle goes up, and that there is one way for later ones to be lower. */
    public Cyclic {
      if (halving && gamma != 1) {
        throw new OptionException(
            "cyclic: halving and gamma " + gamma, "one way for later cycles to be lower");
      }
      if (maxLearningRate < minLearningRate) {
        throw new OptionException(
            "cyclic: from " + minLearningRate + " up to " + maxLearningRate,
            "a maxLearningRate that is not below minLearningRate");
      }
    }

    @Override
    public Schedule schedule(long length) {
      return CyclicLR.of(minLearningRate, maxLearningRate)
          .withSteps(period - period / 2, period / 2)
          .withMode(halving ? CyclicLR.Mode.TRIANGULAR2 : CyclicLR.Mode.EXP_RANGE)
          .withGamma(gamma)
          .withCycleMomentum(cycleMomentum)
          .withMomentum(baseMomentum, maxMomentum);
    }
  }

  /**
   * Up, and then far down.
   *
   * @param unit what lengths are counted in
   * @param maxLearningRate the top of a cycle; one_cycle starts at 1/25 of it
   * @param cycleMomentum whether the momentum, or beta1, is cycled too, the other way round
   * @param baseMomentum the momentum where the rate is highest
   * @param maxMomentum the momentum where the rate is lowest
   */
  record OneCycle(
      @Option Unit unit,
      @Option(above = 0, required = true) double maxLearningRate,
      @Option boolean cycleMomentum,
      @Option(min = 0, max = 1) double baseMomentum,
      @Option(min = 0, max = 1) double maxMomentum)
      implements ByPosition {
    @Override
    public Schedule schedule(long length) {
      if (length < 2) {
        throw new OptionException(
            "schedule one_cycle over 1 " + ValueType.spelling(unit),
            "two at least, one up and one down",
            "train for more epochs, set a smaller batchSize, or leave out schedule");
      }
      return OneCycleLR.of(maxLearningRate, length)
          .withCycleMomentum(cycleMomentum)
          .withMomentum(baseMomentum, maxMomentum);
    }
  }

  /**
   * Down when a score has stopped improving.
   *
   * @param unit what lengths are counted in: epochs
   * @param gamma the factor
   * @param minLearningRate where the rate does not go below
   * @param patience epochs or validations without improvement that are let pass
   */
  record Plateau(
      @Option Unit unit,
      @Option(above = 0, below = 1) double gamma,
      @Option(min = 0) double minLearningRate,
      @Option(min = 0) int patience)
      implements ScheduleConfig {
    /** Checks the unit. */
    public Plateau {
      if (unit == Unit.STEP) {
        throw new OptionException("the unit is step, and plateau looks at epochs", "epoch");
      }
    }

    static Plateau defaults() {
      ReduceLROnPlateau.Options usual = ReduceLROnPlateau.Options.defaults();
      return new Plateau(
          Unit.EPOCH, usual.factor(), usual.minLearningRate(), (int) usual.patience());
    }

    @Override
    public Callback callback(Optimizer optimizer, Monitor monitor, long length) {
      ReduceLROnPlateau.Options options =
          ReduceLROnPlateau.Options.defaults()
              .withMode(
                  monitor.higherIsBetter()
                      ? ReduceLROnPlateau.Mode.MAX
                      : ReduceLROnPlateau.Mode.MIN)
              .withFactor(gamma)
              .withMinLearningRate(minLearningRate)
              .withPatience(patience);
      return new PlateauSchedule(new ReduceLROnPlateau(optimizer, options), monitor.score());
    }
  }
}
