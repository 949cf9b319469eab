package dev.jacobian.races;

import dev.jacobian.tensor.Tensor;

/**
 * A tensor that all threads know, while one of them may release it at any moment.
 *
 * @param tensor {@code [rows, columns]}, both powers of 2, so that sums are exact
 * @param value what every element is as long as the tensor is not released
 */
public record Published(Tensor tensor, float value) {
  long rows() {
    return tensor.size(0);
  }

  long columns() {
    return tensor.size(1);
  }
}
