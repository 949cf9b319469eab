package dev.jacobian.trainers.config;

import dev.jacobian.optim.schedule.CosineAnnealingLR;
import dev.jacobian.optim.schedule.MultiStepLR;
import dev.jacobian.optim.schedule.ReduceLROnPlateau;
import dev.jacobian.optim.schedule.StepLR;
import dev.jacobian.trainers.callback.LearningRateSchedule.Unit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * How the learning rate changes in a run.
 *
 * @param kind which schedule
 * @param unit what lengths are counted in
 * @param warmup how long the rate rises from a third of it first; 0 for no warm-up
 * @param every after how many units the rate is multiplied by gamma
 * @param milestones the positions at which it is multiplied by gamma
 * @param gamma the factor, if it was named
 * @param minLearningRate below which the rate does not go, if it was named
 * @param maxLearningRate the top of a cycle
 * @param patience epochs without improvement that are let pass, if it was named
 */
public record ScheduleConfig(
    ScheduleKind kind,
    Unit unit,
    int warmup,
    Optional<Integer> every,
    List<Integer> milestones,
    Optional<Double> gamma,
    Optional<Double> minLearningRate,
    Optional<Double> maxLearningRate,
    Optional<Integer> patience) {
  private static final ValueType<Integer> LENGTH = ValueType.integer(1, Integer.MAX_VALUE);

  private static final Key<ScheduleKind> TYPE =
      Key.required(SectionType.TYPE, ValueType.choice(ScheduleKind.class), "which schedule");
  private static final Key<Unit> UNIT =
      Key.optional(
          "unit",
          ValueType.choice(Unit.class),
          "what lengths are counted in; by default epochs, or steps for one_cycle; plateau has epochs");
  private static final Key<Integer> WARMUP =
      Key.defaultsTo(
          0,
          "warmup",
          ValueType.integer(0, Integer.MAX_VALUE),
          "how many units the rate rises first, from a third of it; not with one_cycle and plateau");
  private static final Key<Integer> EVERY =
      Key.optional("every", LENGTH, "units after which the rate is multiplied by gamma; step only");
  private static final Key<List<Integer>> MILESTONES =
      Key.optional(
          "milestones",
          ValueType.listOf(LENGTH, "a list of whole numbers of at least 1"),
          "where the rate is multiplied by gamma; multi_step only");
  private static final Key<Double> GAMMA =
      Key.optional(
          "gamma",
          ValueType.numberAbove(0),
          "the factor; step, multi_step, plateau (default 0.1), exponential (required)");
  private static final Key<Double> MIN_LEARNING_RATE =
      Key.optional(
          "minLearningRate",
          ValueType.numberFrom(0, Double.POSITIVE_INFINITY),
          "where the rate ends, or does not go below; cosine and plateau, by default 0");
  private static final Key<Double> MAX_LEARNING_RATE =
      Key.optional(
          "maxLearningRate",
          ValueType.numberAbove(0),
          "the top of the cycle, which starts at 1/25 of it; one_cycle only, and required there");
  private static final Key<Integer> PATIENCE =
      Key.optional(
          "patience",
          ValueType.integer(0, Integer.MAX_VALUE),
          "epochs or validations without improvement that are let pass; plateau only, by default 10");

  private static final Map<Key<?>, Set<ScheduleKind>> OWNERS =
      Map.of(
          EVERY, Set.of(ScheduleKind.STEP),
          MILESTONES, Set.of(ScheduleKind.MULTI_STEP),
          GAMMA,
              Set.of(
                  ScheduleKind.STEP,
                  ScheduleKind.MULTI_STEP,
                  ScheduleKind.EXPONENTIAL,
                  ScheduleKind.PLATEAU),
          MIN_LEARNING_RATE, Set.of(ScheduleKind.COSINE, ScheduleKind.PLATEAU),
          MAX_LEARNING_RATE, Set.of(ScheduleKind.ONE_CYCLE),
          PATIENCE, Set.of(ScheduleKind.PLATEAU),
          WARMUP,
              Set.of(
                  ScheduleKind.STEP,
                  ScheduleKind.MULTI_STEP,
                  ScheduleKind.EXPONENTIAL,
                  ScheduleKind.COSINE));

  private static final Map<ScheduleKind, Key<?>> REQUIRED =
      Map.of(
          ScheduleKind.STEP, EVERY,
          ScheduleKind.MULTI_STEP, MILESTONES,
          ScheduleKind.EXPONENTIAL, GAMMA,
          ScheduleKind.ONE_CYCLE, MAX_LEARNING_RATE);

  static final SectionType<ScheduleConfig> SECTION =
      new SectionType<>(
          List.of(
              TYPE,
              UNIT,
              WARMUP,
              EVERY,
              MILESTONES,
              GAMMA,
              MIN_LEARNING_RATE,
              MAX_LEARNING_RATE,
              PATIENCE),
          true,
          ScheduleConfig::read);

  /** Copies the list. */
  public ScheduleConfig {
    milestones = List.copyOf(milestones);
  }

  private static ScheduleConfig read(Section section) {
    ScheduleKind kind = section.get(TYPE);
    String name = ValueType.spelling(kind);
    OWNERS.forEach(
        (key, owners) -> {
          if (!owners.contains(kind)) {
            section.forbid(key, name + " has no " + key.name());
          }
        });
    Key<?> required = REQUIRED.get(kind);
    if (required != null && section.find(required).isEmpty()) {
      throw new ConfigException(
          section.place(),
          "the key '" + required.name() + "' is missing, which " + name + " needs",
          required.name() + ": " + required.type().expected());
    }
    Unit unit = section.get(UNIT, kind == ScheduleKind.ONE_CYCLE ? Unit.STEP : Unit.EPOCH);
    if (kind == ScheduleKind.PLATEAU && unit == Unit.STEP) {
      throw new ConfigException(
          section.placeOf(UNIT), "plateau looks at the scores of epochs", "epoch");
    }
    if (section.find(GAMMA).orElse(0.0) >= 1) {
      throw new ConfigException(
          section.placeOf(GAMMA), "the rate would not fall", "a number between 0 and 1");
    }
    return new ScheduleConfig(
        kind,
        unit,
        section.get(WARMUP),
        section.find(EVERY),
        section.find(MILESTONES).orElse(List.of()),
        withDefault(section, GAMMA, defaultGamma(kind)),
        withDefault(section, MIN_LEARNING_RATE, defaultMinLearningRate(kind)),
        section.find(MAX_LEARNING_RATE),
        kind == ScheduleKind.PLATEAU
            ? section.find(PATIENCE, (int) ReduceLROnPlateau.Options.defaults().patience())
            : section.find(PATIENCE));
  }

  private static Optional<Double> withDefault(
      Section section, Key<Double> key, OptionalDouble fallback) {
    return fallback.isPresent() ? section.find(key, fallback.getAsDouble()) : section.find(key);
  }

  private static OptionalDouble defaultGamma(ScheduleKind kind) {
    return switch (kind) {
      case STEP -> OptionalDouble.of(StepLR.of(1).gamma());
      case MULTI_STEP -> OptionalDouble.of(MultiStepLR.of(1).gamma());
      case PLATEAU -> OptionalDouble.of(ReduceLROnPlateau.Options.defaults().factor());
      case EXPONENTIAL, COSINE, ONE_CYCLE -> OptionalDouble.empty();
    };
  }

  private static OptionalDouble defaultMinLearningRate(ScheduleKind kind) {
    return switch (kind) {
      case COSINE -> OptionalDouble.of(CosineAnnealingLR.of(1).minLearningRate());
      case PLATEAU -> OptionalDouble.of(ReduceLROnPlateau.Options.defaults().minLearningRate());
      case STEP, MULTI_STEP, EXPONENTIAL, ONE_CYCLE -> OptionalDouble.empty();
    };
  }
}
