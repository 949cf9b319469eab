package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * A weight by its lengths g and directions v, {@code g v / |v|}: see {@link
 * Parametrizations#weightNorm}. Parameters {@code original0}, the lengths, and {@code original1}.
 */
final class WeightNorm extends Parametrization {
  private final Parameter lengths;
  private final Parameter directions;
  private final int[] others;

  WeightNorm(Tensor weight, int axis) {
    super("WeightNorm()");
    others = IntStream.range(0, weight.shape().rank()).filter(other -> other != axis).toArray();
    Tensor lengthsNow;
    try (Autograd.Guard mode = Autograd.noGrad()) {
      lengthsNow = norm(weight);
    }
    lengths = registerParameter("original0", lengthsNow);
    directions = registerParameter("original1", weight.detach());
  }

  private Tensor norm(Tensor x) {
    return x.square().sum(true, others).sqrt();
  }

  @Override
  Tensor value() {
    try (Autograd.Guard layer = enter()) {
      Tensor v = directions.tensor();
      return v.mul(lengths.tensor().div(norm(v)));
    }
  }
}
