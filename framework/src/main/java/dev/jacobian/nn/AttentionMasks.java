package dev.jacobian.nn;

import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Which keys the queries of a {@link MultiheadAttention} do not see. As in PyTorch's layer, and
 * other than in {@code scaledDotProductAttention}, true hides a key; numbers are added to the
 * scores.
 *
 * @param mask {@code [t, s]}, or {@code [n * heads, t, s]}; null for none
 * @param keyPadding {@code [n, s]}, such as the places behind the end of each sequence; null for
 *     none. PyTorch: {@code key_padding_mask}
 * @param causal whether query i sees the keys up to i only
 */
public record AttentionMasks(@Nullable Tensor mask, @Nullable Tensor keyPadding, boolean causal) {
  /** Returns masks that hide nothing. */
  public static AttentionMasks none() {
    return new AttentionMasks(null, null, false);
  }

  /** Returns these with a mask for each query and key. */
  public AttentionMasks withMask(@Nullable Tensor value) {
    return new AttentionMasks(value, keyPadding, causal);
  }

  /** Returns these with a mask for the keys of each sequence. */
  public AttentionMasks withKeyPadding(@Nullable Tensor value) {
    return new AttentionMasks(mask, value, causal);
  }

  /** Returns these with queries that see the keys up to their own place, or all. */
  public AttentionMasks withCausal(boolean value) {
    return new AttentionMasks(mask, keyPadding, value);
  }

  /**
   * Returns both masks as {@code scaledDotProductAttention} takes them, of rank 4, or null.
   *
   * @param heads the number of heads
   */
  @Nullable Tensor forHeads(long heads) {
    Tensor pairs =
        mask == null
            ? null
            : mask.shape().rank() == 2
                ? mask
                : mask.reshape(mask.size(0) / heads, heads, mask.size(1), mask.size(2));
    Tensor keys = keyPadding == null ? null : keyPadding.unsqueeze(1).unsqueeze(1);
    if (pairs == null || keys == null) {
      Tensor only = pairs == null ? keys : pairs;
      return only == null || only.dtype() != DType.BOOL ? only : only.not();
    }
    if (pairs.dtype() == DType.BOOL) {
      return keys.dtype() == DType.BOOL
          ? pairs.or(keys).not()
          : keys.maskedFill(pairs, Double.NEGATIVE_INFINITY);
    }
    return keys.dtype() == DType.BOOL
        ? pairs.maskedFill(keys, Double.NEGATIVE_INFINITY)
        : pairs.add(keys);
  }
}
