package dev.jacobian.optim.schedule;

import dev.jacobian.autograd.Unwatched;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Lowers the learning rates of an optimizer when a score has stopped improving: after more than
 * {@code patience} epochs in a row without a better one. A NaN is never better, and any number is
 * better than no score yet. PyTorch equivalent: {@code torch.optim.lr_scheduler.ReduceLROnPlateau}.
 *
 * <pre>{@code
 * ReduceLROnPlateau plateau =
 *     new ReduceLROnPlateau(optimizer, ReduceLROnPlateau.Options.defaults().withPatience(3));
 * plateau.step(validationLoss);  // after each epoch
 * }</pre>
 */
@Unwatched // What it sets is read anew at every run.
public final class ReduceLROnPlateau {
  private static final String NAME = "ReduceLROnPlateau";
  private static final String BEST = "best";
  private static final String BAD_EPOCHS = "num_bad_epochs";
  private static final String COOLDOWN = "cooldown_counter";
  private static final String RATES = "lrs";

  /** Which scores are better. */
  public enum Mode {
    /** Lower ones, as of a loss. */
    MIN,
    /** Higher ones, as of an accuracy. */
    MAX
  }

  /** What the threshold is measured in. */
  public enum ThresholdMode {
    /** Parts of the best score: better is below {@code best * (1 - threshold)}. */
    RELATIVE,
    /** The score's unit: better is below {@code best - threshold}. */
    ABSOLUTE
  }

  /**
   * How the rates are lowered.
   *
   * @param mode which scores are better
   * @param factor what the rates are multiplied by, in (0, 1)
   * @param patience epochs in a row without a better score that are let pass, not negative
   * @param threshold how much better a score must be, not negative; below 1 if it is relative
   * @param thresholdMode what the threshold is measured in
   * @param cooldown epochs after a reduction in which no bad ones are counted, not negative
   * @param minLearningRate below which no rate goes, not negative; PyTorch's {@code min_lr}
   * @param epsilon reductions by no more than this are not made, not negative
   */
  public record Options(
      Mode mode,
      double factor,
      long patience,
      double threshold,
      ThresholdMode thresholdMode,
      long cooldown,
      double minLearningRate,
      double epsilon) {
    /** Checks the ranges. */
    public Options {
      if (!(factor > 0 && factor < 1)) {
        throw new OptionException(NAME + ": factor " + factor, "a number in (0, 1)");
      }
      ScheduleChecks.requireCount(NAME, "patience", patience, 0);
      ScheduleChecks.requireNotNegative(NAME, "threshold", threshold);
      if (thresholdMode == ThresholdMode.RELATIVE && threshold >= 1) {
        throw new OptionException(
            NAME + ": relative threshold " + threshold,
            "a part of the best score, in [0, 1)",
            "use ThresholdMode.ABSOLUTE for a difference of scores");
      }
      ScheduleChecks.requireCount(NAME, "cooldown", cooldown, 0);
      ScheduleChecks.requireNotNegative(NAME, "minimum learning rate", minLearningRate);
      ScheduleChecks.requireNotNegative(NAME, "epsilon", epsilon);
    }

    /**
     * Returns PyTorch's defaults: lower scores are better, factor 0.1, patience 10, relative
     * threshold 1e-4, no cooldown, no minimum, epsilon 1e-8.
     */
    public static Options defaults() {
      return new Options(Mode.MIN, 0.1, 10, 1e-4, ThresholdMode.RELATIVE, 0, 0, 1e-8);
    }

    /** Returns these options with lower or higher scores as the better ones. */
    public Options withMode(Mode value) {
      return new Options(
          value, factor, patience, threshold, thresholdMode, cooldown, minLearningRate, epsilon);
    }

    /** Returns these options with another factor. */
    public Options withFactor(double value) {
      return new Options(
          mode, value, patience, threshold, thresholdMode, cooldown, minLearningRate, epsilon);
    }

    /** Returns these options with another patience. */
    public Options withPatience(long value) {
      return new Options(
          mode, factor, value, threshold, thresholdMode, cooldown, minLearningRate, epsilon);
    }

    /** Returns these options with another threshold and its unit. */
    public Options withThreshold(double value, ThresholdMode unit) {
      return new Options(mode, factor, patience, value, unit, cooldown, minLearningRate, epsilon);
    }

    /** Returns these options with another cooldown. */
    public Options withCooldown(long value) {
      return new Options(
          mode, factor, patience, threshold, thresholdMode, value, minLearningRate, epsilon);
    }

    /** Returns these options with another lower limit of the rates. */
    public Options withMinLearningRate(double value) {
      return new Options(
          mode, factor, patience, threshold, thresholdMode, cooldown, value, epsilon);
    }

    /** Returns these options with another smallest reduction. */
    public Options withEpsilon(double value) {
      return new Options(
          mode, factor, patience, threshold, thresholdMode, cooldown, minLearningRate, value);
    }

    private double worst() {
      return mode == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
    }

    private boolean isBetter(double score, double best) {
      double sign = mode == Mode.MIN ? -1 : 1;
      double limit =
          thresholdMode == ThresholdMode.RELATIVE
              ? best * (1 + sign * threshold)
              : best + sign * threshold;
      return mode == Mode.MIN ? score < limit : score > limit;
    }
  }

