package dev.jacobian.models;

import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.OptionException;

/**
 * How an estimator is trained. Start from {@link #defaults()} and change what matters:
 *
 * <pre>{@code
 * FitOptions options = FitOptions.defaults().withEpochs(2000).withLearningRate(0.05);
 * }</pre>
 *
 * <p>The learning rate is constant for the first half of the epochs and then falls to 0 along a
 * parabola, so that the noise of small batches dies out. With standardised data it does not depend
 * on the units of the data.
 *
 * @param optimizer makes the optimizer
 * @param learningRate the learning rate of the first half, above 0
 * @param epochs passes over the data, 1 or more
 * @param batchSize rows per step, 1 or more; more than there are means one step per epoch over all
 * @param standardize whether features (and the target of a regression) are shifted to mean 0 and
 *     scaled to standard deviation 1 for training; coefficients and predictions are in the original
 *     units either way
 * @param intercept whether the linear models have a constant term; the layers of an MLP always have
 *     one
 * @param dtype float32, or float64 for more accuracy
 * @param seed of the initial weights, the order of the rows and dropout
 * @param device where training runs
 */
public record FitOptions(
    OptimizerFactory optimizer,
    double learningRate,
    int epochs,
    int batchSize,
    boolean standardize,
    boolean intercept,
    DType dtype,
    long seed,
    Device device) {

  /** Checks the numbers. */
  public FitOptions {
    if (!(learningRate > 0) || Double.isInfinite(learningRate)) {
      throw new OptionException("learning rate " + learningRate, "a number above 0");
    }
    if (epochs < 1) {
      throw new OptionException("epochs " + epochs, "1 or more");
    }
    if (batchSize < 1) {
      throw new OptionException("batch size " + batchSize, "1 or more");
    }
    if (!dtype.isFloating()) {
      throw new DTypeException("training in " + dtype, "float32 or float64");
    }
  }

  /**
   * Returns SGD with momentum 0.9, learning rate 0.05, 500 epochs, batches of 256 rows,
   * standardised data, an intercept, float32, seed 0, on the CPU.
   */
  public static FitOptions defaults() {
    return new FitOptions(
        OptimizerFactory.sgd(0.9), 0.05, 500, 256, true, true, DType.FLOAT32, 0, Device.cpu());
  }

  /** Returns these options with another optimizer. */
  public FitOptions withOptimizer(OptimizerFactory value) {
    return new FitOptions(
        value, learningRate, epochs, batchSize, standardize, intercept, dtype, seed, device);
  }

  /** Returns these options with another learning rate. */
  public FitOptions withLearningRate(double value) {
    return new FitOptions(
        optimizer, value, epochs, batchSize, standardize, intercept, dtype, seed, device);
  }

  /** Returns these options with another number of epochs. */
  public FitOptions withEpochs(int value) {
    return new FitOptions(
        optimizer, learningRate, value, batchSize, standardize, intercept, dtype, seed, device);
  }

  /** Returns these options with another batch size. */
  public FitOptions withBatchSize(int value) {
    return new FitOptions(
        optimizer, learningRate, epochs, value, standardize, intercept, dtype, seed, device);
  }

  /** Returns these options with standardising on or off. */
  public FitOptions withStandardize(boolean value) {
    return new FitOptions(
        optimizer, learningRate, epochs, batchSize, value, intercept, dtype, seed, device);
  }

  /** Returns these options with or without an intercept. */
  public FitOptions withIntercept(boolean value) {
    return new FitOptions(
        optimizer, learningRate, epochs, batchSize, standardize, value, dtype, seed, device);
  }

  /** Returns these options with another element type. */
  public FitOptions withDtype(DType value) {
    return new FitOptions(
        optimizer, learningRate, epochs, batchSize, standardize, intercept, value, seed, device);
  }

  /** Returns these options with another seed. */
  public FitOptions withSeed(long value) {
    return new FitOptions(
        optimizer, learningRate, epochs, batchSize, standardize, intercept, dtype, value, device);
  }

  /** Returns these options with another device. */
  public FitOptions withDevice(Device value) {
    return new FitOptions(
        optimizer, learningRate, epochs, batchSize, standardize, intercept, dtype, seed, value);
  }
}
