package dev.jacobian.kernel.java;

/** Compilers whose generated source is damaged on its way. */
public final class BrokenCompilers {
  private BrokenCompilers() {}

  /** Returns a compiler that compiles no kernel at all. */
  public static KernelCompiler compilesNothing() {
    return new KernelCompiler(
        (name, source) ->
            new JaninoCompiler().compile(name, source.replace("int count", "int missing")),
        10);
  }
}
