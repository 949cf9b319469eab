package dev.jacobian.data;

import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DataException;

/**
 * Which rows of a data set an epoch has, and in which order; a row may come several times, or not
 * at all. PyTorch equivalent: {@code torch.utils.data.Sampler}.
 *
 * <p>Any part of an epoch is asked for at any time and by several threads, so that a run goes on in
 * the middle of one and workers read ahead: what is returned depends on the arguments alone.
 */
public interface Sampler {
  /** Returns the number of rows of an epoch. */
  long size();

  /**
   * Returns the rows at some positions of an epoch.
   *
   * @param random the random numbers of the epoch: element i is for position i, as far as one is
   *     enough
   * @param first the first position
   * @param count how many; with {@code first} no more than {@link #size}
   */
  long[] rows(RandomState random, long first, int count);

  /**
   * Checks that this draws rows of a data set of so many; one that may draw any does nothing.
   *
   * @throws DataException if it is for another number
   */
  default void requireFits(long rows) {}

  /**
   * Returns what distinguishes the order from that of other samplers in a few words, such as its
   * kind and numbers. A run that is resumed asks for the one that it began with.
   */
  String description();

  /**
   * Returns a sampler that draws each row independently, with a probability in proportion to its
   * weight. PyTorch equivalent: {@code torch.utils.data.WeightedRandomSampler}.
   *
   * @param weights one for each row of the data set; copied
   * @param rows how many an epoch has
   * @throws DataException if a weight is negative or not finite, all are 0, or there are no rows
   */
  static Sampler weighted(double[] weights, long rows) {
    return new WeightedSampler(weights, rows);
  }

  /**
   * Returns a sampler that draws each class as often as any other, and each row of a class as often
   * as its others, in epochs of as many rows as there are: for classes of which some are rare.
   *
   * @param classes of all rows of the data set
   * @throws DataException if there are no rows
   */
  static Sampler balanced(long[] classes) {
    return WeightedSampler.balanced(classes);
  }

  /**
   * Returns a sampler that draws each row independently of those before, so that some come several
   * times and others not at all, as the bootstrap does. PyTorch equivalent: {@code
   * torch.utils.data.RandomSampler} with {@code replacement=True}.
   *
   * @param of the rows of the data set
   * @param rows how many an epoch has
   * @throws DataException if one of them is below 1
   */
  static Sampler withReplacement(long of, long rows) {
    return new UniformSampler(of, rows);
  }
}
