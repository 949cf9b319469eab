package dev.jacobian.optim.schedule;

import dev.jacobian.shape.OptionException;
import java.util.OptionalDouble;

/**
 * One cycle: up from {@code maxLearningRate / startDivisor} to the maximum, then down to {@code
 * maxLearningRate / startDivisor / finalDivisor}, or, in three phases, down to where it started and
 * from there to the same end. The optimizer's own rate plays no part. Positions are usually
 * batches; from the last, {@code steps - 1}, on the rate stays, where PyTorch's goes on by one and
 * then is an error. The momentum, or {@code beta1}, goes down while the rate goes up and comes back
 * up after it. Source: Smith and Topin, 2017. PyTorch equivalent: {@code
 * torch.optim.lr_scheduler.OneCycleLR}.
 *
 * @param maxLearningRate the highest rate, above 0
 * @param steps positions of the cycle, at least 2; PyTorch's {@code total_steps}
 * @param riseFraction part of the cycle that goes up, in [0, 1], at most 1/2 in three phases;
 *     PyTorch's {@code pct_start}
 * @param annealing the curve of each phase; PyTorch's {@code anneal_strategy}
 * @param startDivisor how much lower the first rate is than the highest, above 0; PyTorch's {@code
 *     div_factor}
 * @param finalDivisor how much lower the last rate is than the first, above 0; PyTorch's {@code
 *     final_div_factor}
 * @param threePhase whether the way down mirrors the way up before the rate falls to its end
 * @param cycleMomentum whether the momentum is cycled too, for which the optimizer needs one
 * @param baseMomentum the momentum where the rate is highest, in [0, 1]
 * @param maxMomentum the momentum at the start and the end, in [0, 1]
 */
public record OneCycleLR(
    double maxLearningRate,
    long steps,
    double riseFraction,
    Annealing annealing,
    double startDivisor,
    double finalDivisor,
    boolean threePhase,
    boolean cycleMomentum,
    double baseMomentum,
    double maxMomentum)
    implements Schedule {
  private static final String NAME = "OneCycleLR";

  /** Checks the ranges. */
  public OneCycleLR {
    ScheduleChecks.requirePositive(NAME, "maximum learning rate", maxLearningRate);
    ScheduleChecks.requireCount(NAME, "steps", steps, 2);
    ScheduleChecks.requireFraction(NAME, "rise fraction", riseFraction);
    ScheduleChecks.requirePositive(NAME, "start divisor", startDivisor);
    ScheduleChecks.requirePositive(NAME, "final divisor", finalDivisor);
    if (threePhase && riseFraction > 0.5) {
      throw new OptionException(
          NAME + ": rise fraction " + riseFraction + " in three phases",
          "at most 0.5, since the way down is as long as the way up");
    }
    ScheduleChecks.requireMomentums(NAME, baseMomentum, maxMomentum);
  }

  /**
   * Returns PyTorch's defaults with a maximum and a number of steps: 0.3 of them up, cosines,
   * divisors 25 and 10,000, two phases, momentum from 0.95 to 0.85 and back.
   */
  public static OneCycleLR of(double maxLearningRate, long steps) {
    return new OneCycleLR(
        maxLearningRate, steps, 0.3, Annealing.COS, 25, 1e4, false, true, 0.85, 0.95);
  }

  /** Returns this schedule with another part that goes up. */
  public OneCycleLR withRiseFraction(double value) {
    return new OneCycleLR(
        maxLearningRate,
        steps,
        value,
        annealing,
        startDivisor,
        finalDivisor,
        threePhase,
        cycleMomentum,
        baseMomentum,
        maxMomentum);
  }

  /** Returns this schedule with another curve. */
  public OneCycleLR withAnnealing(Annealing value) {
    return new OneCycleLR(
        maxLearningRate,
        steps,
        riseFraction,
        value,
        startDivisor,
        finalDivisor,
        threePhase,
        cycleMomentum,
        baseMomentum,
        maxMomentum);
  }

  /** Returns this schedule with another first rate. */
  public OneCycleLR withStartDivisor(double value) {
    return new OneCycleLR(
        maxLearningRate,
        steps,
        riseFraction,
        annealing,
        value,
        finalDivisor,
        threePhase,
        cycleMomentum,
        baseMomentum,
        maxMomentum);
  }

  /** Returns this schedule with another last rate. */
  public OneCycleLR withFinalDivisor(double value) {
    return new OneCycleLR(
        maxLearningRate,
        steps,
        riseFraction,
        annealing,
        startDivisor,
        value,
        threePhase,
        cycleMomentum,
        baseMomentum,
        maxMomentum);
  }

  /** Returns this schedule with three phases or two. */
  public OneCycleLR withThreePhase(boolean value) {
    return new OneCycleLR(
        maxLearningRate,
        steps,
        riseFraction,
        annealing,
        startDivisor,
        finalDivisor,
        value,
        cycleMomentum,
        baseMomentum,
        maxMomentum);
  }

  /** Returns this schedule with a momentum that is cycled, or stays as it is. */
  public OneCycleLR withCycleMomentum(boolean value) {
    return new OneCycleLR(
        maxLearningRate,
        steps,
        riseFraction,
        annealing,
        startDivisor,
        finalDivisor,
        threePhase,
        value,
        baseMomentum,
        maxMomentum);
  }

  /** Returns this schedule with other momentums to cycle between. */
  public OneCycleLR withMomentum(double base, double max) {
    return new OneCycleLR(
        maxLearningRate,
        steps,
        riseFraction,
        annealing,
        startDivisor,
        finalDivisor,
        threePhase,
        cycleMomentum,
        base,
        max);
  }

  @Override
  public double rate(double base, long position) {
    double start = maxLearningRate / startDivisor;
    return at(position, start, maxLearningRate, start / finalDivisor);
  }

  @Override
  public OptionalDouble momentum(long position) {
    return cycleMomentum
        ? OptionalDouble.of(at(position, maxMomentum, baseMomentum, maxMomentum))
        : OptionalDouble.empty();
  }

  /** Returns what goes from a start to a top and to an end, in three phases by way of the start. */
  private double at(long position, double start, double highest, double end) {
    double last = (double) (steps - 1);
    double at = Math.min((double) position, last);
    double top = riseFraction * steps - 1;
    if (at <= top) {
      return between(start, highest, at, 0, top);
    }
    if (!threePhase) {
      return between(highest, end, at, top, last);
    }
    double foot = 2 * riseFraction * steps - 2;
    return at <= foot
        ? between(highest, start, at, top, foot)
        : between(start, end, at, foot, last);
  }

  /** Returns the value of a phase; one without length is at its end. */
  private double between(double start, double end, double at, double from, double to) {
    double done = to > from ? (at - from) / (to - from) : 1;
    return annealing.between(start, end, done);
  }
}
