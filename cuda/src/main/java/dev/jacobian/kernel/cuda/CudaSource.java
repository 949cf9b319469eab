package dev.jacobian.kernel.cuda;

import dev.jacobian.kernel.c.CDialect;
import dev.jacobian.shape.DType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Sources in CUDA C, each whole in itself. They are the same for every device; a compiler that
 * joins no sum with a product makes of them the arithmetic of the CPU.
 */
public final class CudaSource {
  static final CDialect DIALECT = new CDialect(text("functions.cu"));

  private static final String LIBRARY =
      text("prelude.cu") + onDevice(DIALECT.functions() + text("block.cu") + text("pack.cu"));

  private CudaSource() {}

  /** Returns the source of a launch's function, {@link CudaStructure#FUNCTION}. */
  public static String of(CudaStructure structure) {
    return LIBRARY + CudaPrinter.print(structure);
  }

  /**
   * Returns the source of a function, {@link CudaStructure#FUNCTION}, that does several launches,
   * one after the other, on a grid of one block. It is given their numbers behind each other.
   */
  public static String of(List<CudaStructure> launches) {
    return LIBRARY + CudaPrinter.print(launches);
  }

  /** Returns the source of the steps of a sort, {@code sort_begin} and {@code sort_step}. */
  public static String sort() {
    return LIBRARY + text("sort.cu");
  }

  /** Returns the source of pseudo-random numbers, with the functions of {@link #fill}. */
  public static String random() {
    return LIBRARY + onDevice(CDialect.randomNumbers() + text("random.cu"));
  }

  /**
   * Returns the name of the function that fills memory with random numbers.
   *
   * @param distribution named as the functions of {@code random.c} are
   */
  public static String fill(Enum<?> distribution, DType dtype) {
    return "fill_" + CDialect.lowerCase(distribution) + "_" + CDialect.suffix(dtype);
  }

  private static String onDevice(String source) {
    return source.replace("static inline ", "static __device__ inline ");
  }

  private static String text(String name) {
    try (InputStream stream = CudaSource.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new IllegalStateException("the source " + name + " is missing in this program");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the source " + name + " cannot be read", e);
    }
  }
}
