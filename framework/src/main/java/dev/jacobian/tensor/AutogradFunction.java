package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.CustomGradient;
import dev.jacobian.autograd.Variable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A function of tensors whose gradient its author gives, because the one that follows from its ops
 * is slow, inexact or not the one that is wanted:
 *
 * <pre>{@code
 * class StraightThrough extends AutogradFunction {
 *   protected Tensor forward(Context context, Tensor... inputs) {
 *     return inputs[0].sign();
 *   }
 *
 *   protected List<Tensor> backward(Context context, Tensor gradient) {
 *     return List.of(gradient);
 *   }
 * }
 * Tensor y = new StraightThrough().apply(x);
 * }</pre>
 *
 * Both methods compute with tensors, so compiled steps fuse what they do as they fuse all else. An
 * instance may be applied any number of times. PyTorch equivalent: {@code torch.autograd.Function}.
 */
public abstract class AutogradFunction {

  /** What one call of {@link #forward} leaves for its {@link #backward}. */
  public static final class Context {
    private final boolean[] needsInputGrad;
    private List<Tensor> saved = List.of();

    private Context(Tensor... inputs) {
      this.needsInputGrad = new boolean[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        needsInputGrad[i] = inputs[i].requiresGrad();
      }
    }

    /**
     * Keeps tensors until backward has run; changing one in place before is an error. Gradients of
     * gradients flow through inputs that are kept, and not through what {@code forward} computed:
     * where those are wanted, compute it anew from the inputs.
     */
    public void saveForBackward(Tensor... tensors) {
      saved = List.of(tensors);
    }

    /** Returns what was kept, in its order. */
    public List<Tensor> savedTensors() {
      return saved;
    }

    /** Returns whether an input requires a gradient; that of another may be null. */
    public boolean needsInputGrad(int index) {
      return needsInputGrad[index];
    }

    /** Returns whether the gradients will be differentiated in turn, so that they are recorded. */
    public boolean isDifferentiatedAgain() {
      return Autograd.isGradEnabled();
    }
  }

  /**
   * Computes the result. Nothing that it does is recorded.
   *
   * @return a new tensor; if it is an input or a view of one, its values are copied
   */
  protected abstract Tensor forward(Context context, Tensor... inputs);

  /**
   * Returns the gradients with respect to the inputs.
   *
   * @param gradient with respect to the result, of its shape
   * @return one for each input and of its shape and dtype; null where there is none
   */
  protected abstract List<@Nullable Tensor> backward(Context context, Tensor gradient);

  /**
   * Returns the function's value.
   *
   * @throws dev.jacobian.shape.AutogradException by the backward pass, if the number of gradients
   *     is not that of the inputs
   * @throws dev.jacobian.shape.ShapeException by the backward pass, if one has another shape or
   *     dtype than its input
   */
  public final Tensor apply(Tensor... inputs) {
    Context context = new Context(inputs);
    Tensor result = unrecorded(context, inputs);
    List<Variable> saved = context.saved.stream().map(Tensor::variable).toList();
    // Kept by the tape from here on, which frees them when backward has run.
    context.saved = List.of();
    CustomGradient.record(
        getClass().getSimpleName(),
        Arrays.stream(inputs).map(Tensor::variable).toList(),
        result.variable(),
        saved,
        (gradient, kept) -> gradients(context, gradient, kept));
    return result;
  }

  private Tensor unrecorded(Context context, Tensor... inputs) {
    try (Autograd.Guard unrecorded = Autograd.noGrad()) {
      Tensor made = forward(context, inputs);
      boolean isGiven =
          made.variable().source() != null
              || Arrays.stream(inputs).anyMatch(input -> input.variable() == made.variable());
      return isGiven ? made.copy() : made;
    }
  }

  private List<@Nullable Variable> gradients(
      Context context, Variable gradient, List<Variable> kept) {
    context.saved = kept.stream().map(Tensor::ofValue).toList();
    List<@Nullable Variable> gradients = new ArrayList<>();
    for (Tensor each : backward(context, Tensor.ofValue(gradient))) {
      gradients.add(each == null ? null : each.variable());
    }
    context.saved = List.of();
    return gradients;
  }
}
