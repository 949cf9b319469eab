package dev.jacobian.data;

import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DataException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** Draws rows in proportion to their weights, by the inverse of their cumulative sum. */
final class WeightedSampler implements Sampler {
  private final double[] sums;
  private final long rows;
  private final int hash;

  WeightedSampler(double[] weights, long rows) {
    if (rows < 1) {
      throw new DataException("sampler: epochs of " + rows + " rows", "at least one row");
    }
    this.sums = new double[weights.length];
    this.rows = rows;
    this.hash = Arrays.hashCode(weights);
    double sum = 0;
    for (int i = 0; i < weights.length; i++) {
      if (!(weights[i] >= 0 && weights[i] < Double.POSITIVE_INFINITY)) {
        throw new DataException(
            "sampler: the weight of row " + i + " is " + weights[i], "a number, 0 or above");
      }
      sum += weights[i];
      sums[i] = sum;
    }
    if (!(sum > 0 && sum < Double.POSITIVE_INFINITY)) {
      throw new DataException(
          "sampler: the sum of " + weights.length + " weights is " + sum, "a number above 0");
    }
  }

  static WeightedSampler balanced(long[] classes) {
    Map<Long, Integer> counts = new HashMap<>();
    for (long each : classes) {
      counts.merge(each, 1, Integer::sum);
    }
    return new WeightedSampler(
        Arrays.stream(classes).mapToDouble(each -> 1.0 / counts.getOrDefault(each, 1)).toArray(),
        classes.length);
  }

  @Override
  public long size() {
    return rows;
  }

  @Override
  public long[] rows(RandomState random, long first, int count) {
    double all = sums[sums.length - 1];
    long[] drawn = new long[count];
    for (int i = 0; i < count; i++) {
      // The product may be rounded up to the sum itself.
      double place = Math.min(random.uniformDouble(first + i) * all, Math.nextDown(all));
      drawn[i] = firstAbove(place);
    }
    return drawn;
  }

  /**
   * Returns the first row up to which the weights sum to more than a number, which has a weight.
   */
  private int firstAbove(double place) {
    int low = 0;
    int high = sums.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sums[middle] > place) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  @Override
  public void requireFits(long dataRows) {
    if (sums.length != dataRows) {
      throw new DataException(
          "sampler: " + sums.length + " weights for a data set of " + dataRows + " rows",
          "one for each");
    }
  }

  @Override
  public String description() {
    return rows + " rows drawn by " + sums.length + " weights of hash " + Integer.toHexString(hash);
  }
}
