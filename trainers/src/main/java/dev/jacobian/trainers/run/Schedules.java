package dev.jacobian.trainers.run;

import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.schedule.CosineAnnealingLR;
import dev.jacobian.optim.schedule.ExponentialLR;
import dev.jacobian.optim.schedule.LRScheduler;
import dev.jacobian.optim.schedule.LinearLR;
import dev.jacobian.optim.schedule.MultiStepLR;
import dev.jacobian.optim.schedule.OneCycleLR;
import dev.jacobian.optim.schedule.ReduceLROnPlateau;
import dev.jacobian.optim.schedule.Schedule;
import dev.jacobian.optim.schedule.SequentialLR;
import dev.jacobian.optim.schedule.StepLR;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.LearningRateSchedule;
import dev.jacobian.trainers.callback.Monitor;
import dev.jacobian.trainers.callback.PlateauSchedule;
import dev.jacobian.trainers.config.ScheduleConfig;
import dev.jacobian.trainers.config.ScheduleKind;
import java.util.List;

/** Makes the schedule that a configuration names. */
final class Schedules {
  private Schedules() {}

  /**
   * Returns what changes the learning rate of a run.
   *
   * @param monitor the score that a plateau looks at
   * @param length the units of the whole run, in the configuration's unit
   */
  static Callback of(ScheduleConfig config, Optimizer optimizer, Monitor monitor, long length) {
    if (config.kind() == ScheduleKind.PLATEAU) {
      return new PlateauSchedule(
          new ReduceLROnPlateau(optimizer, plateau(config, monitor)), monitor.score());
    }
    Schedule schedule = schedule(config, Math.max(1, length - config.warmup()));
    if (config.warmup() > 0) {
      LinearLR rise = LinearLR.defaults().withSteps(config.warmup());
      schedule = SequentialLR.warmUp(rise, schedule);
    }
    return new LearningRateSchedule(new LRScheduler(optimizer, schedule), config.unit());
  }

  private static Schedule schedule(ScheduleConfig config, long length) {
    return switch (config.kind()) {
      case STEP -> {
        StepLR step = StepLR.of(config.every().orElseThrow());
        yield step.withGamma(config.gamma().orElse(step.gamma()));
      }
      case MULTI_STEP -> {
        List<Integer> milestones = config.milestones();
        MultiStepLR steps =
            MultiStepLR.of(milestones.stream().mapToLong(Integer::longValue).toArray());
        yield steps.withGamma(config.gamma().orElse(steps.gamma()));
      }
      case EXPONENTIAL -> new ExponentialLR(config.gamma().orElseThrow());
      case COSINE -> {
        CosineAnnealingLR cosine = CosineAnnealingLR.of(length);
        yield cosine.withMinLearningRate(config.minLearningRate().orElse(cosine.minLearningRate()));
      }
      case ONE_CYCLE -> OneCycleLR.of(config.maxLearningRate().orElseThrow(), length);
      case PLATEAU -> throw new IllegalArgumentException("a plateau has no positions");
    };
  }

  private static ReduceLROnPlateau.Options plateau(ScheduleConfig config, Monitor monitor) {
    ReduceLROnPlateau.Options defaults = ReduceLROnPlateau.Options.defaults();
    return defaults
        .withMode(
            monitor.higherIsBetter() ? ReduceLROnPlateau.Mode.MAX : ReduceLROnPlateau.Mode.MIN)
        .withFactor(config.gamma().orElse(defaults.factor()))
        .withMinLearningRate(config.minLearningRate().orElse(defaults.minLearningRate()))
        .withPatience(
            config.patience().isPresent() ? config.patience().get() : defaults.patience());
  }
}
