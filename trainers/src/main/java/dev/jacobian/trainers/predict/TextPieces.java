package dev.jacobian.trainers.predict;

import dev.jacobian.data.text.Tokenizer;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Makes text of tokens as they come, so that the pieces together are the text of all tokens.
 *
 * <p>How: a token may be a part of a character, which decodes to U+FFFD until the rest is there.
 * Where what is not told yet ends so, the longest end of up to three tokens that is one such
 * character is held back: UTF-8 has no more bytes of a character before its last one.
 */
final class TextPieces {
  private static final String PART = "\uFFFD";
  private static final int MOST_HELD = 3;

  private final Tokenizer tokenizer;
  private final Consumer<String> sink;
  private long[] held = {};

  TextPieces(Tokenizer tokenizer, Consumer<String> sink) {
    this.tokenizer = tokenizer;
    this.sink = sink;
  }

  /** Takes the next token. */
  void add(long token) {
    long[] all = Arrays.copyOf(held, held.length + 1);
    all[held.length] = token;
    int told = all.length - partAtEnd(all);
    tell(Arrays.copyOf(all, told));
    held = Arrays.copyOfRange(all, told, all.length);
  }

  /** Tells what was held back. */
  void end() {
    tell(held);
    held = new long[0];
  }

  private int partAtEnd(long[] tokens) {
    if (!tokenizer.decode(tokens).endsWith(PART)) {
      return 0;
    }
    for (int count = Math.min(MOST_HELD, tokens.length); count > 0; count--) {
      long[] end = Arrays.copyOfRange(tokens, tokens.length - count, tokens.length);
      if (tokenizer.decode(end).equals(PART)) {
        return count;
      }
    }
    return 0;
  }

  private void tell(long[] tokens) {
    if (tokens.length > 0) {
      sink.accept(tokenizer.decode(tokens));
    }
  }
}
