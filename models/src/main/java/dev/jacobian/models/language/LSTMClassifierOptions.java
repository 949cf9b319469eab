package dev.jacobian.models.language;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;

/**
 * The form of an {@link LSTMClassifier}.
 *
 * @param vocabSize number of tokens, with that of padding, 0
 * @param classes number of classes
 * @param embeddingDim features of a token
 * @param hiddenSize features of a state
 * @param numLayers number of recurrent layers, of which each reads the one before
 * @param bidirectional whether a text is read from its end too
 * @param dropout the probability of dropout of the embeddings, between layers and before the last
 *     map
 * @param dtype float32 or float64
 */
public record LSTMClassifierOptions(
    int vocabSize,
    int classes,
    @Option(min = 1, max = 1 << 20) int embeddingDim,
    @Option(min = 1, max = 1 << 20) int hiddenSize,
    @Option(min = 1, max = 1 << 10) int numLayers,
    @Option boolean bidirectional,
    @Option(min = 0, below = 1) double dropout,
    DType dtype) {
  /** Checks the numbers. */
  public LSTMClassifierOptions {
    OptionRanges.require(
        LSTMClassifierOptions.class,
        vocabSize,
        classes,
        embeddingDim,
        hiddenSize,
        numLayers,
        bidirectional,
        dropout,
        dtype);
    if (vocabSize < 1 || classes < 1) {
      throw new OptionException(
          "LSTMClassifier: vocabSize " + vocabSize + ", classes " + classes, "1 or more of both");
    }
  }

  /** Returns a usual form: 100 features, one layer that reads forwards, no dropout, float32. */
  public static LSTMClassifierOptions of(int vocabSize, int classes) {
    return new LSTMClassifierOptions(vocabSize, classes, 100, 100, 1, false, 0, DType.FLOAT32);
  }

  /** Returns this form with another number of features of a token. */
  public LSTMClassifierOptions withEmbeddingDim(int value) {
    return new LSTMClassifierOptions(
        vocabSize, classes, value, hiddenSize, numLayers, bidirectional, dropout, dtype);
  }

  /** Returns this form with another number of features of a state. */
  public LSTMClassifierOptions withHiddenSize(int value) {
    return new LSTMClassifierOptions(
        vocabSize, classes, embeddingDim, value, numLayers, bidirectional, dropout, dtype);
  }

  /** Returns this form with another number of layers. */
  public LSTMClassifierOptions withNumLayers(int value) {
    return new LSTMClassifierOptions(
        vocabSize, classes, embeddingDim, hiddenSize, value, bidirectional, dropout, dtype);
  }

  /** Returns this form with texts read from both ends, or not. */
  public LSTMClassifierOptions withBidirectional(boolean value) {
    return new LSTMClassifierOptions(
        vocabSize, classes, embeddingDim, hiddenSize, numLayers, value, dropout, dtype);
  }

  /** Returns this form with another probability of dropout. */
  public LSTMClassifierOptions withDropout(double value) {
    return new LSTMClassifierOptions(
        vocabSize, classes, embeddingDim, hiddenSize, numLayers, bidirectional, value, dtype);
  }

  /** Returns this form with parameters of another type. */
  public LSTMClassifierOptions withDtype(DType value) {
    return new LSTMClassifierOptions(
        vocabSize, classes, embeddingDim, hiddenSize, numLayers, bidirectional, dropout, value);
  }
}
