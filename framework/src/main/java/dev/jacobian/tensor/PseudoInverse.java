package dev.jacobian.tensor;

import java.util.List;

/**
 * {@code P = V S^-1 U^T} of A {@code [..., m, n]} without the singular values that are noise, and
 * {@code dA = -P^T dP P^T + (1 - A P) dP^T P P^T + P^T P dP^T (1 - P A)} while the rank stays. The
 * gradient that follows from the SVD's is not finite where singular values are equal, as those of a
 * matrix of less than full rank are. Source: G. Golub and V. Pereyra, "The differentiation of
 * pseudo-inverses and nonlinear least squares problems whose variables separate", 1973.
 */
final class PseudoInverse extends AutogradFunction {
  @Override
  protected Tensor forward(Context context, Tensor... inputs) {
    Tensor a = inputs[0];
    SVD svd = a.svd(false);
    Tensor inverse = LeastSquares.isAboveNoise(a, svd.s()).where(svd.s().reciprocal(), 0);
    Tensor scaled = svd.vh().transpose(-2, -1).mul(inverse.unsqueeze(-2));
    Tensor result = scaled.matmulTransposed(svd.u());
    context.saveForBackward(a, result);
    return result;
  }

  @Override
  protected List<Tensor> backward(Context context, Tensor gradient) {
    Tensor a = context.savedTensors().get(0);
    boolean isAgain = context.isDifferentiatedAgain();
    Tensor p = isAgain ? new PseudoInverse().apply(a) : context.savedTensors().get(1);
    Tensor pt = p.transpose(-2, -1);
    Tensor dpt = gradient.transpose(-2, -1);
    Tensor left = dpt.matmul(p).matmul(pt);
    Tensor right = pt.matmul(p).matmul(dpt);
    Tensor outside = left.sub(a.matmul(p.matmul(left))).add(right.sub(right.matmul(p).matmul(a)));
    return List.of(outside.sub(pt.matmul(gradient).matmul(pt)));
  }
}
