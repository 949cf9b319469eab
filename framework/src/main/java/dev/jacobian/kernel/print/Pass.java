package dev.jacobian.kernel.print;

import java.util.List;

/**
 * One loop over the elements.
 *
 * @param kind what it computes; a {@link LoopKind#LIBRARY} one is a call
 * @param values the numbers of the values that it computes or copies, operands before their users
 * @param reads where the values are that it uses but does not compute, constants and parameters
 *     apart
 * @param writes where values are put after all have been read; a value may be put in several places
 */
public record Pass(LoopKind kind, List<Integer> values, List<Access> reads, List<Access> writes) {
  /** Copies the lists. */
  public Pass {
    values = List.copyOf(values);
    reads = List.copyOf(reads);
    writes = List.copyOf(writes);
  }

  /** A value and an array that holds it. */
  public record Access(int value, Place place) {}
}
