package dev.jacobian.trainers.config;

import dev.jacobian.models.LSTMForecasterOptions;
import dev.jacobian.models.language.LSTMLanguageModelOptions;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Option;
import java.util.Optional;

/**
 * The form of an {@code lstm} model, of a text or of a series.
 *
 * @param embeddingDim features of a token, by default 200; of a text only
 * @param hiddenSize features of a state, by default 200 for a text and 32 for a series
 * @param numLayers number of recurrent layers, of which each reads the one before, by default 2 for
 *     a text and 1 for a series
 * @param dropout the probability of dropout between layers and before the last map, and of a text's
 *     embeddings
 */
public record LSTMConfig(
    @Option(min = 1, max = 1 << 20) Optional<Integer> embeddingDim,
    @Option(min = 1, max = 1 << 20) Optional<Integer> hiddenSize,
    @Option(min = 1, max = 1 << 10) Optional<Integer> numLayers,
    @Option(min = 0, below = 1) double dropout) {
  static LSTMConfig none() {
    return new LSTMConfig(Optional.empty(), Optional.empty(), Optional.empty(), 0);
  }

  /** Returns what is said of a model that has been made. */
  public static LSTMConfig of(LSTMLanguageModelOptions form) {
    return new LSTMConfig(
        Optional.of(form.embeddingDim()),
        Optional.of(form.hiddenSize()),
        Optional.of(form.numLayers()),
        form.dropout());
  }

  /** Returns what is said of a model that has been made. */
  public static LSTMConfig of(LSTMForecasterOptions form) {
    return new LSTMConfig(
        Optional.empty(),
        Optional.of(form.hiddenSize()),
        Optional.of(form.numLayers()),
        form.dropout());
  }

  /** Returns the form of a model of a text. */
  public LSTMLanguageModelOptions text(int vocabSize, DType dtype) {
    LSTMLanguageModelOptions usual = LSTMLanguageModelOptions.of(vocabSize);
    return new LSTMLanguageModelOptions(
        vocabSize,
        embeddingDim.orElse(usual.embeddingDim()),
        hiddenSize.orElse(usual.hiddenSize()),
        numLayers.orElse(usual.numLayers()),
        dropout,
        dtype);
  }

  /** Returns the form of a model of a series, which another one says more of. */
  public LSTMForecasterOptions series(LSTMForecasterOptions usual) {
    return usual
        .withHiddenSize(hiddenSize.orElse(usual.hiddenSize()))
        .withNumLayers(numLayers.orElse(usual.numLayers()))
        .withDropout(dropout);
  }
}
