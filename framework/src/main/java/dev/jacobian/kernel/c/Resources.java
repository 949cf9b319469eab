package dev.jacobian.kernel.c;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The sources in C that lie beside this class. */
final class Resources {
  private Resources() {}

  /** Returns a source. */
  static String text(String name) {
    try (InputStream stream = Resources.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the source " + name + " is missing in this program");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the source " + name + " cannot be read", e);
    }
  }
}
