package dev.jacobian.benchmarks.work;

/**
 * W10 and W16: a training step of a small GPT, and one of a recurrent network, on a batch that
 * stays the same. Matrices of weights are {@link Numbers#weights} of seeds that count up from
 * {@link #FIRST_WEIGHT_SEED} in the order of the parameters; biases are 0, and weights of norms 1.
 */
public final class SequenceTask {
  /** Elements of a sequence. */
  public static final int LENGTH = 64;

  /** Sequences of W10. */
  public static final int GPT_BATCH = 12;

  /** Kinds of tokens. */
  public static final int TOKENS = 65;

  /** Features of W10. */
  public static final int GPT_WIDTH = 128;

  /** Heads of W10. */
  public static final int HEADS = 4;

  /** Blocks of W10. */
  public static final int BLOCKS = 4;

  /** Of W10's AdamW. */
  public static final double GPT_LEARNING_RATE = 1e-3;

  /** Sequences of W16. */
  public static final int LSTM_BATCH = 32;

  /** Features of W16, of its input and its states. */
  public static final int LSTM_WIDTH = 256;

  /** Layers of W16. */
  public static final int LSTM_LAYERS = 2;

  /** Of W16's SGD. */
  public static final double LSTM_LEARNING_RATE = 0.1;

  /** Of the first matrix of weights. */
  public static final int FIRST_WEIGHT_SEED = 100;

  private SequenceTask() {}

  /** Returns W10's inputs for seed 1 and its targets for seed 2, {@code [GPT_BATCH, LENGTH]}. */
  public static long[] tokens(int seed) {
    float[] numbers = Numbers.uniform(seed, GPT_BATCH * LENGTH);
    long[] tokens = new long[numbers.length];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = (long) ((numbers[i] + 1.0) / 2 * TOKENS);
    }
    return tokens;
  }

  /**
   * Returns W16's input for seed 1 and its targets for seed 2, {@code [LENGTH, LSTM_BATCH,
   * LSTM_WIDTH]}.
   */
  public static float[] sequences(int seed) {
    return Numbers.uniform(seed, LENGTH * LSTM_BATCH * LSTM_WIDTH);
  }
}
