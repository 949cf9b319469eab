package dev.jacobian.trainers.config.data;

import dev.jacobian.trainers.config.keys.FileName;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * A file of text.
 *
 * @param file one text, or JSON lines with a text in each if it ends in .jsonl or .ndjson
 */
public record TextRows(Path file) implements RowSource {
  /** Returns the text that a configuration names. */
  static TextRows of(FileName name) {
    return new TextRows(name.existing("a text file in UTF-8"));
  }

  /** Returns whether each line is an object with a text. */
  public boolean isJsonLines() {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".jsonl") || name.endsWith(".ndjson");
  }

  @Override
  public List<Path> files() {
    return List.of(file);
  }

  @Override
  public String key() {
    return "text";
  }

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public TextRows in(FileName other) {
    return of(other);
  }

  @Override
  public boolean isInMemory() {
    return true;
  }
}
