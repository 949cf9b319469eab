package dev.jacobian.trainers.strategy;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What every gradient is made with. */
final class Gradients {
  private Gradients() {}

  /** Computes the gradients of a loss, takes them from the parameters and leaves none there. */
  static List<Optional<Tensor>> of(Tensor loss, List<Parameter> parameters) {
    requireScalar(loss);
    loss.backward();
    List<Optional<Tensor>> gradients = new ArrayList<>();
    for (Parameter parameter : parameters) {
      gradients.add(Optional.ofNullable(parameter.grad()));
      parameter.tensor().setGrad(null);
    }
    return gradients;
  }

  /** Returns a number without its place on the tape. */
  static Tensor offTape(Tensor number) {
    return number.detach().to(DType.FLOAT64).reshape();
  }

  private static void requireScalar(Tensor loss) {
    if (loss.size() != 1) {
      throw new ShapeException(
          "training: the loss has shape " + loss.shape(),
          "one number, the mean over the rows",
          Fix.inCode("use Reduction.MEAN"));
    }
  }
}
