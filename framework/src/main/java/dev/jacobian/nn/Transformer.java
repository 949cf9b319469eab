package dev.jacobian.nn;

import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * Encoder and decoder of a transformer: the decoder makes a sequence of {@code target} while it
 * reads what the encoder made of {@code source}. Inputs {@code [s, n, e]} and {@code [t, n, e]}, or
 * with n first if {@code batchFirst}; output as the target. Both end with a norm. Matrices are
 * drawn by {@link Init#xavierUniform}. Children have PyTorch's names, {@code encoder} and {@code
 * decoder}. Source: Vaswani et al., NeurIPS 2017. PyTorch equivalent: {@code torch.nn.Transformer}.
 *
 * <pre>{@code
 * Tensor output = transformer.forward(source, target, AttentionMasks.none(), AttentionMasks.none().withCausal(true));
 * }</pre>
 */
public final class Transformer extends Module {
  /** The default number of features. */
  static final int DEFAULT_EMBED_DIM = 512;

  /** The default number of heads. */
  static final int DEFAULT_HEADS = 8;

  /** The default number of blocks of the encoder, and of the decoder. */
  static final int DEFAULT_LAYERS = 6;

  private final TransformerEncoder encoder;
  private final TransformerDecoder decoder;

  /** Makes a network with PyTorch's defaults: 512 features, 8 heads, 6 blocks on each side. */
  public Transformer() {
    this(DEFAULT_EMBED_DIM, DEFAULT_HEADS);
  }

  /** Makes a network with PyTorch's other defaults. */
  public Transformer(int embedDim, int heads) {
    this(embedDim, heads, DEFAULT_LAYERS, DEFAULT_LAYERS, TransformerOptions.defaults());
  }

  /** Makes a network, initialised from the thread's default generator. */
  public Transformer(
      int embedDim, int heads, int encoderLayers, int decoderLayers, TransformerOptions options) {
    this(embedDim, heads, encoderLayers, decoderLayers, options, Generator.threadDefault());
  }

  /**
   * Makes a network.
   *
   * @param embedDim features e of the sequences
   * @param heads number of heads, which divides them
   * @param encoderLayers number of blocks of the encoder
   * @param decoderLayers number of blocks of the decoder
   * @throws OptionException if a number of blocks is negative
   */
  public Transformer(
      int embedDim,
      int heads,
      int encoderLayers,
      int decoderLayers,
      TransformerOptions options,
      Generator generator) {
    super("Transformer(" + embedDim + ", " + heads + ")");
    if (encoderLayers < 0 || decoderLayers < 0) {
      throw named(
          new OptionException(
              encoderLayers + " blocks of the encoder and " + decoderLayers + " of the decoder",
              "0 or more"));
    }
    encoder =
        register(
            "encoder",
            new TransformerEncoder(
                encoderLayers,
                () -> new TransformerEncoderLayer(embedDim, heads, options, generator),
                new LayerNorm(options.norm(), embedDim)));
    decoder =
        register(
            "decoder",
            new TransformerDecoder(
                decoderLayers,
                () -> new TransformerDecoderLayer(embedDim, heads, options, generator),
                new LayerNorm(options.norm(), embedDim)));
    for (Parameter parameter : parameters()) {
      if (parameter.tensor().shape().rank() > 1) {
        Init.xavierUniform(parameter.tensor(), 1, generator);
      }
    }
  }

  /** Returns the network that reads the source. */
  public TransformerEncoder encoder() {
    return encoder;
  }

  /** Returns the network that makes the target. */
  public TransformerDecoder decoder() {
    return decoder;
  }

  /** Returns the output without masks. */
  @Override
  public Tensor forward(Tensor source, Tensor target) {
    return forward(source, target, AttentionMasks.none(), AttentionMasks.none());
  }

  /**
   * Returns the output with a mask of the target, such as a causal one: see {@link
   * AttentionMasks#mask}.
   */
  @Override
  public Tensor forward(Tensor source, Tensor target, Tensor targetMask) {
    return forward(
        source, target, AttentionMasks.none(), AttentionMasks.none().withMask(targetMask));
  }

  /** Returns the output with masks of both sequences to themselves. */
  public Tensor forward(
      Tensor source, Tensor target, AttentionMasks sourceMasks, AttentionMasks targetMasks) {
    return forward(source, target, sourceMasks, targetMasks, AttentionMasks.none());
  }

  /**
   * Returns the output.
   *
   * @param sourceMasks of the attention of the source to itself
   * @param targetMasks of the attention of the target to itself
   * @param memoryMasks of the attention of the target to what the encoder made
   */
  public Tensor forward(
      Tensor source,
      Tensor target,
      AttentionMasks sourceMasks,
      AttentionMasks targetMasks,
      AttentionMasks memoryMasks) {
    Tensor memory = encoder.forward(source, sourceMasks);
    return decoder.forward(target, memory, targetMasks, memoryMasks);
  }
}
