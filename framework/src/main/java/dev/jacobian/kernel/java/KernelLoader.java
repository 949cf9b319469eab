package dev.jacobian.kernel.java;

/** The loader of one generated class, so that it goes when its kernels go. */
final class KernelLoader extends ClassLoader {
  private KernelLoader() {
    super(KernelBody.class.getClassLoader());
  }

  /**
   * Returns the class of a class file.
   *
   * @throws LinkageError if the file is no such class
   */
  static Class<?> define(String name, byte[] file) {
    return new KernelLoader().defineClass(name, file, 0, file.length);
  }
}
