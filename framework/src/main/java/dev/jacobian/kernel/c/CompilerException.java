package dev.jacobian.kernel.c;

import java.io.IOException;

/** Why no C can be compiled, or loaded, here. */
final class CompilerException extends IOException {
  private static final long serialVersionUID = 1L;

  CompilerException(String reason) {
    super(reason);
  }

  CompilerException(String reason, Throwable cause) {
    super(reason, cause);
  }
}
