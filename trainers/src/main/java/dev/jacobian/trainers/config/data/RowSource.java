package dev.jacobian.trainers.config.data;

import dev.jacobian.trainers.config.keys.FileName;
import java.nio.file.Path;
import java.util.List;

/** Which files the data of a run come from, and how they are read. */
public sealed interface RowSource permits TableRows, ArrayRows, ImageRows, TextRows {
  /** Returns the files, each once. */
  List<Path> files();

  /** Returns the key of {@code data} that names them. */
  String key();

  /** Returns what errors and reports call them. */
  String name();

  /**
   * Returns rows of another file in the same form.
   *
   * @throws dev.jacobian.trainers.config.keys.ConfigException if there is no such file, or it lacks
   *     what these rows have
   */
  RowSource in(FileName other);

  /** Returns whether the rows are read into memory, or stay in a file. */
  boolean isInMemory();
}
