package dev.jacobian.io;

import dev.jacobian.shape.Brief;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the header of a safetensors file says.
 *
 * @param entries the tensors, in the order of their values
 * @param metadata free text by name
 */
record SafeTensorsHeader(List<Entry> entries, Map<String, String> metadata) {
  /** The one name that no tensor may have: it holds the metadata. */
  static final String METADATA = "__metadata__";

  /** The most bytes that a header may take, as in the reference implementation. */
  static final int MAX_BYTES = 100_000_000;

  /**
   * One tensor.
   *
   * @param begin offset of its first byte from the end of the header
   * @param end offset behind its last byte
   */
  record Entry(String name, ElementType type, Shape shape, long begin, long end) {}

  /** Lays out tensors for writing: by type, then by name. */
  static SafeTensorsHeader of(Map<String, Tensor> tensors, Map<String, String> metadata) {
    List<String> names = new ArrayList<>(tensors.keySet());
    names.forEach(SafeTensorsHeader::requireName);
    names.sort(
        Comparator.comparing((String name) -> ElementType.of(require(tensors, name).dtype()))
            .thenComparing(Comparator.naturalOrder()));
    List<Entry> entries = new ArrayList<>();
    long offset = 0;
    for (String name : names) {
      TensorSpec spec = require(tensors, name).variable().spec();
      long end = Math.addExact(offset, spec.byteSize());
      entries.add(new Entry(name, ElementType.of(spec.dtype()), spec.shape(), offset, end));
      offset = end;
    }
    metadata.forEach(
        (name, text) -> {
          requireUnicode("the metadata name", name);
          requireUnicode("the metadata of '" + Brief.of(name) + "'", text);
        });
    return new SafeTensorsHeader(entries, new TreeMap<>(metadata));
  }

  /** Returns the tensor with a name. */
  static Tensor require(Map<String, Tensor> tensors, String name) {
    Tensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new DataException(
          "safetensors: the tensor named '" + Brief.of(name) + "' is null", "a tensor");
    }
    return tensor;
  }

  /** Returns whether every surrogate has its partner, so that the text has a UTF-8 form. */
  static boolean isUnicode(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  private static void requireName(String name) {
    if (name.equals(METADATA)) {
      throw new DataException(
          "safetensors: a tensor is named '" + METADATA + "', which the format reserves",
          "another name");
    }
    requireUnicode("the tensor name", name);
  }

  private static void requireUnicode(String what, String text) {
    if (!isUnicode(text)) {
      throw new DataException(
          "safetensors: " + what + " '" + Brief.of(text) + "' has half of a surrogate pair",
          "text that can be written as UTF-8");
    }
  }
}
