package dev.jacobian.models.language;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;

/**
 * The form of a {@link TransformerClassifier}.
 *
 * @param vocabSize number of tokens, with that of padding, 0
 * @param classes number of classes
 * @param maxLength the most tokens of a text
 * @param embeddingDim features of a token, an even number
 * @param numLayers number of blocks, of which each reads the one before
 * @param numHeads number of attention heads, which divides the features
 * @param feedforwardDim features between the two linear maps of a block
 * @param dropout the probability of dropout of the embeddings, of attention's weights and behind
 *     attention and linear maps
 * @param dtype float32 or float64
 */
public record TransformerClassifierOptions(
    int vocabSize,
    int classes,
    int maxLength,
    @Option(min = 1, max = 1 << 20) int embeddingDim,
    @Option(min = 1, max = 1 << 10) int numLayers,
    @Option(min = 1, max = 1 << 12) int numHeads,
    @Option(min = 1, max = 1 << 24) int feedforwardDim,
    @Option(min = 0, below = 1) double dropout,
    DType dtype) {
  /**
   * Checks the numbers.
   *
   * @throws OptionException if one is outside its range, or two do not fit together
   */
  public TransformerClassifierOptions {
    OptionRanges.require(
        TransformerClassifierOptions.class,
        vocabSize,
        classes,
        maxLength,
        embeddingDim,
        numLayers,
        numHeads,
        feedforwardDim,
        dropout,
        dtype);
    if (vocabSize < 1 || classes < 1 || maxLength < 1) {
      throw new OptionException(
          "TransformerClassifier: vocabSize "
              + vocabSize
              + ", classes "
              + classes
              + ", maxLength "
              + maxLength,
          "1 or more of each");
    }
    if (embeddingDim % 2 != 0) {
      throw new OptionException(
          "TransformerClassifier: embeddingDim " + embeddingDim,
          "an even number, of whose features half tell a place by sines and half by cosines");
    }
    if (embeddingDim % numHeads != 0) {
      throw new OptionException(
          "TransformerClassifier: numHeads "
              + numHeads
              + " does not divide embeddingDim "
              + embeddingDim,
          "a number that does");
    }
    if (!dtype.isFloating()) {
      throw new DTypeException("TransformerClassifier: dtype " + dtype, "float32 or float64");
    }
  }

  /**
   * Returns a small usual form: 128 features, two blocks of four heads with 512 features between
   * their maps, texts of up to 256 tokens, no dropout, float32.
   */
  public static TransformerClassifierOptions of(int vocabSize, int classes) {
    return new TransformerClassifierOptions(
        vocabSize, classes, 256, 128, 2, 4, 512, 0, DType.FLOAT32);
  }

  /** Returns this form for other tokens and classes. */
  public TransformerClassifierOptions withSizes(int vocabSize, int classes) {
    return new TransformerClassifierOptions(
        vocabSize,
        classes,
        maxLength,
        embeddingDim,
        numLayers,
        numHeads,
        feedforwardDim,
        dropout,
        dtype);
  }

  /** Returns this form for texts of another number of tokens at most. */
  public TransformerClassifierOptions withMaxLength(int value) {
    return new TransformerClassifierOptions(
        vocabSize,
        classes,
        value,
        embeddingDim,
        numLayers,
        numHeads,
        feedforwardDim,
        dropout,
        dtype);
  }

  /**
   * Returns this form with another width.
   *
   * @param embeddingDim features of a token
   * @param numHeads number of heads, which divides them
   */
  public TransformerClassifierOptions withWidth(int embeddingDim, int numHeads) {
    return new TransformerClassifierOptions(
        vocabSize,
        classes,
        maxLength,
        embeddingDim,
        numLayers,
        numHeads,
        feedforwardDim,
        dropout,
        dtype);
  }

  /** Returns this form with another number of blocks. */
  public TransformerClassifierOptions withNumLayers(int value) {
    return new TransformerClassifierOptions(
        vocabSize,
        classes,
        maxLength,
        embeddingDim,
        value,
        numHeads,
        feedforwardDim,
        dropout,
        dtype);
  }

  /** Returns this form with another number of features between the linear maps of a block. */
  public TransformerClassifierOptions withFeedforwardDim(int value) {
    return new TransformerClassifierOptions(
        vocabSize, classes, maxLength, embeddingDim, numLayers, numHeads, value, dropout, dtype);
  }

  /** Returns this form with another probability of dropout. */
  public TransformerClassifierOptions withDropout(double value) {
    return new TransformerClassifierOptions(
        vocabSize,
        classes,
        maxLength,
        embeddingDim,
        numLayers,
        numHeads,
        feedforwardDim,
        value,
        dtype);
  }

  /** Returns this form with parameters of another type. */
  public TransformerClassifierOptions withDtype(DType value) {
    return new TransformerClassifierOptions(
        vocabSize,
        classes,
        maxLength,
        embeddingDim,
        numLayers,
        numHeads,
        feedforwardDim,
        dropout,
        value);
  }
}
