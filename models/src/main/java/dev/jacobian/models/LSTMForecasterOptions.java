package dev.jacobian.models;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;

/**
 * The form of an {@link LSTMForecaster}.
 *
 * @param window number of steps that are seen
 * @param columns of a step
 * @param targets the columns that are told: so many first ones
 * @param horizon number of steps that are told
 * @param hiddenSize features of a state
 * @param numLayers number of recurrent layers, of which each reads the one before
 * @param dropout the probability of dropout between layers and before the last map
 * @param dtype float32 or float64
 */
public record LSTMForecasterOptions(
    int window,
    int columns,
    int targets,
    int horizon,
    @Option(min = 1, max = 1 << 20) int hiddenSize,
    @Option(min = 1, max = 1 << 10) int numLayers,
    @Option(min = 0, below = 1) double dropout,
    DType dtype) {
  /** Checks the numbers. */
  public LSTMForecasterOptions {
    OptionRanges.require(
        LSTMForecasterOptions.class,
        window,
        columns,
        targets,
        horizon,
        hiddenSize,
        numLayers,
        dropout,
        dtype);
    if (window < 1 || targets < 1 || horizon < 1 || columns < targets) {
      throw new OptionException(
          "LSTMForecaster: a window of "
              + window
              + " steps with "
              + columns
              + " columns, and a horizon of "
              + horizon
              + " steps with "
              + targets,
          "1 or more of each, and no more columns told than seen");
    }
  }

  /** Returns one layer of 32 features without dropout, float32. */
  public static LSTMForecasterOptions of(int window, int columns, int targets, int horizon) {
    return new LSTMForecasterOptions(window, columns, targets, horizon, 32, 1, 0, DType.FLOAT32);
  }

  /** Returns this form with states of another size. */
  public LSTMForecasterOptions withHiddenSize(int value) {
    return new LSTMForecasterOptions(
        window, columns, targets, horizon, value, numLayers, dropout, dtype);
  }

  /** Returns this form with another number of layers. */
  public LSTMForecasterOptions withNumLayers(int value) {
    return new LSTMForecasterOptions(
        window, columns, targets, horizon, hiddenSize, value, dropout, dtype);
  }

  /** Returns this form with dropout. */
  public LSTMForecasterOptions withDropout(double value) {
    return new LSTMForecasterOptions(
        window, columns, targets, horizon, hiddenSize, numLayers, value, dtype);
  }

  /** Returns this form with parameters of another type. */
  public LSTMForecasterOptions withDtype(DType value) {
    return new LSTMForecasterOptions(
        window, columns, targets, horizon, hiddenSize, numLayers, dropout, value);
  }
}
