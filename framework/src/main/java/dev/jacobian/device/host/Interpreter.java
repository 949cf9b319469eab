package dev.jacobian.device.host;

import dev.jacobian.expr.Expr;
import dev.jacobian.shape.DType;

/**
 * Expressions as a list of steps over slots. The first slots are the inputs'; each step writes one
 * of the others. Constants and parameters have slots that are filled once, when a part of the work
 * begins.
 */
final class Interpreter implements Evaluator {
  private final Lane[] lanes;
  private final Step[] steps;
  private final Expr[] numbers;
  private final int[] numberSlots;
  private final int[] results;
  private final boolean[] reads;

  /**
   * Makes an interpreter; {@link InterpreterBuilder} does.
   *
   * @param lanes the type of each slot behind the inputs'
   * @param steps in the order of their work
   * @param numbers constants and parameters
   * @param numberSlots where they are filled in
   * @param results the slot of each result
   * @param reads whether each input is read
   */
  Interpreter(
      Lane[] lanes,
      Step[] steps,
      Expr[] numbers,
      int[] numberSlots,
      int[] results,
      boolean[] reads) {
    this.lanes = lanes;
    this.steps = steps;
    this.numbers = numbers;
    this.numberSlots = numberSlots;
    this.results = results;
    this.reads = reads;
  }

  @Override
  public int slotCount() {
    return reads.length + lanes.length;
  }

  @Override
  public boolean reads(int input) {
    return reads[input];
  }

  @Override
  public int slotOf(int result) {
    return results[result];
  }

  @Override
  public void begin(Frame frame, double[] parameters, int length) {
    Object[] slots = frame.slots;
    for (int i = 0; i < lanes.length; i++) {
      slots[reads.length + i] = frame.take(lanes[i]);
    }
    for (int i = 0; i < numbers.length; i++) {
      fill(numbers[i], parameters, slots[numberSlots[i]], length);
    }
  }

  private static void fill(Expr number, double[] parameters, Object array, int length) {
    double value =
        number instanceof Expr.Parameter parameter
            ? parameters[parameter.index()]
            : ((Expr.Constant) number).value();
    DType dtype = number.dtype();
    Lane.of(dtype).fill(array, 0, length, dtype == DType.BOOL && value != 0 ? 1 : value);
    LongLane.narrow(dtype, array, length);
  }

  @Override
  public void compute(Frame frame, double[] parameters, int count) {
    Object[] slots = frame.slots;
    for (Step step : steps) {
      step.run(slots, count);
    }
  }
}
