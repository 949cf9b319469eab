package dev.jacobian.distribution;

import dev.jacobian.autograd.Recording;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.function.UnaryOperator;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** What the distributions ask of their parameters, and draw for them. */
final class Parameters {
  /** What stands for 0 where a logarithm has to be finite. */
  static final double TINY = Float.MIN_NORMAL;

  private Parameters() {}

  /**
   * Checks that all elements fulfil a condition.
   *
   * @param condition false for NaN
   * @param fix how others become such, or null if that depends
   * @throws DTypeException if they are no floating-point numbers
   * @throws DataException if one does not
   */
  static void require(
      String name,
      Tensor parameter,
      UnaryOperator<Tensor> condition,
      String expected,
      @Nullable String fix) {
    if (!parameter.dtype().isFloating()) {
      throw new DTypeException(
          name + ": received " + parameter.value().spec(),
          "a floating-point tensor",
          DTypeHints.toFloating(parameter.dtype()));
    }
    if (Recording.isActive()) {
      return;
    }
    Tensor values = parameter.detach();
    Tensor isWrong = condition.apply(values).not();
    if (isWrong.any().item() != 0) {
      throw new DataException(
          name + ": an element is " + values.maskedSelect(isWrong).get(0).item(),
          expected,
          fix,
          null);
    }
  }

  static void requireNumbers(String name, Tensor parameter) {
    require(name, parameter, Tensor::isFinite, "finite numbers", null);
  }

  static void requirePositive(String name, Tensor parameter) {
    require(
        name,
        parameter,
        x -> x.gt(0),
        "numbers above 0",
        "a network's output becomes such a number by softplus() or exp()");
  }

  /** Returns the shape of so many draws of each distribution. */
  static Shape drawn(long[] shape, Shape batch) {
    return Shape.of(LongStream.concat(LongStream.of(shape), LongStream.of(batch.dims())).toArray());
  }

  /** Returns uniform numbers in [0, 1). */
  static Tensor uniform(Generator generator, Shape shape, Tensor like) {
    return Creation.uniform(generator, shape, like.dtype(), like.device());
  }

  /** Returns normal numbers with mean 0 and deviation 1. */
  static Tensor normal(Generator generator, Shape shape, Tensor like) {
    return Creation.normal(generator, shape, like.dtype(), like.device());
  }

  /**
   * Returns whether all elements are known to hold: not while a function is captured, and not on a
   * GPU, which would be waited for.
   */
  static boolean areKnownToHold(Tensor condition) {
    return !Recording.isActive() && !condition.device().isCuda() && condition.all().item() != 0;
  }

  /** Leaves out numbers of a generator, as many as so many calls of a shape take. */
  static void skip(Generator generator, Shape drawn, int calls) {
    for (int i = 0; i < calls; i++) {
      generator.take(drawn.size());
    }
  }

  /** Returns numbers of the Gumbel distribution with loc 0 and scale 1. */
  static Tensor gumbel(Generator generator, Shape shape, Tensor like) {
    return uniform(generator, shape, like).clampMin(TINY).log().neg().log().neg();
  }

  /** Returns {@code a ln x}, 0 for an a of 0 whatever x is. */
  static Tensor timesLog(Tensor a, Tensor x) {
    return a.eq(0).where(0, a.mul(x.log()));
  }

  /** Returns the error of a distribution function or its inverse that has no closed form. */
  static OptionException noCdf(Distribution p, String name) {
    return new OptionException(
        p.getClass().getSimpleName() + ": " + name + " has no closed form",
        "another distribution",
        "estimate it from sample(n)");
  }

  /** Returns the error of means or variances that have no closed form. */
  static OptionException noMoments(Distribution p) {
    return new OptionException(
        p.getClass().getSimpleName() + ": its mean or variance has no closed form",
        "another distribution",
        "estimate it: sample(n).mean(false, 0)");
  }

  /** Returns the error of an entropy that has no closed form. */
  static OptionException noEntropy(Distribution p) {
    return new OptionException(
        p.getClass().getSimpleName() + ": its entropy has no closed form",
        "another distribution",
        "estimate it: p.logProb(p.sample(n)).mean(false, 0).neg()");
  }
}
