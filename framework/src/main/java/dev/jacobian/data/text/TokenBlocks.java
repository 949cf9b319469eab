package dev.jacobian.data.text;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.device.DataChecks;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Texts as blocks of tokens for a language model: inputs {@code [n, length]}, and as targets the
 * token that comes after each, {@code [n, length]}, both int64. All texts are one long row of
 * tokens, which blocks are cut out of: nothing is padded, and a block may hold the end of one text
 * and the beginning of the next. What fills no block is left out.
 */
public final class TokenBlocks implements Dataset {
  private final long[] tokens;
  private final int length;
  private final int stride;

  private TokenBlocks(long[] tokens, int length, int stride) {
    this.tokens = tokens;
    this.length = length;
    this.stride = stride;
  }

  /**
   * Cuts blocks side by side, as {@code withStride(length)}.
   *
   * @param texts the tokens of each text, joined as they are: a token that ends a text is part of
   *     it
   * @param length tokens of a block
   * @throws DataException if the tokens fill no block
   */
  public static TokenBlocks of(List<long[]> texts, int length) {
    if (length < 1) {
      throw new OptionException("TokenBlocks: length " + length, "a whole number, 1 or more");
    }
    long[] tokens = texts.stream().flatMapToLong(LongStream::of).toArray();
    if (tokens.length <= length) {
      throw new DataException(
          "blocks of " + length + " tokens of texts with " + tokens.length + " in all",
          "at least " + (length + 1L) + ", a block and the token after it",
          "use more text, or shorter blocks");
    }
    return new TokenBlocks(tokens, length, length);
  }

  /** Cuts blocks out of one text. */
  public static TokenBlocks of(String text, Tokenizer tokenizer, int length) {
    return of(List.of(tokenizer.encode(text)), length);
  }

  /**
   * Returns blocks whose beginnings lie some tokens apart: 1 for a block from every token on, of
   * which a shuffled loader draws at random.
   */
  public TokenBlocks withStride(int stride) {
    if (stride < 1) {
      throw new OptionException("TokenBlocks: stride " + stride, "a whole number, 1 or more");
    }
    return new TokenBlocks(tokens, length, stride);
  }

  @Override
  public long size() {
    return (tokens.length - 1 - length) / stride + 1L;
  }

  @Override
  public int length(long index) {
    return length;
  }

  @Override
  public Batch gather(long[] indices) {
    DataChecks.requireInside("gather", indices, indices.length, 0, size());
    return new Batch(blocks(indices, 0), blocks(indices, 1));
  }

  private Tensor blocks(long[] indices, int shift) {
    long[] values = new long[Math.multiplyExact(indices.length, length)];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(tokens, (int) indices[i] * stride + shift, values, i * length, length);
    }
    return Tensor.of(values, indices.length, length);
  }
}
