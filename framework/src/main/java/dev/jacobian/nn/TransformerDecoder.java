package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a transformer that read a memory, one after another, and a norm at the end if there is
 * one. Children have PyTorch's names: {@code layers.0}, {@code layers.1}, ..., {@code norm}.
 * PyTorch equivalent: {@code torch.nn.TransformerDecoder}.
 */
public final class TransformerDecoder extends Module {
  private final List<TransformerDecoderLayer> layers = new ArrayList<>();
  private final @Nullable LayerNorm norm;

  /** Makes a decoder without a norm at the end. */
  public TransformerDecoder(int count, Supplier<TransformerDecoderLayer> layer) {
    this(count, layer, null);
  }

  /**
   * Makes a decoder.
   *
   * @param count the number of blocks
   * @param layer makes one; PyTorch copies the first one, so that all begin with equal weights
   * @param norm what normalises the output of the last one, or null
   */
  public TransformerDecoder(
      int count, Supplier<TransformerDecoderLayer> layer, @Nullable LayerNorm norm) {
    for (int i = 0; i < count; i++) {
      layers.add(layer.get());
    }
    register("layers", new Sequential(layers.toArray(Module[]::new)));
    this.norm = norm == null ? null : register("norm", norm);
  }

  /** Returns the output without masks. */
  @Override
  public Tensor forward(Tensor input, Tensor memory) {
    return forward(input, memory, AttentionMasks.none(), AttentionMasks.none());
  }

  /** Returns the output with a mask of the sequence: see {@link AttentionMasks#mask}. */
  @Override
  public Tensor forward(Tensor input, Tensor memory, Tensor mask) {
    return forward(input, memory, AttentionMasks.none().withMask(mask), AttentionMasks.none());
  }

  /**
   * Returns the output with masks for all blocks.
   *
   * @param masks of the attention of the sequence to itself
   * @param memoryMasks of the attention to the memory
   */
  public Tensor forward(
      Tensor input, Tensor memory, AttentionMasks masks, AttentionMasks memoryMasks) {
    Tensor x = input;
    for (TransformerDecoderLayer layer : layers) {
      x = layer.forward(x, memory, masks, memoryMasks);
    }
    return norm == null ? x : norm.forward(x);
  }
}
