package dev.jacobian.kernel.java;

/** Turns Java source into a class. */
@FunctionalInterface
interface SourceCompiler {
  /**
   * Compiles a source file with one class.
   *
   * @param name the name of the class
   * @return the class file
   * @throws KernelSourceException if the source is not a correct class
   */
  byte[] compile(String name, String source);
}
