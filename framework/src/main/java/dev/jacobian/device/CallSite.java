package dev.jacobian.device;

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
    "io"
  };

  private CallSite() {}

  /**
   * Returns the nearest frame that is not the framework's own, as {@code
   * Class.method(File.java:12)}.
   */
  public static String outsideFramework() {
    return WALKER.walk(
        frames ->
            frames
                .filter(frame -> !isFramework(frame.getClassName()))
                .findFirst()
                .map(frame -> frame.toStackTraceElement().toString())
                .orElse("an unknown place"));
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
