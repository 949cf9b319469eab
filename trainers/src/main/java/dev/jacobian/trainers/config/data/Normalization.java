package dev.jacobian.trainers.config.data;

import dev.jacobian.data.image.Normalize;
import java.util.Optional;

/**
 * What images are normalised by.
 *
 * @param numbers means and deviations; none for those of the training images, which only they tell
 */
public record Normalization(Optional<Normalize> numbers) {
  /** By the training images. */
  static final Normalization TRAINING = new Normalization(Optional.empty());

  static Normalization of(Normalize numbers) {
    return new Normalization(Optional.of(numbers));
  }
}
