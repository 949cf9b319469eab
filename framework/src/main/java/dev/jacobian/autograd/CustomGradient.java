package dev.jacobian.autograd;

import dev.jacobian.device.Device;
import dev.jacobian.op.Differentiable;
import dev.jacobian.op.Full;
import dev.jacobian.op.GradientContext;
import dev.jacobian.op.Value;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The place on the tape of a result that was computed unrecorded and whose gradient its author
 * gives. What that gradient reads are further operands, so that they are kept, freed and watched as
 * those of any op.
 */
public final class CustomGradient implements Differentiable {
  private final String name;
  private final int inputCount;
  private final Backward backward;

  private CustomGradient(String name, int inputCount, Backward backward) {
    this.name = name;
    this.inputCount = inputCount;
    this.backward = backward;
  }

  /** The gradient of a function. */
  @FunctionalInterface
  public interface Backward {
    /**
     * Returns the gradients with respect to the inputs, each null or of the input's shape and type.
     *
     * @param gradient with respect to the result
     * @param saved what was kept for it
     */
    List<@Nullable Variable> gradients(Variable gradient, List<Variable> saved);
  }

  /**
   * Gives a result its place on the tape, if one of the inputs has one and gradients are recorded.
   *
   * @param name of the function, for messages
   * @param result what was computed from the inputs with nothing recorded; nobody's view
   * @param saved what the gradient reads
   */
  public static void record(
      String name,
      List<Variable> inputs,
      Variable result,
      List<Variable> saved,
      Backward backward) {
    boolean isRecorded =
        Autograd.isGradEnabled()
            && result.dtype().isFloating()
            && inputs.stream().anyMatch(Variable::requiresGrad);
    if (isRecorded) {
      List<Value> operands = new ArrayList<>(inputs);
      operands.addAll(saved);
      CustomGradient op = new CustomGradient(name, inputs.size(), backward);
      boolean isTraced = ThreadState.current().detectAnomaly;
      ForwardCall place = isTraced ? Autograd.here() : null;
      result.setNode(new OpNode(op, operands.toArray(new Value[0]), result.spec(), place));
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean isDifferentiable(int index) {
    return index < inputCount;
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return input >= inputCount;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    Variable result = context.once(() -> results(context)).get(index);
    if (result != null) {
      return result;
    }
    Device device = ((Variable) context.gradient()).device();
    return context.builder().apply(new Full(context.inputSpec(index), 0, device));
  }

  private List<@Nullable Variable> results(GradientContext context) {
    List<Variable> saved = new ArrayList<>();
    for (int i = inputCount; i < context.inputCount(); i++) {
      saved.add((Variable) context.input(i));
    }
    List<@Nullable Variable> results =
        backward.gradients((Variable) context.gradient(), List.copyOf(saved));
    if (results.size() != inputCount) {
      throw new AutogradException(
          "backward of "
              + name
              + " gave "
              + results.size()
              + " gradients for "
              + inputCount
              + (inputCount == 1 ? " input" : " inputs"),
          "one for each input, null where there is none");
    }
    for (int i = 0; i < inputCount; i++) {
      Variable result = results.get(i);
      if (result != null && !result.spec().equals(context.inputSpec(i))) {
        throw new ShapeException(
            "backward of "
                + name
                + " gave a "
                + result.spec()
                + " gradient for input "
                + i
                + ", a "
                + context.inputSpec(i)
                + " tensor",
            "the shape and dtype of the input");
      }
    }
    return results;
  }
}
