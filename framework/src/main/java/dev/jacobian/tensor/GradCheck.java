package dev.jacobian.tensor;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.NumericException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Compares the gradients of a function of tensors with central differences: every derivative of an
 * output element with respect to an input element. For functions that are smooth near the given
 * inputs. PyTorch equivalent: {@code torch.autograd.gradcheck} and {@code gradgradcheck}.
 *
 * <p>Inputs that require a gradient are checked, the others are held fixed. A checked input is
 * moved in place and put back, so parameters that the function holds can be named as inputs too:
 *
 * <pre>{@code
 * GradCheck.check(in -> in.get(0).tanh(), x);
 * GradCheck.check(in -> layer.forward(in.get(0)), x, layer.weight().tensor());
 * }</pre>
 */
public final class GradCheck {
  private GradCheck() {}

  /**
   * How gradients are compared. A derivative passes if it differs from the numeric one by at most
   * {@code atol + rtol * |numeric|}.
   *
   * @param eps how far an input element is moved to either side
   * @param atol absolute tolerance
   * @param rtol relative tolerance
   */
  public record Options(double eps, double atol, double rtol) {
    /** Returns PyTorch's values. */
    public static Options defaults() {
      return new Options(1e-6, 1e-5, 1e-3);
    }
  }

  /**
   * What a check that passed has seen.
   *
   * @param derivatives how many were compared
   * @param largestDifference the largest difference between a derivative and the numeric one
   */
  public record Report(long derivatives, double largestDifference) {}

  /** Checks first derivatives with {@link Options#defaults}. */
  public static Report check(Function<List<Tensor>, Tensor> function, Tensor... inputs) {
    return check(Options.defaults(), function, inputs);
  }

  /**
   * Checks first derivatives.
   *
   * @param function gives a float64 tensor from the inputs, the same one at every call
   * @param inputs those that require a gradient are float64
   * @throws NumericException if a derivative is wrong; the message names input, element, both
   *     values and the tolerance
   * @throws AutogradException if no input requires a gradient
   * @throws DTypeException if a checked input is not float64
   */
  public static Report check(
      Options options, Function<List<Tensor>, Tensor> function, Tensor... inputs) {
    return compare(options, "gradcheck", in -> List.of(function.apply(in)), List.of(inputs));
  }

  /** Checks second derivatives with {@link Options#defaults}. */
  public static Report checkSecond(Function<List<Tensor>, Tensor> function, Tensor... inputs) {
    return checkSecond(Options.defaults(), function, inputs);
  }

  /**
   * Checks second derivatives: the derivatives of the gradients, with respect to the inputs and to
   * the gradient that backward starts from. Errors as in {@link #check}.
   */
  public static Report checkSecond(
      Options options, Function<List<Tensor>, Tensor> function, Tensor... inputs) {
    List<Tensor> given = List.of(inputs);
    List<Tensor> checked = checked("gradcheck of second order", given);
    Tensor output = function.apply(given);
    Tensor seed =
        Creation.uniform(new Generator(0), output.shape(), DType.FLOAT64, output.device())
            .add(0.5)
            .setRequiresGrad(true);
    List<Tensor> extended = new ArrayList<>(given);
    extended.add(seed);
    return compare(
        options,
        "gradcheck of second order",
        in -> gradients(function.apply(given), checked, seed),
        extended);
  }

  private static List<Tensor> gradients(Tensor output, List<Tensor> inputs, Tensor seed) {
    List<Tensor> present = new ArrayList<>();
    if (!output.requiresGrad()) {
      return present;
    }
    for (Tensor gradient : Gradients.of(List.of(output), inputs, List.of(seed), true, true)) {
      if (gradient != null) {
        present.add(gradient);
      }
    }
    return present;
  }

  private static List<Tensor> checked(String name, List<Tensor> inputs) {
    List<Tensor> checked = inputs.stream().filter(Tensor::requiresGrad).toList();
    if (checked.isEmpty()) {
      throw new AutogradException(
          name + ": none of " + inputs.size() + " inputs requires a gradient",
          "at least one that does",
          "call setRequiresGrad(true) on what shall be checked");
    }
    for (Tensor input : checked) {
      if (input.dtype() != DType.FLOAT64) {
        throw new DTypeException(
            name + ": received a " + input.value().spec() + " input",
            "float64, since differences of float32 values are too coarse",
            "make it with to(DType.FLOAT64)");
      }
    }
    return checked;
  }

  private static Report compare(
      Options options,
      String name,
      Function<List<Tensor>, List<Tensor>> function,
      List<Tensor> inputs) {
    List<Tensor> checked = checked(name, inputs);
    List<List<Jacobian>> analytic;
    List<List<Jacobian>> numeric;
    try (MemoryScope scope = MemoryScope.open()) {
      analytic = Jacobian.byBackward(function.apply(inputs), checked);
      numeric = Jacobian.byDifferences(() -> function.apply(inputs), checked, options.eps());
    }
    long count = 0;
    double largest = 0;
    for (int input = 0; input < checked.size(); input++) {
      for (int output = 0; output < numeric.get(input).size(); output++) {
        Jacobian exact = analytic.get(input).get(output);
        Jacobian measured = numeric.get(input).get(output);
        @Nullable String difference = exact.firstDifference(measured, options);
        if (difference != null) {
          throw new NumericException(
              name
                  + ": input "
                  + inputs.indexOf(checked.get(input))
                  + ", a "
                  + checked.get(input).value().spec()
                  + " tensor, "
                  + difference,
              "a difference of at most " + options.atol() + " + " + options.rtol() + " * |numeric|",
              "correct the gradient; if the function has a step or a kink here, check it elsewhere");
        }
        count += measured.size();
        largest = Math.max(largest, exact.largestDifference(measured));
      }
    }
    return new Report(count, largest);
  }
}
