package dev.jacobian.data.jdbc;

import dev.jacobian.io.FileErrors;
import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A password by where it is kept. It is read when a connection is made, and never shown, logged or
 * written.
 */
public final class Password {
  private static final Password NONE = new Password("no password", () -> "");

  private final String where;
  private final Supplier<String> value;

  private Password(String where, Supplier<String> value) {
    this.where = where;
    this.value = value;
  }

  /** Returns that there is none. */
  public static Password none() {
    return NONE;
  }

  /** Returns one that the program has got from elsewhere, such as from a vault. */
  public static Password of(Supplier<String> value) {
    return new Password("a password of the program", value);
  }

  /** Returns that of an environment variable. */
  public static Password ofEnvironment(String name) {
    return new Password(
        "the environment variable " + name,
        () -> {
          String found = System.getenv(name);
          if (found == null) {
            throw new DataException(
                "the environment variable " + name + " is not set",
                "the password of the database",
                "set it: export " + name + "=...");
          }
          return found;
        });
  }

  /** Returns the first line of a file, as secrets of containers are kept. */
  public static Password ofFile(Path file) {
    return new Password(
        "the file " + file,
        () -> {
          try {
            return Files.readString(file).lines().findFirst().orElse("");
          } catch (IOException e) {
            throw new DataException(
                file + ": the file cannot be read: " + FileErrors.reason(e),
                "a file with the password of the database in its first line",
                null,
                e);
          }
        });
  }

  String read() {
    return value.get();
  }

  /** Returns where it is kept: {@code the environment variable DB_PASSWORD}. */
  @Override
  public String toString() {
    return where;
  }
}
