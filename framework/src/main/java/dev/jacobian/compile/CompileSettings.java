package dev.jacobian.compile;

import dev.jacobian.shape.OptionException;

/** The switch of compilation. */
public final class CompileSettings {
  /** System property: {@code on}, or {@code off} to run every compiled function eagerly. */
  public static final String PROPERTY = "jacobian.compile";

  private CompileSettings() {}

  /**
   * Returns whether functions are compiled, as they are unless the property says otherwise.
   *
   * @throws OptionException if the property is neither on nor off
   */
  public static boolean isOn() {
    String value = System.getProperty(PROPERTY, "on");
    return switch (value) {
      case "on" -> true;
      case "off" -> false;
      default -> throw new OptionException(PROPERTY + " is '" + value + "'", "on or off");
    };
  }
}
