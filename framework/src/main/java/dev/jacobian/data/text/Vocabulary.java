package dev.jacobian.data.text;

import dev.jacobian.device.DataChecks;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Fix;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The tokens that a model of texts knows, with numbers: {@link #PADDING} fills short texts up,
 * {@link #UNKNOWN} stands for every token that it has not, and the others are from 2 on, the most
 * frequent first, and of like frequency in the order of their characters. PyTorch equivalent:
 * {@code torchtext.vocab.build_vocab_from_iterator} with the specials {@code <pad>} and {@code
 * <unk>}.
 */
public final class Vocabulary implements Tokenizer {
  /** The token that fills up; no text has it. */
  public static final int PADDING = 0;

  /** The token of whatever the vocabulary has not. */
  public static final int UNKNOWN = 1;

  private static final int SPECIALS = 2;
  private static final String UNKNOWN_TEXT = "\uFFFD";

  private final TokenKind tokenizer;
  private final boolean lowercase;
  private final List<String> tokens;
  private final Map<String, Integer> numbers = new HashMap<>();

  /**
   * Takes tokens that are known.
   *
   * @param tokenizer what they are
   * @param lowercase whether capital letters of texts are taken for small ones
   * @param tokens from number 2 on
   * @throws DataException if there are none, or one is there twice
   */
  public Vocabulary(TokenKind tokenizer, boolean lowercase, List<String> tokens) {
    this.tokenizer = tokenizer;
    this.lowercase = lowercase;
    this.tokens = List.copyOf(tokens);
    for (String token : tokens) {
      if (numbers.putIfAbsent(token, SPECIALS + numbers.size()) != null) {
        throw new DataException(
            "a vocabulary with '" + Brief.of(token) + "' twice", "each token once");
      }
    }
    if (tokens.isEmpty()) {
      throw new DataException("a vocabulary without a token", "at least one");
    }
  }

  /**
   * Returns the vocabulary of texts.
   *
   * @throws DataException if no token is in them often enough
   */
  public static Vocabulary of(Collection<String> texts, VocabularyOptions options) {
    Map<String, Long> counts = new HashMap<>();
    for (String text : texts) {
      for (String part : split(text, options.tokenizer(), options.lowercase())) {
        counts.merge(part, 1L, Long::sum);
      }
    }
    List<String> tokens =
        counts.entrySet().stream()
            .filter(each -> each.getValue() >= options.minFrequency())
            .sorted(
                Comparator.comparing(Map.Entry<String, Long>::getValue, Comparator.reverseOrder())
                    .thenComparing(Map.Entry::getKey))
            .limit(options.maxVocabulary())
            .map(Map.Entry::getKey)
            .toList();
    if (tokens.isEmpty()) {
      throw new DataException(
          texts.size()
              + " texts with "
              + counts.size()
              + " different tokens, none of them "
              + options.minFrequency()
              + " times",
          "at least one token as often as minFrequency says",
          Fix.of(
              "withMinFrequency(1), or more texts", "set data.minFrequency: 1, or use more texts"));
    }
    return new Vocabulary(options.tokenizer(), options.lowercase(), tokens);
  }

  private static List<String> split(String text, TokenKind tokenizer, boolean lowercase) {
    return tokenizer.split(lowercase ? text.toLowerCase(Locale.ROOT) : text);
  }

  /** Returns what the tokens are. */
  public TokenKind tokenizer() {
    return tokenizer;
  }

  /** Returns the tokens from number 2 on. */
  public List<String> tokens() {
    return tokens;
  }

  /** Returns the number of different tokens, with those for padding and for unknown ones. */
  @Override
  public int size() {
    return SPECIALS + tokens.size();
  }

  /** {@inheritDoc} There is one for every part: {@link #UNKNOWN} if there is no other. */
  @Override
  public long[] encode(String text) {
    return split(text, tokenizer, lowercase).stream()
        .mapToLong(part -> numbers.getOrDefault(part, UNKNOWN))
        .toArray();
  }

  /**
   * {@inheritDoc} Between words there is a space. Unknown tokens become U+FFFD, and those that fill
   * up are left out.
   */
  @Override
  public String decode(long... encoded) {
    DataChecks.requireInside("decode", encoded, encoded.length, 0, size());
    List<String> parts = new ArrayList<>();
    for (long token : encoded) {
      if (token == UNKNOWN) {
        parts.add(UNKNOWN_TEXT);
      } else if (token != PADDING) {
        parts.add(tokens.get((int) token - SPECIALS));
      }
    }
    return switch (tokenizer) {
      case WORDS -> String.join(" ", parts);
      case CHARACTERS -> String.join("", parts);
      case BYTES -> bytes(parts);
    };
  }

  private static String bytes(List<String> parts) {
    StringBuilder text = new StringBuilder();
    byte[] run = new byte[parts.size()];
    int length = 0;
    for (String part : parts) {
      if (part.equals(UNKNOWN_TEXT)) {
        text.append(new String(run, 0, length, StandardCharsets.UTF_8)).append(part);
        length = 0;
      } else {
        run[length++] = (byte) (int) Integer.decode(part);
      }
    }
    return text.append(new String(run, 0, length, StandardCharsets.UTF_8)).toString();
  }
}
