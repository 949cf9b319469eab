package dev.jacobian.nn;

import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a transformer one after another, and a norm at the end if there is one. Children have
 * PyTorch's names: {@code layers.0}, {@code layers.1}, ..., {@code norm}. PyTorch equivalent:
 * {@code torch.nn.TransformerEncoder}.
 */
public final class TransformerEncoder extends Module {
  private final List<TransformerEncoderLayer> layers = new ArrayList<>();
  private final @Nullable LayerNorm norm;

  /** Makes an encoder without a norm at the end. */
  public TransformerEncoder(int count, Supplier<TransformerEncoderLayer> layer) {
    this(count, layer, null);
  }

  /**
   * Makes an encoder.
   *
   * @param count the number of blocks
   * @param layer makes one; PyTorch copies the first one, so that all begin with equal weights
   * @param norm what normalises the output of the last one, or null
   */
  public TransformerEncoder(
      int count, Supplier<TransformerEncoderLayer> layer, @Nullable LayerNorm norm) {
    for (int i = 0; i < count; i++) {
      layers.add(layer.get());
    }
    register("layers", new Sequential(layers.toArray(Module[]::new)));
    this.norm = norm == null ? null : register("norm", norm);
  }

  /** Returns the output of a sequence all of whose elements see each other. */
  @Override
  public Tensor forward(Tensor input) {
    return forward(input, AttentionMasks.none());
  }

  /** Returns the output with a mask of the sequence: see {@link AttentionMasks#mask}. */
  @Override
  public Tensor forward(Tensor input, Tensor mask) {
    return forward(input, AttentionMasks.none().withMask(mask));
  }

  /** Returns the output with masks of the sequence, for all blocks. */
  public Tensor forward(Tensor input, AttentionMasks masks) {
    Tensor x = input;
    for (TransformerEncoderLayer layer : layers) {
      x = layer.forward(x, masks);
    }
    return norm == null ? x : norm.forward(x);
  }
}