  private final Options options;
  private final GroupRates rates;
  private double best;
  private long badEpochs;
  private long cooldown;

  /** Binds the options to an optimizer; its rates stay as they are until a score is given. */
  public ReduceLROnPlateau(Optimizer optimizer, Options options) {
    this.options = options;
    this.rates = new GroupRates(optimizer);
    this.best = options.worst();
  }

  /**
   * Takes the score of an epoch.
   *
   * @return whether a learning rate was lowered
   */
  public boolean step(double score) {
    GroupRates.requireNoCapture(NAME);
    if (options.isBetter(score, best)) {
      best = score;
      badEpochs = 0;
    } else {
      badEpochs++;
    }
    if (cooldown > 0) {
      cooldown--;
      badEpochs = 0;
    }
    if (badEpochs <= options.patience) {
      return false;
    }
    cooldown = options.cooldown;
    badEpochs = 0;
    return reduce();
  }

  private boolean reduce() {
    double[] now = rates.get();
    boolean lowered = false;
    for (int i = 0; i < now.length; i++) {
      double lower = Math.max(now[i] * options.factor, options.minLearningRate);
      if (now[i] - lower > options.epsilon) {
        now[i] = lower;
        lowered = true;
      }
    }
    rates.set(now);
    return lowered;
  }

  /**
   * Returns what has to be saved to go on: {@code best}, float64 {@code []} (infinite before the
   * first number); {@code num_bad_epochs} and {@code cooldown_counter}, int64 {@code []}; and the
   * learning rates as they are, {@code lrs}, float64 {@code [groups]}.
   */
  public Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put(BEST, ScheduleState.number(best));
    state.put(BAD_EPOCHS, ScheduleState.count(badEpochs));
    state.put(COOLDOWN, ScheduleState.count(cooldown));
    state.put(RATES, ScheduleState.numbers(rates.get()));
    return state;
  }

  /**
   * Goes on from a saved state and sets the learning rates; the options are those that this was
   * made with.
   *
   * @throws dev.jacobian.shape.StateException that lists everything that does not fit; nothing has
   *     changed then
   */
  public void loadStateDict(Map<String, Tensor> state) {
    ScheduleState saved = ScheduleState.of(NAME, stateDict(), state);
    double savedBest = saved.number(BEST);
    long savedBadEpochs = saved.count(BAD_EPOCHS);
    long savedCooldown = saved.count(COOLDOWN);
    rates.set(saved.rates(RATES));
    best = savedBest;
    badEpochs = savedBadEpochs;
    cooldown = savedCooldown;
  }
}
