package dev.jacobian.kernel.print;

/**
 * What a loop computes, as far as it decides how fast the loop is. Loops of one floating type whose
 * operations all have vector instructions are worth keeping apart from all others.
 */
public enum LoopKind {
  /** Only float arithmetic with vector instructions. */
  FLOATS,
  /** Only double arithmetic with vector instructions. */
  DOUBLES,
  /** Anything; one element after the other. */
  MIXED,
  /** A single function that the library has its own loops for. */
  LIBRARY;

  /**
   * HotSpot's C2 unrolls a loop, without which it uses no vector instructions, while its body has
   * at most 60 nodes (LoopUnrollLimit). Measured on JDK 17 over 1 to 8 inputs, 1 to 5 outputs and
   * up to 45 operations: the bound lies at 52 with one node for an operation and 6 for an array.
   */
  private static final int MOST_NODES = 52;

  private static final int NODES_OF_AN_ARRAY = 6;

  /**
   * HotSpot does not compile methods above 8,000 bytes. The sizes are upper bounds with local
   * variables beyond the first 256, which need longer instructions.
   */
  private static final int MOST_BYTES = 7_500;

  private static final int BYTES_OF_AN_OPERATION = 24;
  private static final int BYTES_OF_AN_ARRAY = 32;
  private static final int BYTES_OF_A_NUMBER = 14;

  /**
   * Returns whether a loop stays fast.
   *
   * @param operations the number of operations
   * @param arrays how many arrays are read or written
   * @param numbers how many constants and parameters are used
   */
  public boolean fits(int operations, int arrays, int numbers) {
    int bytes =
        operations * BYTES_OF_AN_OPERATION
            + arrays * BYTES_OF_AN_ARRAY
            + numbers * BYTES_OF_A_NUMBER;
    return switch (this) {
      case FLOATS, DOUBLES -> operations + arrays * NODES_OF_AN_ARRAY <= MOST_NODES;
      case MIXED -> bytes <= MOST_BYTES;
      case LIBRARY -> operations <= 1;
    };
  }

  /** Returns whether loops of this kind have vector instructions. */
  public boolean hasVectors() {
    return this == FLOATS || this == DOUBLES;
  }
}
