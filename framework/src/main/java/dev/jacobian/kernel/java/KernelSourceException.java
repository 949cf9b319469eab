package dev.jacobian.kernel.java;

import dev.jacobian.shape.JacobianException;

/** Generated source that does not compile: its lines with their numbers, and what is wrong. */
final class KernelSourceException extends JacobianException {
  private static final long serialVersionUID = 1L;

  /** Reports the compiler's error on a source. */
  KernelSourceException(String source, Throwable cause) {
    super(
        "the source of a fused kernel does not compile: " + cause.getMessage(),
        "a class that implements KernelBody",
        "report this text with the source:\n" + numbered(source),
        cause);
  }

  private static String numbered(String source) {
    String[] lines = source.split("\n");
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < lines.length; i++) {
      text.append(String.format("%4d  %s%n", i + 1, lines[i]));
    }
    return text.toString();
  }
}
