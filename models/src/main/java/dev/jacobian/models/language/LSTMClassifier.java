package dev.jacobian.models.language;

import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.EmbeddingOptions;
import dev.jacobian.nn.LSTM;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.RecurrentOptions;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * A recurrent network that tells the class of a text. Inputs: ids of tokens, int64 {@code [n, t]},
 * and where they are padding, bool {@code [n, t]}, as {@link
 * dev.jacobian.data.text.PaddedSequences} has both; output: logits {@code [n, classes]}. What a
 * text gets does not depend on how far it is padded.
 *
 * <p>{@code head(h)}, where h is the last layer's state behind the last token, and beside it, if it
 * is bidirectional, that of the other direction before the first. Parameters are called {@code
 * embedding.weight}, {@code rnn.weight_ih_l0}, {@code head.weight} and so on. In PyTorch it is
 * {@code Embedding(padding_idx=0)}, {@code pack_padded_sequence}, {@code LSTM}, and a {@code
 * Linear} of {@code h_n[-1]}, or of {@code torch.cat((h_n[-2], h_n[-1]), 1)}.
 */
public final class LSTMClassifier extends Module {
  private final LSTMClassifierOptions options;
  private final Embedding embedding;
  private final Dropout drop;
  private final LSTM rnn;
  private final Linear head;

  /** Makes a model, initialised from the thread's default generator. */
  public LSTMClassifier(LSTMClassifierOptions options) {
    this(options, Generator.threadDefault());
  }

  /** Makes a model with the layers' own initialisation; {@code generator} draws its dropout too. */
  public LSTMClassifier(LSTMClassifierOptions options, Generator generator) {
    super(
        "LSTMClassifier("
            + options.numLayers()
            + (options.bidirectional() ? " bidirectional" : "")
            + (options.numLayers() == 1 ? " layer, " : " layers, ")
            + options.hiddenSize()
            + " features)");
    this.options = options;
    embedding =
        register(
            "embedding",
            new Embedding(
                options.vocabSize(),
                options.embeddingDim(),
                EmbeddingOptions.defaults().withPaddingIdx(0).withDtype(options.dtype()),
                generator));
    drop = register("drop", new Dropout(options.dropout(), generator));
    RecurrentOptions layers =
        RecurrentOptions.defaults()
            .withLayers(options.numLayers())
            .withBidirectional(options.bidirectional())
            .withBatchFirst(true)
            .withDropout(options.dropout())
            .withDtype(options.dtype());
    rnn =
        register("rnn", new LSTM(options.embeddingDim(), options.hiddenSize(), layers, generator));
    head =
        register(
            "head",
            new Linear(
                options.hiddenSize() * (options.bidirectional() ? 2 : 1),
                options.classes(),
                LinearOptions.defaults().withDtype(options.dtype()),
                generator));
  }

  /** Returns the form. */
  public LSTMClassifierOptions options() {
    return options;
  }

  /**
   * Returns the logits of texts.
   *
   * @param ids {@code [n, t]}
   * @param padding {@code [n, t]}, true behind the end of a text
   * @throws ShapeException if the two do not fit together
   */
  @Override
  public Tensor forward(Tensor ids, Tensor padding) {
    PaddedIds.mismatch(ids, padding)
        .ifPresent(
            problem -> {
              throw named(problem);
            });
    Tensor lengths = padding.not().sum(false, 1);
    Tensor hidden = rnn.run(drop.forward(embedding.forward(ids)), null, lengths).state().hidden();
    Tensor last = hidden.select(0, -1);
    return head.forward(
        drop.forward(
            options.bidirectional() ? Tensor.concat(1, hidden.select(0, -2), last) : last));
  }
}
