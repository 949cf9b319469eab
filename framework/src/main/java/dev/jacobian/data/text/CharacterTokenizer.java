package dev.jacobian.data.text;

import dev.jacobian.device.DataChecks;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Fix;
import java.util.Arrays;
import java.util.List;

/**
 * Characters (code points) as tokens, in the order of their numbers.
 *
 * @param characters all that there are, in the order of their tokens; none twice
 */
public record CharacterTokenizer(String characters) implements Tokenizer {
  /**
   * Checks the characters.
   *
   * @throws DataException if there are none, or they are not in order
   */
  public CharacterTokenizer {
    int[] points = characters.codePoints().toArray();
    if (points.length == 0 || !Arrays.equals(points, sorted(characters))) {
      throw new DataException(
          "a vocabulary of the characters '" + Brief.of(characters) + "'",
          "at least one, in order, and none twice",
          "make it with CharacterTokenizer.of(texts)");
    }
  }

  /** Returns the tokenizer of all characters that texts have. */
  public static CharacterTokenizer of(List<String> texts) {
    int[] points = sorted(String.join("", texts));
    return new CharacterTokenizer(new String(points, 0, points.length));
  }

  private static int[] sorted(String text) {
    return text.codePoints().sorted().distinct().toArray();
  }

  @Override
  public int size() {
    return characters.codePointCount(0, characters.length());
  }

  @Override
  public long[] encode(String text) {
    int[] known = characters.codePoints().toArray();
    int[] points = text.codePoints().toArray();
    long[] tokens = new long[points.length];
    for (int i = 0; i < points.length; i++) {
      tokens[i] = Arrays.binarySearch(known, points[i]);
      if (tokens[i] < 0) {
        throw new DataException(
            String.format(
                "the character '%s' (U+%04X) at position %d of '%s'",
                Brief.of(Character.toString(points[i])), points[i], i, Brief.of(text)),
            "one of the " + known.length + " that the tokenizer was made of",
            Fix.of(
                "make it of all texts, or take a ByteTokenizer",
                "train with data.tokenizer: bytes"));
      }
    }
    return tokens;
  }

  @Override
  public String decode(long... tokens) {
    int[] known = characters.codePoints().toArray();
    DataChecks.requireInside("decode", tokens, tokens.length, 0, known.length);
    StringBuilder text = new StringBuilder();
    for (long token : tokens) {
      text.appendCodePoint(known[(int) token]);
    }
    return text.toString();
  }
}
