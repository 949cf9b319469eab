package dev.jacobian.trainers.config;

import dev.jacobian.models.LSTMForecasterOptions;
import dev.jacobian.models.language.LSTMClassifierOptions;
import dev.jacobian.models.language.LSTMLanguageModelOptions;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Option;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.kind.DataKind;
import java.util.Optional;

/**
 * The form of an {@code lstm} model: of a text, of texts with a class each, or of a series.
 *
 * @param embeddingDim features of a token, by default 200 for a text, 100 for texts with classes
 *     and 128 in a transformer, where the number is even; not of a series
 * @param hiddenSize features of a state, by default 200 for a text, 100 for texts with classes and
 *     32 for a series
 * @param numLayers number of layers, of which each reads the one before, by default 2 for a text
 *     and in a transformer, and 1 for texts with classes and for a series
 * @param bidirectional whether texts with classes are read from their ends too, by default not; of
 *     them only
 * @param dropout the probability of dropout between layers and before the last map, and of a text's
 *     embeddings
 */
public record LSTMConfig(
    @Option(min = 1, max = 1 << 20) Optional<Integer> embeddingDim,
    @Option(min = 1, max = 1 << 20) Optional<Integer> hiddenSize,
    @Option(min = 1, max = 1 << 10) Optional<Integer> numLayers,
    @Option Optional<Boolean> bidirectional,
    @Option(min = 0, below = 1) double dropout) {
  static LSTMConfig none() {
    return new LSTMConfig(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 0);
  }

  /** Returns what is said of a model that has been made. */
  public static LSTMConfig of(LSTMLanguageModelOptions form) {
    return new LSTMConfig(
        Optional.of(form.embeddingDim()),
        Optional.of(form.hiddenSize()),
        Optional.of(form.numLayers()),
        Optional.empty(),
        form.dropout());
  }

  /** Returns what is said of a model that has been made. */
  public static LSTMConfig of(LSTMForecasterOptions form) {
    return new LSTMConfig(
        Optional.empty(),
        Optional.of(form.hiddenSize()),
        Optional.of(form.numLayers()),
        Optional.empty(),
        form.dropout());
  }

  /** Returns what is said of a model that has been made. */
  public static LSTMConfig of(LSTMClassifierOptions form) {
    return new LSTMConfig(
        Optional.of(form.embeddingDim()),
        Optional.of(form.hiddenSize()),
        Optional.of(form.numLayers()),
        Optional.of(form.bidirectional()),
        form.dropout());
  }

  /**
   * Fails if the form says what a model of such data has not.
   *
   * @param place of the model
   */
  void requireFits(DataKind data, KeyPlace place) {
    if (data == DataKind.TABLE && embeddingDim.isPresent()) {
      throw new ConfigException(
          place,
          "embeddingDim is that of a text's tokens, and the data are " + data,
          "an lstm without it");
    }
    if (data != DataKind.LABELLED_TEXT && bidirectional.isPresent()) {
      throw new ConfigException(
          place,
          "bidirectional says that texts with classes are read from their ends too, and the"
              + " data are "
              + data
              + ", whose next step is told from those before",
          "an lstm without it");
    }
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

  /** Returns the form of a model of texts with a class each. */
  public LSTMClassifierOptions classifier(LSTMClassifierOptions usual) {
    return usual
        .withEmbeddingDim(embeddingDim.orElse(usual.embeddingDim()))
        .withHiddenSize(hiddenSize.orElse(usual.hiddenSize()))
        .withNumLayers(numLayers.orElse(usual.numLayers()))
        .withBidirectional(bidirectional.orElse(usual.bidirectional()))
        .withDropout(dropout);
  }

  /** Returns the form of a model of a series, which another one says more of. */
  public LSTMForecasterOptions series(LSTMForecasterOptions usual) {
    return usual
        .withHiddenSize(hiddenSize.orElse(usual.hiddenSize()))
        .withNumLayers(numLayers.orElse(usual.numLayers()))
        .withDropout(dropout);
  }
}
