package dev.jacobian.trainers;

import dev.jacobian.nn.Module;
import dev.jacobian.optim.WeightAverage;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;

/**
 * Averages of the weights on the way of a run. Training goes on with the weights themselves; the
 * averages are what validation judges, what the best weights are copies of, and what the model has
 * when the run ends. The running statistics of normalisations are averaged with them. A state of
 * the run has both. Lightning equivalent: {@code WeightAveraging}.
 */
public sealed interface WeightAveraging {
  /** Returns averages of a model that have not begun. */
  WeightAverage of(Module model);

  /** Returns whether each step is averaged, and not each epoch. */
  boolean isOfSteps();

  /** Returns whether the weights at the end of an epoch are averaged. */
  default boolean takes(int epoch) {
    return false;
  }

  /**
   * The exponential average of the weights after each step. Source of the practice: timm's {@code
   * ModelEmaV3}, Lightning's {@code EMAWeightAveraging}.
   *
   * @param decay what remains of the average at each step; the average is of about 1 / (1 - decay)
   *     steps
   */
  record Ema(@Option(min = 0, max = 1) double decay) implements WeightAveraging {
    /** Checks the number. */
    public Ema {
      OptionRanges.require(Ema.class, decay);
    }

    /** Returns PyTorch's default, a decay of 0.999. */
    public static Ema defaults() {
      return new Ema(0.999);
    }

    @Override
    public WeightAverage of(Module model) {
      return WeightAverage.ema(model, decay);
    }

    @Override
    public boolean isOfSteps() {
      return true;
    }
  }

  /**
   * The plain average of the weights at the ends of epochs, to which a constant or cyclic learning
   * rate belongs. Source: Izmailov et al., Averaging weights leads to wider optima and better
   * generalization, UAI 2018.
   *
   * @param startEpoch the first epoch whose weights count, from 1
   */
  record Swa(@Option(min = 1, required = true) int startEpoch) implements WeightAveraging {
    /** Checks the number. */
    public Swa {
      OptionRanges.require(Swa.class, startEpoch);
    }

    @Override
    public WeightAverage of(Module model) {
      return WeightAverage.swa(model);
    }

    @Override
    public boolean isOfSteps() {
      return false;
    }

    @Override
    public boolean takes(int epoch) {
      return epoch >= startEpoch;
    }
  }
}
