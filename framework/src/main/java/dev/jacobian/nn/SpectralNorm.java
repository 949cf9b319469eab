package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * A weight over its largest singular value, which each use in training approaches by the power
 * method: see {@link Parametrizations#spectralNorm}. Parameter {@code original}; the child {@code
 * 0} has the singular vectors {@code _u} and {@code _v} as buffers.
 */
final class SpectralNorm extends Parametrization {
  /** Rounds of the power method when the layer is made, as many as PyTorch's. */
  private static final int FIRST_ROUNDS = 15;

  private final Parameter original;
  private final Vectors vectors;
  private final int axis;
  private final int rounds;
  private final double epsilon;

  /** The singular vectors. */
  private static final class Vectors extends Module {
    private final Tensor left;
    private final Tensor right;

    Vectors(Tensor left, Tensor right) {
      super("SpectralNorm()");
      this.left = registerBuffer("_u", left);
      this.right = registerBuffer("_v", right);
    }
  }

  SpectralNorm(Tensor weight, int axis, int rounds, double epsilon, Generator generator) {
    super("SpectralNorm()");
    this.axis = axis;
    this.rounds = rounds;
    this.epsilon = epsilon;
    original = registerParameter("original", weight.detach());
    Tensor matrix = matrix(weight.detach());
    vectors = register("0", new Vectors(drawn(matrix, 0, generator), drawn(matrix, 1, generator)));
    approach(matrix, FIRST_ROUNDS);
  }

  private Tensor drawn(Tensor matrix, int side, Generator generator) {
    return unit(
        Creation.normal(generator, Shape.of(matrix.size(side)), matrix.dtype(), matrix.device()));
  }

  private Tensor unit(Tensor x) {
    return x.div(x.square().sum().sqrt().clamp(epsilon, Double.POSITIVE_INFINITY));
  }

  /** Returns the weight with the axis of the outputs first and all others as one. */
  private Tensor matrix(Tensor weight) {
    int rank = weight.shape().rank();
    int[] order =
        IntStream.concat(
                IntStream.of(axis), IntStream.range(0, rank).filter(other -> other != axis))
            .toArray();
    return weight.permute(order).reshape(weight.size(axis), -1);
  }

  private void approach(Tensor matrix, int count) {
    try (Autograd.Guard mode = Autograd.noGrad();
        MemoryScope scope = MemoryScope.open()) {
      for (int round = 0; round < count; round++) {
        vectors.left.copyInPlace(unit(matrix.matmul(vectors.right)));
        vectors.right.copyInPlace(unit(matrix.t().matmul(vectors.left)));
      }
    }
  }

  @Override
  Tensor value() {
    try (Autograd.Guard layer = enter()) {
      Tensor weight = original.tensor();
      Tensor matrix = matrix(weight);
      if (isTraining()) {
        approach(matrix.detach(), rounds);
      }
      // Copies, since another use before backward changes the vectors.
      Tensor left = vectors.left.copy();
      Tensor right = vectors.right.copy();
      return weight.div(left.mul(matrix.matmul(right)).sum());
    }
  }
}
