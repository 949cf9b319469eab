package dev.jacobian.distribution;

import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The last axes of a batch as one event: distributions of several numbers that do not depend on
 * each other. PyTorch equivalent: {@code torch.distributions.Independent}.
 *
 * @param base the distributions of the numbers
 * @param axes how many of the last axes of its batch are the event's
 */
public record Independent(Distribution base, int axes) implements Distribution {
  /** Checks the number of axes. */
  public Independent {
    if (axes < 0 || axes > base.batchShape().rank()) {
      throw new OptionException(
          "Independent: " + axes + " axes of a batch " + base.batchShape(),
          "0 to " + base.batchShape().rank());
    }
  }

  @Override
  public Shape batchShape() {
    long[] dims = base.batchShape().dims();
    return Shape.of(Arrays.copyOf(dims, dims.length - axes));
  }

  @Override
  public Shape eventShape() {
    long[] dims = base.batchShape().dims();
    Shape own = Shape.of(Arrays.copyOfRange(dims, dims.length - axes, dims.length));
    return Parameters.drawn(own.dims(), base.eventShape());
  }

  @Override
  public Tensor mean() {
    return base.mean();
  }

  @Override
  public Tensor variance() {
    return base.variance();
  }

  @Override
  public Tensor sample(Generator generator, long... shape) {
    return base.sample(generator, shape);
  }

  /**
   * Returns draws with a gradient: see {@link Reparameterized#rsample(Generator, long...)}.
   *
   * @throws OptionException if those of the numbers have none
   */
  public Tensor rsample(Generator generator, long... shape) {
    if (base instanceof Reparameterized numbers) {
      return numbers.rsample(generator, shape);
    }
    if (base instanceof Independent nested) {
      return nested.rsample(generator, shape);
    }
    throw new OptionException(
        "rsample: draws of " + base.getClass().getSimpleName() + " have no gradient",
        "a Reparameterized distribution",
        "use sample, or gumbelSoftmax for classes");
  }

  /** {@link #rsample(Generator, long...)} with the thread's default generator. */
  public Tensor rsample(long... shape) {
    return rsample(Generator.threadDefault(), shape);
  }

  @Override
  public Tensor logProb(Tensor value) {
    return together(base.logProb(value));
  }

  @Override
  public Tensor entropy() {
    return together(base.entropy());
  }

  private Tensor together(Tensor each) {
    int[] last = IntStream.rangeClosed(-axes, -1).toArray();
    return axes == 0 ? each : each.sum(false, last);
  }

  @Override
  public Tensor klDivergence(Distribution q) {
    if (!(q instanceof Independent other) || other.axes != axes) {
      return Divergences.between(this, q);
    }
    return together(base.klDivergence(other.base));
  }
}
