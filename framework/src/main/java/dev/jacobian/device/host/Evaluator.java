package dev.jacobian.device.host;

/**
 * Computes the values of a kernel's results for a block of positions, from inputs that lie in the
 * first slots of a frame.
 */
sealed interface Evaluator permits Interpreter, CompiledBody {

  /** Returns the number of slots, with those of the inputs. */
  int slotCount();

  /** Returns whether an input is read. */
  boolean reads(int input);

  /** Returns the slot that a result is in after {@link #compute}. */
  int slotOf(int result);

  /** Takes arrays for the slots behind the inputs', for blocks of up to {@code length}. */
  void begin(Frame frame, double[] parameters, int length);

  /**
   * Computes the values of a block.
   *
   * @throws dev.jacobian.shape.DataException if integers are divided by zero
   */
  void compute(Frame frame, double[] parameters, int count);
}
