package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * A block of a transformer that reads another sequence, the memory: attention of a sequence to
 * itself, attention to the memory and two linear maps, each with dropout, added to its input and
 * normalised as in {@link TransformerEncoderLayer}. Inputs: a sequence {@code [t, n, e]} and the
 * memory {@code [s, n, e]}, or with n first if {@code batchFirst}; output as the sequence.
 * Parameters have PyTorch's names: {@code self_attn}, {@code multihead_attn}, {@code linear1},
 * {@code linear2}, {@code norm1} to {@code norm3}. PyTorch equivalent: {@code
 * torch.nn.TransformerDecoderLayer}.
 */
public final class TransformerDecoderLayer extends Module {
  private final TransformerOptions options;
  private final MultiheadAttention attention;
  private final MultiheadAttention memoryAttention;
  private final Linear linear1;
  private final Linear linear2;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final LayerNorm norm3;
  private final Dropout dropout;
  private final Dropout dropout1;
  private final Dropout dropout2;
  private final Dropout dropout3;

  /** Makes a layer with PyTorch's defaults. */
  public TransformerDecoderLayer(int embedDim, int heads) {
    this(embedDim, heads, TransformerOptions.defaults());
  }

  /** Makes a layer, initialised from the thread's default generator. */
  public TransformerDecoderLayer(int embedDim, int heads, TransformerOptions options) {
    this(embedDim, heads, options, Generator.threadDefault());
  }

  /**
   * Makes a layer.
   *
   * @param embedDim features e of input, memory and output
   * @param heads number of heads, which divides them
   */
  public TransformerDecoderLayer(
      int embedDim, int heads, TransformerOptions options, Generator generator) {
    super("TransformerDecoderLayer(" + embedDim + ", " + heads + ")");
    this.options = options;
    MultiheadAttentionOptions heading = options.attention();
    attention = register("self_attn", new MultiheadAttention(embedDim, heads, heading, generator));
    memoryAttention =
        register("multihead_attn", new MultiheadAttention(embedDim, heads, heading, generator));
    int between = options.feedforwardDim();
    linear1 = register("linear1", new Linear(embedDim, between, options.linear(), generator));
    dropout = register("dropout", new Dropout(options.dropout(), generator));
    linear2 = register("linear2", new Linear(between, embedDim, options.linear(), generator));
    norm1 = register("norm1", new LayerNorm(options.norm(), embedDim));
    norm2 = register("norm2", new LayerNorm(options.norm(), embedDim));
    norm3 = register("norm3", new LayerNorm(options.norm(), embedDim));
    dropout1 = register("dropout1", new Dropout(options.dropout(), generator));
    dropout2 = register("dropout2", new Dropout(options.dropout(), generator));
    dropout3 = register("dropout3", new Dropout(options.dropout(), generator));
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
   * Returns the output.
   *
   * @param masks of the attention of the sequence to itself
   * @param memoryMasks of the attention to the memory
   */
  public Tensor forward(
      Tensor input, Tensor memory, AttentionMasks masks, AttentionMasks memoryMasks) {
    try (Autograd.Guard layer = enter()) {
      if (options.normFirst()) {
        Tensor x = input.add(attended(norm1.forward(input), masks));
        x = x.add(reading(norm2.forward(x), memory, memoryMasks));
        return x.add(mapped(norm3.forward(x)));
      }
      Tensor x = norm1.forward(input.add(attended(input, masks)));
      x = norm2.forward(x.add(reading(x, memory, memoryMasks)));
      return norm3.forward(x.add(mapped(x)));
    }
  }

  private Tensor attended(Tensor x, AttentionMasks masks) {
    return dropout1.forward(attention.forward(x, x, x, masks));
  }

  private Tensor reading(Tensor x, Tensor memory, AttentionMasks masks) {
    return dropout2.forward(memoryAttention.forward(x, memory, memory, masks));
  }

  private Tensor mapped(Tensor x) {
    Tensor between = options.activation().apply(linear1.forward(x));
    return dropout3.forward(linear2.forward(dropout.forward(between)));
  }
}
