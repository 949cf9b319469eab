package dev.jacobian.models.language;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;
import java.util.OptionalLong;

/**
 * How a text is continued. The next token is drawn by the softmax of {@code logits / temperature},
 * of which only the {@code topK} most probable tokens are left, and of these the fewest whose
 * probabilities add up to {@code topP}. Source of the latter: Holtzman et al., "The Curious Case of
 * Neural Text Degeneration", ICLR 2020. PyTorch equivalent: {@code transformers.GenerationConfig}.
 *
 * @param maxNewTokens the most tokens behind the prompt
 * @param temperature 0 for the most probable token at each place, without chance
 * @param topK how many tokens are left to choose from; 0 for all. Of equal ones those with the
 *     lower ids
 * @param topP the probability that those left have together, at least
 * @param stopToken the token that ends a text, if there is one
 * @param useCache whether keys and values of the positions before are kept instead of computed
 *     anew, which changes nothing but the time
 */
public record GenerationOptions(
    @Option(min = 1, max = 1 << 24) int maxNewTokens,
    @Option(min = 0) double temperature,
    @Option(min = 0) int topK,
    @Option(above = 0, max = 1) double topP,
    OptionalLong stopToken,
    boolean useCache) {
  /** Checks the ranges. */
  public GenerationOptions {
    OptionRanges.require(
        GenerationOptions.class, maxNewTokens, temperature, topK, topP, stopToken, useCache);
  }

  /** Returns options that take the most probable token at each place. */
  public static GenerationOptions greedy(int maxNewTokens) {
    return new GenerationOptions(maxNewTokens, 0, 0, 1, OptionalLong.empty(), true);
  }

  /** Returns options that draw each token by its probability. */
  public static GenerationOptions sampling(int maxNewTokens) {
    return greedy(maxNewTokens).withTemperature(1);
  }

  /** Returns these options with another temperature. */
  public GenerationOptions withTemperature(double value) {
    return new GenerationOptions(maxNewTokens, value, topK, topP, stopToken, useCache);
  }

  /** Returns these options with a number of tokens to choose from. */
  public GenerationOptions withTopK(int value) {
    return new GenerationOptions(maxNewTokens, temperature, value, topP, stopToken, useCache);
  }

  /** Returns these options with a probability of the tokens to choose from. */
  public GenerationOptions withTopP(double value) {
    return new GenerationOptions(maxNewTokens, temperature, topK, value, stopToken, useCache);
  }

  /** Returns these options with a token that ends a text. */
  public GenerationOptions withStopToken(long id) {
    return new GenerationOptions(
        maxNewTokens, temperature, topK, topP, OptionalLong.of(id), useCache);
  }

  /** Returns these options with or without keys and values of the positions before. */
  public GenerationOptions withUseCache(boolean value) {
    return new GenerationOptions(maxNewTokens, temperature, topK, topP, stopToken, value);
  }
}
