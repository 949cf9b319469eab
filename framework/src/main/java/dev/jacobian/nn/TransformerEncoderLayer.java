package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * A block of a transformer: attention of a sequence to itself and two linear maps, each with
 * dropout, added to its input and normalised: {@code x = norm1(x + attention(x)); y = norm2(x +
 * linear2(activation(linear1(x))))}; with {@code normFirst} {@code x = x + attention(norm1(x)); y =
 * x + linear2(activation(linear1(norm2(x))))}. Input and output {@code [t, n, e]}, or {@code [n, t,
 * e]} if {@code batchFirst}, or without n. Parameters have PyTorch's names: {@code self_attn},
 * {@code linear1}, {@code linear2}, {@code norm1}, {@code norm2}. Sources: Vaswani et al., NeurIPS
 * 2017; Xiong et al., ICML 2020, for norms that come first. PyTorch equivalent: {@code
 * torch.nn.TransformerEncoderLayer}.
 */
public final class TransformerEncoderLayer extends Module {
  private final TransformerOptions options;
  private final MultiheadAttention attention;
  private final Linear linear1;
  private final Linear linear2;
  private final LayerNorm norm1;
  private final LayerNorm norm2;
  private final Dropout dropout;
  private final Dropout dropout1;
  private final Dropout dropout2;

  /** Makes a layer with PyTorch's defaults. */
  public TransformerEncoderLayer(int embedDim, int heads) {
    this(embedDim, heads, TransformerOptions.defaults());
  }

  /** Makes a layer, initialised from the thread's default generator. */
  public TransformerEncoderLayer(int embedDim, int heads, TransformerOptions options) {
    this(embedDim, heads, options, Generator.threadDefault());
  }

  /**
   * Makes a layer.
   *
   * @param embedDim features e of input and output
   * @param heads number of heads, which divides them
   */
  public TransformerEncoderLayer(
      int embedDim, int heads, TransformerOptions options, Generator generator) {
    super("TransformerEncoderLayer(" + embedDim + ", " + heads + ")");
    this.options = options;
    attention =
        register(
            "self_attn", new MultiheadAttention(embedDim, heads, options.attention(), generator));
    int between = options.feedforwardDim();
    linear1 = register("linear1", new Linear(embedDim, between, options.linear(), generator));
    dropout = register("dropout", new Dropout(options.dropout(), generator));
    linear2 = register("linear2", new Linear(between, embedDim, options.linear(), generator));
    norm1 = register("norm1", new LayerNorm(options.norm(), embedDim));
    norm2 = register("norm2", new LayerNorm(options.norm(), embedDim));
    dropout1 = register("dropout1", new Dropout(options.dropout(), generator));
    dropout2 = register("dropout2", new Dropout(options.dropout(), generator));
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

  /** Returns the output with masks of the sequence. */
  public Tensor forward(Tensor input, AttentionMasks masks) {
    try (Autograd.Guard layer = enter()) {
      if (options.normFirst()) {
        Tensor x = input.add(attended(norm1.forward(input), masks));
        return x.add(mapped(norm2.forward(x)));
      }
      Tensor x = norm1.forward(input.add(attended(input, masks)));
      return norm2.forward(x.add(mapped(x)));
    }
  }

  private Tensor attended(Tensor x, AttentionMasks masks) {
    return dropout1.forward(attention.forward(x, x, x, masks));
  }

  private Tensor mapped(Tensor x) {
    Tensor between = options.activation().apply(linear1.forward(x));
    return dropout2.forward(linear2.forward(dropout.forward(between)));
  }
}
