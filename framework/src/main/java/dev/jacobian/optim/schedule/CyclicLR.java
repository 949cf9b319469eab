package dev.jacobian.optim.schedule;

import dev.jacobian.shape.OptionException;
import java.util.OptionalDouble;

/**
 * Goes up from one rate to another along a line and down again, over and over. The optimizer's own
 * rate plays no part. Positions are usually batches. The momentum, or {@code beta1}, is cycled the
 * other way round: it is highest where the rate is lowest. Source: Smith, WACV 2017. PyTorch
 * equivalent: {@code torch.optim.lr_scheduler.CyclicLR}.
 *
 * @param baseLearningRate the lowest rate, not negative; PyTorch's {@code base_lr}
 * @param maxLearningRate the highest rate, not below the lowest; PyTorch's {@code max_lr}
 * @param stepsUp positions of the way up, at least 1; PyTorch's {@code step_size_up}
 * @param stepsDown positions of the way down, at least 1; PyTorch's {@code step_size_down}, which
 *     is the way up's by default
 * @param mode how high later cycles go
 * @param gamma factor of each position in the mode {@code EXP_RANGE}, above 0
 * @param cycleMomentum whether the momentum is cycled too, for which the optimizer needs one
 * @param baseMomentum the momentum where the rate is highest, in [0, 1]
 * @param maxMomentum the momentum where the rate is lowest, in [0, 1]
 */
public record CyclicLR(
    double baseLearningRate,
    double maxLearningRate,
    long stepsUp,
    long stepsDown,
    Mode mode,
    double gamma,
    boolean cycleMomentum,
    double baseMomentum,
    double maxMomentum)
    implements Schedule {
  private static final String NAME = "CyclicLR";

  /** How high a cycle goes. */
  public enum Mode {
    /** All cycles alike. */
    TRIANGULAR {
      @Override
      double scale(double gamma, long cycle, long position) {
        return 1;
      }
    },
    /** Each cycle half as high as the one before. */
    TRIANGULAR2 {
      @Override
      double scale(double gamma, long cycle, long position) {
        return Math.pow(2, -(double) cycle);
      }
    },
    /** Lower by the factor {@code gamma} at each position. */
    EXP_RANGE {
      @Override
      double scale(double gamma, long cycle, long position) {
        return Math.pow(gamma, (double) position);
      }
    };

    /**
     * Returns the part of the height that is left.
     *
     * @param cycle from 0
     */
    abstract double scale(double gamma, long cycle, long position);
  }

  /** Checks the ranges. */
  public CyclicLR {
    ScheduleChecks.requireNotNegative(NAME, "base learning rate", baseLearningRate);
    ScheduleChecks.requireNotNegative(NAME, "maximum learning rate", maxLearningRate);
    ScheduleChecks.requireCount(NAME, "steps up", stepsUp, 1);
    ScheduleChecks.requireCount(NAME, "steps down", stepsDown, 1);
    ScheduleChecks.requirePositive(NAME, "gamma", gamma);
    if (maxLearningRate < baseLearningRate) {
      throw new OptionException(
          NAME + ": from " + baseLearningRate + " up to " + maxLearningRate,
          "a maximum that is not below the base");
    }
    ScheduleChecks.requireMomentums(NAME, baseMomentum, maxMomentum);
  }

  /**
   * Returns PyTorch's defaults with two rates: 2,000 steps up and down, all cycles alike, momentum
   * from 0.9 to 0.8 and back.
   */
  public static CyclicLR of(double baseLearningRate, double maxLearningRate) {
    return new CyclicLR(
        baseLearningRate, maxLearningRate, 2000, 2000, Mode.TRIANGULAR, 1, true, 0.8, 0.9);
  }

  /** Returns this schedule with another way up, and one down that is as long. */
  public CyclicLR withSteps(long value) {
    return withSteps(value, value);
  }

  /** Returns this schedule with other ways up and down. */
  public CyclicLR withSteps(long up, long down) {
    return new CyclicLR(
        baseLearningRate,
        maxLearningRate,
        up,
        down,
        mode,
        gamma,
        cycleMomentum,
        baseMomentum,
        maxMomentum);
  }

  /** Returns this schedule with other heights of later cycles. */
  public CyclicLR withMode(Mode value) {
    return new CyclicLR(
        baseLearningRate,
        maxLearningRate,
        stepsUp,
        stepsDown,
        value,
        gamma,
        cycleMomentum,
        baseMomentum,
        maxMomentum);
  }

  /** Returns this schedule with another factor of each position. */
  public CyclicLR withGamma(double value) {
    return new CyclicLR(
        baseLearningRate,
        maxLearningRate,
        stepsUp,
        stepsDown,
        mode,
        value,
        cycleMomentum,
        baseMomentum,
        maxMomentum);
  }

  /** Returns this schedule with a momentum that is cycled, or stays as it is. */
  public CyclicLR withCycleMomentum(boolean value) {
    return new CyclicLR(
        baseLearningRate,
        maxLearningRate,
        stepsUp,
        stepsDown,
        mode,
        gamma,
        value,
        baseMomentum,
        maxMomentum);
  }

  /** Returns this schedule with other momentums to cycle between. */
  public CyclicLR withMomentum(double base, double max) {
    return new CyclicLR(
        baseLearningRate,
        maxLearningRate,
        stepsUp,
        stepsDown,
        mode,
        gamma,
        cycleMomentum,
        base,
        max);
  }

  @Override
  public double rate(double base, long position) {
    return baseLearningRate + (maxLearningRate - baseLearningRate) * height(position);
  }

  @Override
  public OptionalDouble momentum(long position) {
    return cycleMomentum
        ? OptionalDouble.of(maxMomentum - (maxMomentum - baseMomentum) * height(position))
        : OptionalDouble.empty();
  }

  /** Returns how high a position is in its cycle, from 0, times how high that cycle is. */
  private double height(long position) {
    long length = stepsUp + stepsDown;
    long at = position % length;
    double height = at <= stepsUp ? (double) at / stepsUp : (double) (length - at) / stepsDown;
    return height * mode.scale(gamma, position / length, position);
  }
}
