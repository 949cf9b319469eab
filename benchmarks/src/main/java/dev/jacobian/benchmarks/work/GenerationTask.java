package dev.jacobian.benchmarks.work;

import java.util.Arrays;

/**
 * W13: the tokens that a model of GPT-2's smallest form writes, each the likeliest. Matrices of
 * weights are {@link Numbers#weights} of seeds that count up from {@link #FIRST_WEIGHT_SEED} in the
 * order of the parameters' names; biases are 0, and weights of norms 1.
 */
public final class GenerationTask {
  /** Tokens that are given. */
  public static final int PROMPT = 8;

  /** Tokens that are written. */
  public static final int NEW_TOKENS = 256;

  /** Kinds of tokens. */
  public static final int TOKENS = 50257;

  /** Of the first matrix of weights. */
  public static final int FIRST_WEIGHT_SEED = 200;

  private GenerationTask() {}

  /** Returns the tokens that are given. */
  public static long[] prompt() {
    return Numbers.below(1, PROMPT, TOKENS);
  }

  /** Returns numbers by which texts are compared: the means of their tokens, and of the last 16. */
  public static double[] summary(long[] text) {
    return new double[] {
      Arrays.stream(text).average().orElseThrow(),
      Arrays.stream(text, text.length - 16, text.length).average().orElseThrow()
    };
  }
}
