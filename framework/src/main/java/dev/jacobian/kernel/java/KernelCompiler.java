package dev.jacobian.kernel.java;

import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.print.NumberedKernel;
import dev.jacobian.kernel.print.Structure;
import dev.jacobian.shape.DType;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Compiles the expressions of fused kernels, and the loops of reductions, to Java code. Kernels
 * with the same expressions share one class, whatever their shapes and numbers are; the classes
 * that were asked for last are kept. Threads may use a compiler together.
 *
 * <p>The code is computed exactly as eager kernels compute: the same functions in the same
 * precision in the same order. Large expressions become several loops, with scratch arrays between
 * them that grow to the largest {@code count} of a call, so callers should compute in blocks that
 * fit the processor's cache.
 */
public final class KernelCompiler {
  private static final int CAPACITY = 1_000;

  private final SourceCompiler compiler;
  private final KernelCache<CompiledStructure> cache;
  private final ScratchArrays scratch = new ScratchArrays();
  private final Map<FoldForm, FoldLoops> folds = new ConcurrentHashMap<>();
  private final AtomicInteger classes = new AtomicInteger();

  /**
   * Begins to load what compiles kernels, on a thread of its own and once in a process, if none
   * have been kept for it. To be called when there will be kernels soon.
   */
  public static void headStart() {
    if (KeptCompiler.isNew()) {
      JaninoCompiler.HeadStart.begin();
    }
  }

  /** Makes a compiler that has compiled nothing yet. */
  public KernelCompiler() {
    this(new BuiltKernels(KeptCompiler.janino()), CAPACITY);
  }

  KernelCompiler(SourceCompiler compiler, int capacity) {
    this.compiler = compiler;
    this.cache = new KernelCache<>(capacity);
  }

  /**
   * Returns a kernel's expressions as code.
   *
   * @throws dev.jacobian.shape.JacobianException if they do not compile, with the source: a mistake
   *     of the framework's
   */
  public KernelBody compile(Kernel kernel) {
    NumberedKernel numbered = NumberedKernel.of(kernel);
    return cache
        .get(numbered.structure(), this::compileStructure)
        .with(numbered.constants(), scratch);
  }

  /**
   * Returns a reduction as code.
   *
   * @param dtype of the elements
   */
  public FoldLoops fold(Reducer reduction, DType dtype) {
    return folds.computeIfAbsent(
        new FoldForm(reduction, dtype.isFloating() ? dtype : DType.INT64), this::compileFold);
  }

  private FoldLoops compileFold(FoldForm form) {
    String source = FoldPrinter.print(form);
    byte[] file = compiler.compile(FoldPrinter.CLASS, source);
    try {
      Object body = KernelLoader.define(FoldPrinter.CLASS, file).getConstructor().newInstance();
      return new FoldLoops(form.reduction(), form.group(), (FoldBody) body);
    } catch (ReflectiveOperationException | LinkageError e) {
      throw new KernelSourceException(source, e);
    }
  }

  private CompiledStructure compileStructure(Structure structure) {
    CompiledStructure compiled = CompiledStructure.compile(structure, compiler);
    classes.incrementAndGet();
    return compiled;
  }

  /**
   * Returns the source that a kernel's expressions are compiled from, after a comment with the
   * values of its constants.
   */
  public static String source(Kernel kernel) {
    NumberedKernel numbered = NumberedKernel.of(kernel);
    StringBuilder text = new StringBuilder();
    List<Double> constants = numbered.constants();
    for (int slot = 0; slot < constants.size(); slot++) {
      text.append("// constants[" + slot + "] = " + constants.get(slot) + "\n");
    }
    return text.append(JavaPrinter.print(JavaPrinter.schedule(numbered.structure()))).toString();
  }

  /** Returns how many classes have been compiled. */
  public int compiledClasses() {
    return classes.get();
  }

  /** Returns how often a kernel's class was there already. */
  public long cacheHits() {
    return cache.hits();
  }
}
