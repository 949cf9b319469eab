package dev.jacobian.kernel.c;

import dev.jacobian.kernel.compiled.KernelFiles;
import dev.jacobian.kernel.compiled.KernelSettings;
import dev.jacobian.kernel.compiled.KernelSettings.Language;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DeviceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles structures to C beside the kernels that run, on a thread of its own. The compiler is
 * looked for when the first structure is worth it; where there is none, or something fails, one
 * line says why and kernels stay in Java.
 */
public final class CKernels {
  private static final Logger LOG = LoggerFactory.getLogger(CKernels.class);

  /** Positions for which Java takes about as long as a compiler does. */
  private static final long WORTH = 4 << 20;

  /** The fewest products of a convolution in C: one of fewer does not wait for a compiler. */
  private static final long FEWEST = 2048;

  private static final int CAPACITY = 1_000;
  private static final long IDLE_SECONDS = 10;
  private static final int LONGEST_LINE = 400;

  /**
   * How C is used.
   *
   * @param waits whether the first run of a kernel waits for its function, and errors are thrown
   * @param fewest the fewest products of a convolution that is computed in C
   * @param worth after how many positions of a structure it is compiled
   * @param path the folders that a compiler is looked for in
   * @param limit how long a compiler may run
   * @param cache where functions are kept
   */
  record Options(boolean waits, long fewest, long worth, String path, Duration limit, Path cache) {}

  private final Options options;
  private final Executor beside;
  private final Map<CStructure, LateFunction> kernels = new LinkedHashMap<>(16, 0.75f, true);
  private final Map<DType, Optional<CFunction>> convolutions = new ConcurrentHashMap<>();
  private final Map<String, LateFunction> randoms = new ConcurrentHashMap<>();
  private final AtomicInteger compiled = new AtomicInteger();
  private @Nullable Toolchain toolchain;
  private @Nullable IOException noToolchain;
  private volatile @Nullable String problem;

  /**
   * Makes kernels of which none is compiled yet.
   *
   * @param beside where the compiler runs if nobody waits for it
   */
  CKernels(Options options, Executor beside) {
    this.options = options;
    this.beside = beside;
    if (options.waits()) {
      try {
        start();
      } catch (IOException e) {
        throw refused(e);
      }
    }
  }

