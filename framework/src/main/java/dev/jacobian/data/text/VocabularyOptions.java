package dev.jacobian.data.text;

import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionRanges;

/**
 * How texts become the tokens of a {@link Vocabulary}, and which of them it has.
 *
 * @param tokenizer what the tokens are: words, characters, or the bytes of UTF-8
 * @param lowercase whether capital letters are taken for small ones
 * @param minFrequency how often a token is in the training texts at least; others are unknown,
 *     which is what teaches a model what to make of unknown ones
 * @param maxVocabulary the most tokens, of which the most frequent are taken; others are unknown
 */
public record VocabularyOptions(
    @Option(varies = true) TokenKind tokenizer,
    @Option boolean lowercase,
    @Option(min = 1) int minFrequency,
    @Option(min = 1, max = 1 << 24) int maxVocabulary) {
  /** Checks the numbers. */
  public VocabularyOptions {
    OptionRanges.require(
        VocabularyOptions.class, tokenizer, lowercase, minFrequency, maxVocabulary);
  }

  /** Returns the defaults: small words that come up twice, at most 20,000 of them. */
  public static VocabularyOptions defaults() {
    return new VocabularyOptions(TokenKind.WORDS, true, 2, 20_000);
  }

  /** Returns these options with other tokens. */
  public VocabularyOptions withTokenizer(TokenKind value) {
    return new VocabularyOptions(value, lowercase, minFrequency, maxVocabulary);
  }

  /** Returns these options with capital letters taken for small ones, or not. */
  public VocabularyOptions withLowercase(boolean value) {
    return new VocabularyOptions(tokenizer, value, minFrequency, maxVocabulary);
  }

  /** Returns these options with another number of times that a token has to come up. */
  public VocabularyOptions withMinFrequency(int value) {
    return new VocabularyOptions(tokenizer, lowercase, value, maxVocabulary);
  }

  /** Returns these options with another number of tokens at most. */
  public VocabularyOptions withMaxVocabulary(int value) {
    return new VocabularyOptions(tokenizer, lowercase, minFrequency, value);
  }
}
