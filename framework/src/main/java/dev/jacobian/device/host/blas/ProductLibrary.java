package dev.jacobian.device.host.blas;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DeviceException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The BLAS that multiplies matrices in this process. OpenBLAS carries kernels for many processors
 * and chooses those of one, its core, when it is loaded; the variable {@value #CORE_VARIABLE}
 * chooses another. The speed of products depends on little else.
 *
 * @param version of OpenBLAS, such as {@code 0.3.31}; empty for another BLAS
 * @param core the processor whose kernels compute, such as {@code SkylakeX}; empty for another BLAS
 */
public record ProductLibrary(Optional<String> version, Optional<String> core) {
  /** The variable of the environment by which OpenBLAS is told a core. */
  static final String CORE_VARIABLE = "OPENBLAS_CORETYPE";

  private static final Logger LOG = LoggerFactory.getLogger(ProductLibrary.class);

  /** How Java begins where JavaCPP found no jar with the library. */
  private static final String NO_JAR = "no jniopenblas";

  private static final Pattern VERSION = Pattern.compile("OpenBLAS (\\S+)");

  /**
   * Loads the library, if that has not been done, and returns what it is. The first call multiplies
   * two small matrices and compares the result with Java's.
   *
   * @throws DeviceException if it does not load, has no kernels for this processor, or computes
   *     wrong products
   */
  public static ProductLibrary load() {
    if (Loaded.PROBLEM != null) {
      throw Loaded.PROBLEM;
    }
    return Loaded.LIBRARY;
  }

  /** Returns the width of the core's vectors in bits, if it is known. */
  public Optional<Integer> vectorBits() {
    return core.flatMap(BlasCores::vectorBits);
  }

  /** Returns whether it computes small products without copies of their operands. */
  boolean multipliesDirectly() {
    return core.filter(BlasCores::multipliesDirectly).isPresent();
  }

  /** Returns all of it in a few words: {@code OpenBLAS 0.3.31 with its kernels for SkylakeX}. */
  public String summary() {
    return version
        .map(
            number ->
                "OpenBLAS " + number + core.map(name -> " with its kernels for " + name).orElse(""))
        .orElse("a BLAS other than OpenBLAS");
  }

  private static ProductLibrary start() {
    try {
      Loader.load(openblas_nolapack.class);
    } catch (LinkageError e) {
      throw notLoaded(e);
    }
    ProductLibrary library =
        new ProductLibrary(
            Text.of("openblas_get_config").map(ProductLibrary::versionIn),
            Text.of("openblas_get_corename"));
    library.requireKnownCore();
    library.requireRight(new OpenBlas(DType.FLOAT32));
    library.requireRight(new OpenBlas(DType.FLOAT64));
    library.remark(Processor.find(), System.getenv(CORE_VARIABLE)).ifPresent(LOG::warn);
    return library;
  }

  static DeviceException notLoaded(LinkageError cause) {
    String message = cause.getMessage();
    if (message != null && message.startsWith(NO_JAR)) {
      return NativeLibraries.missing("OpenBLAS", "openblas", cause);
    }
    return new DeviceException(
        "the BLAS that multiplies matrices does not load: " + message,
        "on Linux a C library (glibc) of 2.34 or newer, and a platform that OpenBLAS is built for",
        "take the older OpenBLAS 0.3.19: build with mvn -Dopenblas=2022, or start with"
            + " MAVEN_ARGS=-Dopenblas=2022 ./jacobian",
        cause);
  }

  static String versionIn(String config) {
    Matcher matcher = VERSION.matcher(config);
    return matcher.find() ? matcher.group(1) : config;
  }

  void requireKnownCore() {
    if (core.isPresent() && !BlasCores.isNamed(core.get())) {
      throw new DeviceException(
          summary() + ": it does not know this processor",
          "a processor that it has kernels for",
          "name one with the same instructions: " + CORE_VARIABLE + "=Haswell (AVX2) or Nehalem");
    }
  }

  private void requireRight(Blas blas) {
    requireRight(blas.dtype().byteSize(), ProductCheck.error(blas));
  }

  void requireRight(int elementBytes, double error) {
    double allowed = ProductCheck.allowed(elementBytes);
    // Written so that NaN does not pass.
    if (!(error <= allowed)) {
      throw new DeviceException(
          summary()
              + " computes wrong products: float"
              + Byte.SIZE * elementBytes
              + " numbers are off by "
              + error
              + " of their size",
          "at most " + allowed,
          "choose other kernels: "
              + CORE_VARIABLE
              + "=Haswell, or Nehalem for a processor without AVX2; please report this one");
    }
  }

  /**
   * Returns a line about kernels that are older than the processor, if they are.
   *
   * @param chosen what {@value #CORE_VARIABLE} says, or null
   */
  Optional<String> remark(Processor processor, @Nullable String chosen) {
    int bits = vectorBits().orElse(Integer.MAX_VALUE);
    if (bits >= processor.vectorBits()) {
      return Optional.empty();
    }
    String slow =
        "Products of matrices may be slower than they need be: "
            + summary()
            + " computes with vectors of "
            + bits
            + " bits, this processor has "
            + processor.vectorBits();
    boolean isChosen = chosen != null && !chosen.isBlank();
    return Optional.of(
        slow
            + (isChosen
                ? ". The variable " + CORE_VARIABLE + "=" + chosen + " chooses that; unset it."
                : ". OpenBLAS 0.3.31, the default of a build, has kernels for newer processors."));
  }

  /** Loads when it is first asked for; what is wrong then stays wrong. */
  private static final class Loaded {
    static final ProductLibrary LIBRARY;
    static final @Nullable DeviceException PROBLEM;

    static {
      ProductLibrary library = new ProductLibrary(Optional.empty(), Optional.empty());
      DeviceException problem = null;
      try {
        library = start();
      } catch (DeviceException e) {
        problem = e;
      }
      LIBRARY = library;
      PROBLEM = problem;
    }
  }

  /**
   * A function of OpenBLAS that returns a text of its own. JavaCPP's presets declare no such
   * function; this borrows one that returns an int, whose argument the callee ignores. The int is
   * the lower half of the text's address, and the upper half follows: a text of the library lies
   * within 2 GiB of its functions, since it is addressed from them.
   */
  private static final class Text
      extends org.bytedeco.openblas.presets.openblas_nolapack.MklSetNumThreadsLocal {
    private Text(Pointer function) {
      put(function);
    }

    static Optional<String> of(String name) {
      Pointer function = Loader.addressof(name);
      if (function == null) {
        return Optional.empty();
      }
      long near = function.address();
      int low = new Text(function).call(0);
      return Optional.of(new At(near + (low - (int) near)).getString());
    }
  }

  /** A text at an address. */
  private static final class At extends BytePointer {
    At(long place) {
      super((Pointer) null);
      address = place;
    }
  }
}
