package dev.jacobian.data.image;

import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Adds up the values of each channel and their squares. Both are taken from the middle of [0, 1],
 * so that little is lost where the deviation is small.
 */
final class ChannelSums {
  private static final double MIDDLE = 0.5;

  private double[] sums = {};
  private double[] squares = {};
  private float[] lowest = {};
  private float[] highest = {};
  private long count;

  /** Adds images {@code [n, channels, height, width]}. */
  void add(Tensor images) {
    if (images.shape().rank() != 4) {
      throw new DataException(
          "Normalize: inputs of shape " + images.shape(), "images [n, channels, height, width]");
    }
    int channels = (int) images.size(1);
    if (count == 0) {
      sums = new double[channels];
      squares = new double[channels];
      lowest = filled(channels, Float.POSITIVE_INFINITY);
      highest = filled(channels, Float.NEGATIVE_INFINITY);
    }
    int pixels = (int) (images.size(2) * images.size(3));
    float[] values = images.toFloatArray();
    for (int i = 0; i < values.length; i++) {
      int channel = i / pixels % channels;
      double value = values[i] - MIDDLE;
      sums[channel] += value;
      squares[channel] += value * value;
      lowest[channel] = Math.min(lowest[channel], values[i]);
      highest[channel] = Math.max(highest[channel], values[i]);
    }
    count += (long) pixels * images.size(0);
  }

  private static float[] filled(int length, float value) {
    float[] values = new float[length];
    Arrays.fill(values, value);
    return values;
  }

  /** Returns what makes the mean of all that was added 0, and the deviation 1. */
  Normalize normalize() {
    if (count == 0) {
      throw new DataException("Normalize: no images", "at least one");
    }
    List<Double> means = new ArrayList<>();
    List<Double> deviations = new ArrayList<>();
    for (int channel = 0; channel < sums.length; channel++) {
      double mean = sums[channel] / count;
      double variance = squares[channel] / count - mean * mean;
      if (lowest[channel] == highest[channel] || variance <= 0) {
        throw new DataException(
            "Normalize: channel " + channel + " is " + lowest[channel] + " in all images",
            "values that differ",
            "give numbers, or leave images as they are");
      }
      means.add(mean + MIDDLE);
      deviations.add(Math.sqrt(variance));
    }
    return new Normalize(means, deviations);
  }
}
