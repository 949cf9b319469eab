package dev.jacobian.kernel.c;

import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * The way from Java to compiled kernels: native methods whose arguments are numbers, of a library
 * that the same compiler makes of {@code trampoline.c}.
 */
final class Trampoline {
  /** Changes when a method or the way kernels are called does. */
  static final int VERSION = 1;

  private Trampoline() {}

  /**
   * Loads the library.
   *
   * @throws UnsatisfiedLinkError if the system refuses it
   */
  static void load(Path library) {
    System.load(library.toString());
  }

  /** Returns the address of a direct buffer's memory, which is valid as long as the buffer is. */
  static native long address(Buffer direct);

  /**
   * Returns the address of a library's function; the library stays loaded.
   *
   * @throws UnsatisfiedLinkError if there is none
   */
  static long function(Path path, String name) {
    ByteBuffer file = text(path.toString());
    ByteBuffer symbol = text(name);
    long library = open(address(file));
    long function = library == 0 ? 0 : find(library, address(symbol));
    if (function == 0) {
      throw new UnsatisfiedLinkError(path + " has no function " + name + " that can be called");
    }
    return function;
  }

  private static ByteBuffer text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocateDirect(bytes.length + 1)
        .order(ByteOrder.nativeOrder())
        .put(bytes)
        .put((byte) 0);
  }

  private static native long open(long path);

  private static native long find(long library, long name);

  /**
   * Does one part of a kernel's work.
   *
   * @param function its address
   * @param numbers the address of what the kernel is given
   * @return 0, or the number of an error
   */
  static native int call(long function, long numbers, long part);
}
