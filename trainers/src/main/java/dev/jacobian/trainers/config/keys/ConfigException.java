package dev.jacobian.trainers.config.keys;

import dev.jacobian.shape.JacobianException;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that cannot be used. The message is one line that starts with where the mistake
 * stands: {@code file:line:column: key.path: problem; expected ...; fix: ...}.
 */
public final class ConfigException extends JacobianException {
  private static final long serialVersionUID = 1L;

  /** Reports a problem at a place of the configuration. */
  public ConfigException(
      KeyPlace place, String problem, @Nullable String expected, @Nullable String fix) {
    super(place + ": " + problem, expected, fix, null);
  }

  /** Reports a problem with what was expected. */
  public ConfigException(KeyPlace place, String problem, String expected) {
    this(place, problem, expected, null);
  }
}
