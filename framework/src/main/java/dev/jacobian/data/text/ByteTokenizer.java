package dev.jacobian.data.text;

import dev.jacobian.device.DataChecks;
import java.nio.charset.StandardCharsets;

/** The 256 bytes of UTF-8 as tokens: there is no text that they lack. */
public record ByteTokenizer() implements Tokenizer {
  private static final int BYTES = 256;

  @Override
  public int size() {
    return BYTES;
  }

  @Override
  public long[] encode(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    long[] tokens = new long[bytes.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = bytes[i] & 0xFF;
    }
    return tokens;
  }

  /** {@inheritDoc} Bytes that are no UTF-8, such as half a character, become U+FFFD. */
  @Override
  public String decode(long... tokens) {
    DataChecks.requireInside("decode", tokens, tokens.length, 0, BYTES);
    byte[] bytes = new byte[tokens.length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) tokens[i];
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
