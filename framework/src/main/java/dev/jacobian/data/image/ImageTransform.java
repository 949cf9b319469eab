package dev.jacobian.data.image;

import dev.jacobian.tensor.Generator;

/**
 * Makes of an image another one, at random or not. It is called by several threads at once, and
 * draws from the generator that it is given only, at most 2^16 numbers: then the number of workers
 * never changes results.
 */
@FunctionalInterface
public interface ImageTransform {
  /**
   * Returns the image changed.
   *
   * @param image not changed itself
   * @param generator of this image in this epoch
   */
  Image apply(Image image, Generator generator);

  /** Returns a number in [from, to) by chance. */
  static double uniform(Generator generator, double from, double to) {
    return from + (to - from) * generator.take(1).uniformDouble(0);
  }

  /** Returns a whole number from 0 to below a bound by chance. */
  static int below(Generator generator, int bound) {
    return (int) (generator.take(1).uniformDouble(0) * bound);
  }
}
