package dev.jacobian.kernel.java;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Takes the kernels of single ops from a file beside the library's classes, where {@link
 * KernelLibrary} has put them when the library was built, and gives all others to a compiler. A
 * program that runs op by op loads no compiler.
 */
final class BuiltKernels implements SourceCompiler {
  /** The file, in the folder of this package. */
  static final String FILE = "kernels.bin";

  private final SourceCompiler others;

  BuiltKernels(SourceCompiler others) {
    this.others = others;
  }

  @Override
  public byte[] compile(String name, String source) {
    byte[] built = Library.FILES.find(source);
    return built == null ? others.compile(name, source) : built;
  }

  /** Read when the first kernel is asked for. */
  private static final class Library {
    static final ClassFiles FILES = read();

    private static ClassFiles read() {
      try (InputStream in = BuiltKernels.class.getResourceAsStream(FILE)) {
        // Where classes are compiled without the build, as in an editor, there is none.
        return in == null ? ClassFiles.NONE : ClassFiles.read(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
