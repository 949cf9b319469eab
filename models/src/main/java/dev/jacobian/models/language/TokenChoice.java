package dev.jacobian.models.language;

import dev.jacobian.shape.NumericException;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The tokens that may come next, the most probable one first where an order is asked for, and their
 * weights, which are probabilities but for a common factor.
 */
@SuppressWarnings("ArrayRecordComponent") // read where it is made
record TokenChoice(int[] tokens, double[] weights) {
  /**
   * Returns the choice that logits give.
   *
   * @param logits of many rows, one after another
   * @param start where the row begins
   * @param count number of tokens
   * @throws NumericException if a logit is NaN, or the largest one infinite
   */
  static TokenChoice of(float[] logits, int start, int count, GenerationOptions options) {
    int top = 0;
    for (int i = 0; i < count; i++) {
      float logit = logits[start + i];
      if (Float.isNaN(logit) || logit == Float.POSITIVE_INFINITY) {
        throw new NumericException(
            "the logit of token " + i + " is " + logit,
            "finite numbers",
            "look for what training has made of the weights");
      }
      if (logit > logits[start + top]) {
        top = i;
      }
    }
    if (options.temperature() == 0) {
      return new TokenChoice(new int[] {top}, new double[] {1});
    }
    boolean isCut = options.topK() > 0 && options.topK() < count;
    int[] tokens =
        isCut || options.topP() < 1
            ? ordered(logits, start, count, isCut ? options.topK() : count)
            : IntStream.range(0, count).toArray();
    double[] weights = new double[tokens.length];
    double sum = 0;
    for (int i = 0; i < tokens.length; i++) {
      double difference = logits[start + tokens[i]] - (double) logits[start + top];
      weights[i] = Math.exp(difference / options.temperature());
      sum += weights[i];
    }
    if (options.topP() == 1) {
      return new TokenChoice(tokens, weights);
    }
    int left = 0;
    for (double reached = 0; left < tokens.length && reached < options.topP() * sum; left++) {
      reached += weights[left];
    }
    return new TokenChoice(Arrays.copyOf(tokens, left), Arrays.copyOf(weights, left));
  }

  /** Returns the tokens with the largest logits, from the largest on. */
  private static int[] ordered(float[] logits, int start, int count, int most) {
    // One number for each: its place in the order of falling logits, and the token.
    long[] keys = new long[count];
    for (int i = 0; i < count; i++) {
      int bits = Float.floatToIntBits(logits[start + i] + 0f);
      int rising = bits < 0 ? bits ^ Integer.MAX_VALUE : bits;
      keys[i] = (long) ~rising << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    return Arrays.stream(keys, 0, most).mapToInt(key -> (int) key).toArray();
  }

  /**
   * Returns the token at a place among the weights.
   *
   * @param place in [0, 1)
   */
  int at(double place) {
    double left = place * Arrays.stream(weights).sum();
    for (int i = 0; i < tokens.length; i++) {
      left -= weights[i];
      if (left < 0) {
        return tokens[i];
      }
    }
    return tokens[tokens.length - 1];
  }
}
