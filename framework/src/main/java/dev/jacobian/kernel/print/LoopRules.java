package dev.jacobian.kernel.print;

/** Which values of a {@link Structure} a language's compiler should find in one loop. */
public interface LoopRules {

  /** Returns the kind of loop in which a value is computed, or copied, fastest. */
  LoopKind kind(Structure structure, NumberedValue value);

  /** Returns how many operations a value takes: 0 if it is read, not computed. */
  int operations(NumberedValue value);
}
