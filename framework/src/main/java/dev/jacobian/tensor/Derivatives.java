package dev.jacobian.tensor;

import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.Shape;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * Derivatives of a function of one tensor, whole or in one direction. The function is computed
 * once; nothing is accumulated. With {@code createGraph} what is returned can be differentiated in
 * turn, down to what x was computed from. PyTorch equivalent: {@code torch.autograd.functional}.
 */
public final class Derivatives {
  private final Tensor x;
  private final Tensor y;
  private final boolean createGraph;

  private Derivatives(UnaryOperator<Tensor> function, Tensor x, boolean createGraph) {
    Calls.requireFloating("a derivative", x);
    boolean isInGraph = createGraph && x.requiresGrad();
    this.x = isInGraph ? x : x.detach().setRequiresGrad(true);
    this.y = function.apply(this.x);
    this.createGraph = createGraph;
    Calls.requireFloating("a derivative", y);
  }

  /**
   * Returns the derivatives of each element of a result with respect to each element of x, of the
   * result's shape followed by that of x; one walk back for each element of the result. PyTorch
   * equivalent: {@code torch.autograd.functional.jacobian}.
   */
  public static Tensor jacobian(UnaryOperator<Tensor> function, Tensor x, boolean createGraph) {
    Derivatives of = new Derivatives(function, x, createGraph);
    return of.rows(of.y);
  }

  /**
   * Returns the second derivatives of a result of one element, of the shape of x twice. PyTorch
   * equivalent: {@code torch.autograd.functional.hessian}.
   *
   * @throws AutogradException if the result has several elements
   */
  public static Tensor hessian(UnaryOperator<Tensor> function, Tensor x, boolean createGraph) {
    Derivatives of = new Derivatives(function, x, createGraph);
    return of.rows(of.slope("hessian"));
  }

  /**
   * Returns {@code v^T J}, of the shape of x: the gradient of a result whose elements have these
   * weights. PyTorch equivalent: {@code torch.autograd.functional.vjp}.
   *
   * @param v of the result's shape and dtype
   */
  public static Tensor vjp(
      UnaryOperator<Tensor> function, Tensor x, Tensor v, boolean createGraph) {
    Derivatives of = new Derivatives(function, x, createGraph);
    return of.gradient(of.y, of.x, v, createGraph);
  }

  /**
   * Returns {@code J v}, of the result's shape: how it changes as x moves along v; by the gradient
   * of a gradient. PyTorch equivalent: {@code torch.autograd.functional.jvp}.
   *
   * @param v of the shape and dtype of x
   */
  public static Tensor jvp(
      UnaryOperator<Tensor> function, Tensor x, Tensor v, boolean createGraph) {
    Derivatives of = new Derivatives(function, x, createGraph);
    Tensor weights = Tensor.zerosLike(of.y).setRequiresGrad(true);
    return of.gradient(of.gradient(of.y, of.x, weights, true), weights, v, createGraph);
  }

  /**
   * Returns the product of the second derivatives of a result of one element and v, of the shape of
   * x, in two walks. PyTorch equivalent: {@code torch.autograd.functional.vhp} and {@code hvp},
   * which are the same as second derivatives are symmetric.
   *
   * @param v of the shape and dtype of x
   * @throws AutogradException if the result has several elements
   */
  public static Tensor hvp(
      UnaryOperator<Tensor> function, Tensor x, Tensor v, boolean createGraph) {
    Derivatives of = new Derivatives(function, x, createGraph);
    return of.gradient(of.slope("hvp"), of.x, v, createGraph);
  }

  private Tensor slope(String name) {
    if (y.size() != 1) {
      throw new AutogradException(
          name + ": the function returned " + y.value().spec(), "one element");
    }
    return gradient(y, x, Tensor.onesLike(y), true);
  }

  /** Returns the gradient of weighted elements; zeros where they do not depend on the input. */
  private Tensor gradient(Tensor of, Tensor input, Tensor weights, boolean isRecorded) {
    @Nullable Tensor found =
        of.requiresGrad()
            ? Gradients.of(List.of(of), List.of(input), List.of(weights), true, isRecorded).get(0)
            : null;
    return found == null ? Tensor.zerosLike(input) : found;
  }

  private Tensor rows(Tensor of) {
    int size = Math.toIntExact(of.size());
    long[] dims =
        LongStream.concat(LongStream.of(of.shape().dims()), LongStream.of(x.shape().dims()))
            .toArray();
    if (size == 0) {
      return Tensor.full(Shape.of(dims), 0, x.dtype(), x.device());
    }
    Tensor one = Tensor.eye(size).to(of.dtype()).to(of.device());
    Tensor[] rows = new Tensor[size];
    for (int i = 0; i < size; i++) {
      rows[i] = gradient(of, x, one.select(0, i).reshape(of.shape().dims()), createGraph);
    }
    return Calls.own(Tensor.stack(0, rows), dims);
  }
}