  /** Returns a thread that ends when it has long had nothing to do. */
  private static Executor thread() {
    ThreadPoolExecutor thread =
        new ThreadPoolExecutor(
            1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), CKernels::newThread);
    thread.allowCoreThreadTimeOut(true);
    return thread;
  }

  private static Thread newThread(Runnable task) {
    Thread made = new Thread(task, "jacobian-c");
    made.setDaemon(true);
    return made;
  }

  /**
   * Returns what a choice of languages means; null if kernels stay in Java.
   *
   * @throws DeviceException if C is asked for and cannot be compiled
   */
  public static @Nullable CKernels of(Language language) {
    return switch (language) {
      case JAVA -> null;
      case AUTO -> new CKernels(options(false), thread());
      case C -> new CKernels(options(true), thread());
    };
  }

  private static Options options(boolean waits) {
    String path = System.getenv().getOrDefault("PATH", "");
    return new Options(
        waits, FEWEST, waits ? 0 : WORTH, path, SystemCompiler.LIMIT, KernelSettings.cache());
  }

  /** Returns one line about the languages that kernels are compiled to here, for reports. */
  public static String description() {
    Language language = KernelSettings.language();
    if (language == Language.JAVA) {
      return "Java";
    }
    try {
      return Toolchain.open(options(false)).description();
    } catch (IOException | RuntimeException e) {
      return "Java, since " + e.getMessage();
    }
  }

  /** Returns a structure's function, which may be compiled later; null if none will be. */
  public @Nullable LateFunction kernel(CStructure structure) {
    if (problem != null) {
      return null;
    }
    synchronized (kernels) {
      LateFunction known = kernels.get(structure);
      if (known == null && !structure.isPrintable()) {
        return null;
      }
      if (known == null) {
        known = new LateFunction(this, () -> CPrinter.print(structure));
        kernels.put(structure, known);
        if (kernels.size() > CAPACITY) {
          kernels.remove(kernels.keySet().iterator().next());
        }
      }
      return known;
    }
  }

  /**
   * Returns the function of convolutions, which is compiled first if need be: its bits are not
   * those of BLAS, so that one of both computes all convolutions of a size.
   *
   * @param products how many products are added up, for one tap
   * @return null if there is none, or so few products are not worth it
   */
  public @Nullable CFunction convolution(DType dtype, long products) {
    return products < options.fewest()
        ? null
        : convolutions.computeIfAbsent(dtype, this::compileConvolution).orElse(null);
  }

  private Optional<CFunction> compileConvolution(DType dtype) {
    if (problem != null) {
      return Optional.empty();
    }
    String source =
        "#define VALUE "
            + CPrinter.DIALECT.elementType(dtype)
            + "\n#define VALUE_BYTES "
            + dtype.byteSize()
            + "\n"
            + Resources.text("convolve.c");
    try {
      return Optional.of(new CFunction(start().function(source)));
    } catch (IOException e) {
      if (options.waits()) {
        throw refused(e);
      }
      say(e);
      return Optional.empty();
    }
  }

  /**
   * Returns the function that fills memory with the numbers of a {@link
   * dev.jacobian.device.random.RandomState}, which may be compiled later; null if it will not be.
   * It is given the address of the elements, the position of the first one's bits, their number,
   * the seed and the stream.
   *
   * @param number the function of {@code random.c} that makes a number of random bits, without its
   *     type
   */
  public @Nullable LateFunction random(String number, DType dtype) {
    return problem != null
        ? null
        : randoms.computeIfAbsent(
            number + "_" + CDialect.suffix(dtype),
            name -> new LateFunction(this, () -> randomSource(name, dtype)));
  }

  private static String randomSource(String number, DType dtype) {
    return Resources.text("functions.c")
        + CDialect.randomNumbers()
        + "#define VALUE "
        + CPrinter.DIALECT.elementType(dtype)
        + "\n#define NUMBER "
        + number
        + "\n"
        + Resources.text("fill.c");
  }

  /** Returns after how many positions a structure is compiled. */
  long worth() {
    return options.worth();
  }

  /** Returns how many kernels and other late functions are in C. */
  public int compiled() {
    return compiled.get();
  }

  /** Compiles a function, now or soon. */
  void compile(LateFunction function) {
    if (options.waits()) {
      try {
        make(function);
      } catch (IOException e) {
        throw refused(e);
      }
    } else {
      beside.execute(() -> makeOrSay(function));
    }
  }

  private static DeviceException refused(IOException e) {
    return new DeviceException(
        KernelSettings.PROPERTY + " is c, but " + e.getMessage(),
        "a C compiler on the PATH that works, and a folder for what it makes",
        "install gcc or clang, or leave " + KernelSettings.PROPERTY + " out",
        e);
  }

  private void makeOrSay(LateFunction function) {
    if (problem != null) {
      return;
    }
    try {
      make(function);
    } catch (IOException | RuntimeException e) {
      say(e);
    }
  }

  /** Says once, in one line, why kernels stay in Java; a compiler may have written many. */
  private synchronized void say(Exception e) {
    if (problem == null) {
      problem = String.valueOf(e.getMessage());
      String line = problem.lines().map(String::strip).collect(Collectors.joining(" | "));
      boolean isLong = line.length() > LONGEST_LINE;
      LOG.info("kernels stay in Java: {}", isLong ? line.substring(0, LONGEST_LINE) + "…" : line);
    }
  }

  private synchronized void make(LateFunction function) throws IOException {
    function.become(start().function(function.source()));
    compiled.incrementAndGet();
  }

  private synchronized Toolchain start() throws IOException {
    Toolchain known = toolchain;
    if (noToolchain != null) {
      // Who waited while another thread found out need not find out again.
      throw noToolchain;
    }
    if (known == null) {
      try {
        known = Toolchain.open(options);
      } catch (IOException e) {
        noToolchain = e;
        throw e;
      }
      toolchain = known;
      LOG.info("kernels: {}", known.description());
    }
    return known;
  }

  /** A compiler and its cache. */
  private record Toolchain(SystemCompiler compiler, KernelFiles cache) {

    static Toolchain open(Options options) throws IOException {
      KernelFiles cache = KernelFiles.open(options.cache(), ".so");
      SystemCompiler compiler =
          cache.inNewFolder(folder -> SystemCompiler.find(options.path(), options.limit(), folder));
      Toolchain toolchain = new Toolchain(compiler, cache);
      toolchain.loaded(
          Resources.text("trampoline.c"),
          library -> {
            Trampoline.load(library);
            return 0;
          });
      return toolchain;
    }

    long function(String source) throws IOException {
      return loaded(source, library -> Trampoline.function(library, CPrinter.FUNCTION));
    }

    /** Loads what a source is compiled to; what cannot be loaded is not kept for others. */
    private long loaded(String source, ToLongFunction<Path> load) throws IOException {
      String identity = Trampoline.VERSION + "\n" + compiler.identity() + "\n" + source;
      Path library = cache.get(identity, folder -> compiler.compile(source, folder));
      try {
        return load.applyAsLong(library);
      } catch (UnsatisfiedLinkError e) {
        Files.deleteIfExists(library);
        throw new CompilerException(
            "what " + compiler.version() + " made cannot be loaded: " + e.getMessage(), e);
      }
    }

    String description() {
      return "C by " + compiler.version() + ", Java where that cannot be";
    }
  }
}
