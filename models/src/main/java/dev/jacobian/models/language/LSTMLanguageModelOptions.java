package dev.jacobian.models.language;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;

/**
 * The form of an {@link LSTMLanguageModel}.
 *
 * @param vocabSize number of tokens; ids are from 0 to one less
 * @param embeddingDim features of a token
 * @param hiddenSize features of a state
 * @param numLayers number of recurrent layers, of which each reads the one before
 * @param dropout the probability of dropout of the embeddings, between layers and before the last
 *     map
 * @param dtype float32 or float64
 */
public record LSTMLanguageModelOptions(
    int vocabSize,
    @Option(min = 1, max = 1 << 20) int embeddingDim,
    @Option(min = 1, max = 1 << 20) int hiddenSize,
    @Option(min = 1, max = 1 << 10) int numLayers,
    @Option(min = 0, below = 1) double dropout,
    DType dtype) {
  /** Checks the numbers. */
  public LSTMLanguageModelOptions {
    OptionRanges.require(
        LSTMLanguageModelOptions.class,
        vocabSize,
        embeddingDim,
        hiddenSize,
        numLayers,
        dropout,
        dtype);
    if (vocabSize < 1) {
      throw new OptionException("LSTMLanguageModel: vocabSize " + vocabSize, "1 or more");
    }
  }

  /** Returns the form of PyTorch's example: 200 features, two layers, no dropout, float32. */
  public static LSTMLanguageModelOptions of(int vocabSize) {
    return new LSTMLanguageModelOptions(vocabSize, 200, 200, 2, 0, DType.FLOAT32);
  }

  /** Returns this form for another number of tokens. */
  public LSTMLanguageModelOptions withVocabSize(int value) {
    return new LSTMLanguageModelOptions(value, embeddingDim, hiddenSize, numLayers, dropout, dtype);
  }

  /** Returns this form with parameters of another type. */
  public LSTMLanguageModelOptions withDtype(DType value) {
    return new LSTMLanguageModelOptions(
        vocabSize, embeddingDim, hiddenSize, numLayers, dropout, value);
  }
}
