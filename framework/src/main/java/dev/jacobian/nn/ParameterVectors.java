package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/** All parameters as one vector, for methods that move them together. */
public final class ParameterVectors {
  private ParameterVectors() {}

  /**
   * Returns the elements of all parameters behind each other, {@code [n]}, with their gradient.
   * PyTorch equivalent: {@code torch.nn.utils.parameters_to_vector}.
   *
   * @throws OptionException if there is no parameter
   */
  public static Tensor parametersToVector(List<Parameter> parameters) {
    if (parameters.isEmpty()) {
      throw new OptionException("parametersToVector: no parameter", "one or more");
    }
    return Tensor.concat(
        0, parameters.stream().map(each -> each.tensor().flatten()).toArray(Tensor[]::new));
  }

  /**
   * Copies the elements of a vector into the parameters, without a gradient. PyTorch equivalent:
   * {@code torch.nn.utils.vector_to_parameters}.
   *
   * @param vector {@code [n]}, as many as the parameters have
   * @throws ShapeException if it has others; nothing has changed then
   */
  public static void vectorToParameters(Tensor vector, List<Parameter> parameters) {
    long size = parameters.stream().mapToLong(each -> each.tensor().shape().size()).sum();
    if (!vector.shape().equals(Shape.of(size))) {
      throw new ShapeException(
          "vectorToParameters: a vector " + vector.shape(),
          "[" + size + "], which is what the " + parameters.size() + " parameters have");
    }
    try (Autograd.Guard mode = Autograd.noGrad()) {
      long start = 0;
      for (Parameter parameter : parameters) {
        Tensor values = parameter.tensor();
        long length = values.shape().size();
        values.copyInPlace(vector.narrow(0, start, length).reshape(values.shape().dims()));
        start += length;
      }
    }
  }
}
