package dev.jacobian.device;

import java.util.Optional;

/** Finds the place in a user's program that a call came from. */
public final class CallSite {
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final String[] FRAMEWORK = {
    "shape",
    "expr",
    "device",
    "op",
    "graph",
    "autograd",
    "tensor",
    "compile",
    "nn",
    "optim",
    "data",
    "metric",
    "io",
    "models",
    "trainers",
    "serve"
  };

  /** Where there is no program of the user's: above it is only what reads the command line. */
  private static final String COMMAND_LINE = "dev.jacobian.cli.";

  private CallSite() {}

  /**
   * Returns the nearest frame that is not Jacobian's own, as {@code Class.method(File.java:12)};
   * empty where the command line called.
   */
  public static Optional<String> find() {
    return WALKER.walk(
        frames ->
            frames
                .takeWhile(frame -> !isCommandLine(frame.getClassName()))
                .filter(frame -> !isFramework(frame.getClassName()))
                .findFirst()
                .map(frame -> frame.toStackTraceElement().toString()));
  }

  /** Returns the same, or words that say that there is none. */
  public static String outsideFramework() {
    return find().orElse("an unknown place");
  }

  private static boolean isCommandLine(String className) {
    return className.startsWith(COMMAND_LINE) && !className.endsWith("Test");
  }

  private static boolean isFramework(String className) {
    if (className.startsWith("java.")) {
      return true;
    }
    if (!className.startsWith("dev.jacobian.") || className.endsWith("Test")) {
      return false;
    }
    String rest = className.substring("dev.jacobian.".length());
    for (String name : FRAMEWORK) {
      if (rest.startsWith(name + ".")) {
        return true;
      }
    }
    return false;
  }
}
