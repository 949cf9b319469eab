package dev.jacobian.io;

import dev.jacobian.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A training state as data: named tensors, such as parameters and what an optimizer keeps, and
 * named texts, such as positions and the configuration. PyTorch equivalent: the dictionary that is
 * given to {@code torch.save}.
 *
 * @param tensors of any dtype and device
 * @param texts any Unicode text
 */
public record Checkpoint(Map<String, Tensor> tensors, Map<String, String> texts) {
  /** Copies the maps, not the tensors; they cannot be changed and keep their order. */
  public Checkpoint {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
  }
}
