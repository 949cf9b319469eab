package dev.jacobian.tensor;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Variable;
import dev.jacobian.shape.AutogradException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gradients as results instead of as what leaves collect; nothing is accumulated. With {@code
 * createGraph} they are recorded and can be differentiated in turn:
 *
 * <pre>{@code
 * Tensor slope = Gradients.of(x.pow(3).sum(), x, true);
 * Tensor curvature = Gradients.of(slope.sum(), x, false);
 * }</pre>
 *
 * PyTorch equivalent: {@code torch.autograd.grad}.
 */
public final class Gradients {
  private Gradients() {}

  /**
   * Returns the gradient of a one-element tensor with respect to one input.
   *
   * @param createGraph whether the gradient can be differentiated in turn
   * @throws AutogradException if the output does not depend on the input
   */
  public static Tensor of(Tensor output, Tensor input, boolean createGraph) {
    Tensor gradient = of(List.of(output), List.of(input), createGraph).get(0);
    if (gradient == null) {
      throw new AutogradException(
          "the output, a "
              + output.value().spec()
              + " tensor, does not depend on the input, a "
              + input.value().spec()
              + " tensor",
          "an input that the output was computed from",
          "use Gradients.of with lists, which gives null for such an input");
    }
    return gradient;
  }

  /**
   * Returns the gradients of the sum of one-element tensors.
   *
   * @param createGraph whether the gradients can be differentiated in turn
   * @return one per input; null where the outputs do not depend on it
   */
  public static List<@Nullable Tensor> of(
      List<Tensor> outputs, List<Tensor> inputs, boolean createGraph) {
    return of(outputs, inputs, List.of(), createGraph, createGraph);
  }

  /**
   * Returns the gradients of a one-element tensor by the names of its inputs, in their order.
   *
   * @param createGraph whether the gradients can be differentiated in turn
   * @throws AutogradException if the output does not depend on one of the inputs
   */
  public static Map<String, Tensor> of(
      Tensor output, Map<String, Tensor> inputs, boolean createGraph) {
    List<@Nullable Tensor> gradients =
        of(List.of(output), List.copyOf(inputs.values()), createGraph);
    Map<String, Tensor> named = new LinkedHashMap<>();
    for (String name : inputs.keySet()) {
      Tensor gradient = gradients.get(named.size());
      if (gradient == null) {
        throw new AutogradException(
            "the output, a "
                + output.value().spec()
                + " tensor, does not depend on the input '"
                + name
                + "'",
            "inputs that the output was computed from",
            "use Gradients.of with lists, which gives null for such an input");
      }
      named.put(name, gradient);
    }
    return named;
  }

  /**
   * Returns the gradients of the sum of {@code outputs}, each weighted by its seed.
   *
   * @param seeds one per output and of its shape and dtype, or empty for 1 if every output has one
   *     element
   * @param retainGraph whether backward may run again on this graph
   * @param createGraph whether the gradients can be differentiated in turn
   * @return one per input; null where the outputs do not depend on it
   */
  public static List<@Nullable Tensor> of(
      List<Tensor> outputs,
      List<Tensor> inputs,
      List<Tensor> seeds,
      boolean retainGraph,
      boolean createGraph) {
    List<@Nullable Tensor> gradients = new ArrayList<>();
    for (Variable gradient :
        Autograd.grad(
            variables(outputs), variables(inputs), variables(seeds), retainGraph, createGraph)) {
      gradients.add(gradient == null ? null : Tensor.ofValue(gradient));
    }
    return gradients;
  }

  private static List<Variable> variables(List<Tensor> tensors) {
    return tensors.stream().map(Tensor::variable).toList();
  }
}
