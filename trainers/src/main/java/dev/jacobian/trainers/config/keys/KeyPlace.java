package dev.jacobian.trainers.config.keys;

import dev.jacobian.shape.Brief;

/**
 * Where a part of a configuration stands.
 *
 * @param source the file as the user named it, or the {@code --set} argument
 * @param line from 1, or 0 if the source has no lines
 * @param column from 1, or 0 if the source has no lines
 * @param key the path of keys from the top, such as {@code optimizer.learningRate}; empty for the
 *     whole document
 */
public record KeyPlace(String source, int line, int column, String key) {
  /** Returns the place of a whole source. */
  public static KeyPlace of(String source) {
    return new KeyPlace(source, 0, 0, "");
  }

  /** Returns this key at another position. */
  public KeyPlace at(int newLine, int newColumn) {
    return new KeyPlace(source, newLine, newColumn, key);
  }

  /** Returns the place of an entry of this one, at the same position. */
  KeyPlace child(String name) {
    return new KeyPlace(source, line, column, key.isEmpty() ? name : key + "." + name);
  }

  /** Returns {@code file:line:column: key.path}, without the parts that are unknown. */
  @Override
  public String toString() {
    String position = line == 0 ? source : source + ":" + line + ":" + column;
    return key.isEmpty() ? position : position + ": " + Brief.of(key);
  }
}
