package dev.jacobian.nn;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import org.jspecify.annotations.Nullable;

/**
 * What a layer that normalises by running statistics may be asked for: {@link BatchNorm2d}, {@link
 * InstanceNorm2d} and their kin.
 *
 * @param epsilon added to the variance, not negative
 * @param momentum part that a batch has in the running statistics, in [0, 1]; null for the plain
 *     average of all batches, each counting the same
 * @param affine whether the result is multiplied by a weight and a bias is added
 * @param trackRunningStats whether running statistics are kept, which evaluation uses; without them
 *     evaluation normalises as training does
 * @param dtype type of parameters and statistics, floating point
 */
public record RunningNormOptions(
    double epsilon,
    @Nullable Double momentum,
    boolean affine,
    boolean trackRunningStats,
    DType dtype) {
  /** Checks the ranges. */
  public RunningNormOptions {
    if (!(epsilon >= 0)) {
      throw new OptionException("normalisation: epsilon " + epsilon, "0 or more");
    }
    if (momentum != null && !(momentum >= 0 && momentum <= 1)) {
      throw new OptionException("normalisation: momentum " + momentum, "a number in [0, 1]");
    }
  }

  /**
   * Returns PyTorch's defaults of batch normalisation: epsilon 1e-5, momentum 0.1, with weight,
   * bias and running statistics, float32.
   */
  public static RunningNormOptions ofBatch() {
    return new RunningNormOptions(1e-5, 0.1, true, true, DType.FLOAT32);
  }

  /**
   * Returns PyTorch's defaults of instance normalisation: epsilon 1e-5, momentum 0.1, without
   * weight, bias and running statistics, float32.
   */
  public static RunningNormOptions ofInstance() {
    return new RunningNormOptions(1e-5, 0.1, false, false, DType.FLOAT32);
  }

  /** Returns these options with another epsilon. */
  public RunningNormOptions withEpsilon(double value) {
    return new RunningNormOptions(value, momentum, affine, trackRunningStats, dtype);
  }

  /** Returns these options with another momentum; null for the average of all batches. */
  public RunningNormOptions withMomentum(@Nullable Double value) {
    return new RunningNormOptions(epsilon, value, affine, trackRunningStats, dtype);
  }

  /** Returns these options with or without weight and bias. */
  public RunningNormOptions withAffine(boolean value) {
    return new RunningNormOptions(epsilon, momentum, value, trackRunningStats, dtype);
  }

  /** Returns these options with or without running statistics. */
  public RunningNormOptions withTrackRunningStats(boolean value) {
    return new RunningNormOptions(epsilon, momentum, affine, value, dtype);
  }

  /** Returns these options with another type. */
  public RunningNormOptions withDtype(DType value) {
    return new RunningNormOptions(epsilon, momentum, affine, trackRunningStats, value);
  }
}
