package dev.jacobian.models.language;

import dev.jacobian.nn.AttentionMasks;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.EmbeddingOptions;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.LayerNormOptions;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.SinusoidalPositions;
import dev.jacobian.nn.TransformerEncoder;
import dev.jacobian.nn.TransformerEncoderLayer;
import dev.jacobian.nn.TransformerOptions;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * An encoder of a transformer that tells the class of a text. Inputs: ids of tokens, int64 {@code
 * [n, t]}, and where they are padding, bool {@code [n, t]}, as {@link
 * dev.jacobian.data.text.PaddedSequences} has both; output: logits {@code [n, classes]}. What a
 * text gets does not depend on how far it is padded.
 *
 * <p>{@code head(mean(encoder(embedding + position)))}, where positions are sines and cosines,
 * blocks normalise their inputs (and one norm follows the last), no token sees padding, and the
 * mean is over the tokens that are none. Parameters are called {@code embedding.weight}, {@code
 * encoder.layers.0.self_attn.in_proj_weight}, {@code encoder.norm.weight}, {@code head.weight} and
 * so on. In PyTorch it is {@code Embedding(padding_idx=0)} and {@code
 * TransformerEncoder(TransformerEncoderLayer(norm_first=True), norm=LayerNorm)} with {@code
 * src_key_padding_mask}. Sources: Vaswani et al., NeurIPS 2017; Xiong et al., ICML 2020, for norms
 * that come first.
 */
public final class TransformerClassifier extends Module {
  private final TransformerClassifierOptions options;
  private final Embedding embedding;
  private final SinusoidalPositions positions;
  private final Dropout drop;
  private final TransformerEncoder encoder;
  private final Linear head;

  /** Makes a model, initialised from the thread's default generator. */
  public TransformerClassifier(TransformerClassifierOptions options) {
    this(options, Generator.threadDefault());
  }

  /** Makes a model with the layers' own initialisation; {@code generator} draws its dropout too. */
  public TransformerClassifier(TransformerClassifierOptions options, Generator generator) {
    super(
        "TransformerClassifier("
            + options.numLayers()
            + (options.numLayers() == 1 ? " block, " : " blocks, ")
            + options.numHeads()
            + (options.numHeads() == 1 ? " head, " : " heads, ")
            + options.embeddingDim()
            + " features)");
    this.options = options;
    int features = options.embeddingDim();
    DType dtype = options.dtype();
    embedding =
        register(
            "embedding",
            new Embedding(
                options.vocabSize(),
                features,
                EmbeddingOptions.defaults().withPaddingIdx(0).withDtype(dtype),
                generator));
    positions = register("positions", new SinusoidalPositions(options.maxLength(), features));
    drop = register("drop", new Dropout(options.dropout(), generator));
    TransformerOptions block =
        TransformerOptions.defaults()
            .withFeedforwardDim(options.feedforwardDim())
            .withDropout(options.dropout())
            .withBatchFirst(true)
            .withNormFirst(true)
            .withDtype(dtype);
    encoder =
        register(
            "encoder",
            new TransformerEncoder(
                options.numLayers(),
                () -> new TransformerEncoderLayer(features, options.numHeads(), block, generator),
                new LayerNorm(LayerNormOptions.defaults().withDtype(dtype), features)));
    head =
        register(
            "head",
            new Linear(
                features, options.classes(), LinearOptions.defaults().withDtype(dtype), generator));
  }

  /** Returns the form. */
  public TransformerClassifierOptions options() {
    return options;
  }

  /**
   * Returns the logits of texts.
   *
   * @param ids {@code [n, t]}, with t up to the form's longest length
   * @param padding {@code [n, t]}, true behind the end of a text
   * @throws ShapeException if the two do not fit together, or are too long
   */
  @Override
  public Tensor forward(Tensor ids, Tensor padding) {
    PaddedIds.mismatch(ids, padding)
        .ifPresent(
            problem -> {
              throw named(problem);
            });
    Tensor x = drop.forward(positions.forward(embedding.forward(ids)));
    Tensor encoded = encoder.forward(x, AttentionMasks.none().withKeyPadding(padding));
    Tensor lengths = padding.not().sum(true, 1).to(encoded.dtype());
    Tensor sum = encoded.maskedFill(padding.unsqueeze(2), 0).sum(false, 1);
    return head.forward(sum.div(lengths));
  }
}
