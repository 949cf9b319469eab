package dev.jacobian.io;

import dev.jacobian.tensor.Tensor;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a safetensors file holds.
 *
 * @param tensors by name, in the order of their values in the file
 * @param metadata free text by name; empty if the file has none
 */
public record SafeTensorsFile(Map<String, Tensor> tensors, Map<String, String> metadata) {
  /** Copies the maps; they cannot be changed. */
  public SafeTensorsFile {
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }
}
