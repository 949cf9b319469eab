package dev.jacobian.kernel.c;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.compiled.KernelSettings.Language;
import dev.jacobian.kernel.print.NumberedKernel;
import dev.jacobian.logs.LogRecord;
import dev.jacobian.logs.Logs;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DeviceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When kernels are in C, and when they stay in Java and say so in one line. */
class CKernelsTest {
  private static final Expr X = new Expr.Input(0, DType.FLOAT32);

  @TempDir Path temporary;

  @BeforeEach
  void needsCompiler() {
    CompiledC.assumeCompiler();
  }

  private static CStructure storing(Expr value) {
    CStructure.Sink sink = new CStructure.Sink(CStructure.Kind.STORE, Reducer.SUM);
    return new CStructure(
        NumberedKernel.of(List.of(value)).structure(),
        List.of(CStructure.Reading.of(CStructure.Way.WHOLE)),
        List.of(sink));
  }

  private static CStructure square() {
    return storing(new Expr.Binary(BinaryFunction.MUL, X, X));
  }

  private Path cache() {
    return temporary.resolve("kernels");
  }

  private CKernels.Options options(boolean waits, long worth, String path, Duration limit) {
    return new CKernels.Options(waits, 1, worth, path, limit, cache());
  }

  private CKernels.Options options(boolean waits) {
    return options(waits, 0, CompiledC.path(), SystemCompiler.LIMIT);
  }

  /** Returns a program in the place of a compiler, the only one that is to be found. */
  private String compiler(String script) throws Exception {
    Path folder = Files.createDirectories(temporary.resolve("bin"));
    Path program = folder.resolve("cc");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return folder.toString();
  }

  private void assertStaysInJava(CKernels.Options options, String reason) throws Exception {
    try (Logs logs = Logs.collect()) {
      CKernels kernels = new CKernels(options, Runnable::run);
      for (Expr value : List.of(X, new Expr.Unary(UnaryFunction.NEG, X))) {
        LateFunction kernel = kernels.kernel(storing(value));
        assertTrue(kernel == null || !kernel.isReady(1));
      }
      assertNull(kernels.kernel(square()), "nothing is tried again");
      assertNull(kernels.convolution(DType.FLOAT32, 1 << 20));
      List<LogRecord> lines = logs.of(CKernels.class);
      assertEquals(1, lines.size(), lines.toString());
      String text = lines.get(0).text();
      assertTrue(text.startsWith("kernels stay in Java: "), text);
      assertTrue(text.contains(reason), text);
      assertEquals(1, text.lines().count(), text);
      assertTrue(text.length() < 500, text);
    }
    CKernels.Options waiting =
        new CKernels.Options(true, 1, 0, options.path(), options.limit(), options.cache());
    DeviceException e =
        assertThrows(
            DeviceException.class,
            () ->
                new CKernels(waiting, Runnable::run)
                    .compile(new CKernels(waiting, Runnable::run).kernel(square())));
    assertTrue(e.getMessage().startsWith("jacobian.kernels is c, but "), e.getMessage());
    assertTrue(e.getMessage().contains(reason), e.getMessage());
    assertTrue(e.getMessage().contains("gcc or clang"), e.getMessage());
  }

  @Test
  void aKernelIsCompiledBesideTheOneThatRuns() throws Exception {
    try (Logs logs = Logs.collect()) {
      List<Runnable> tasks = new ArrayList<>();
      CKernels kernels = new CKernels(options(false), tasks::add);
      LateFunction kernel = kernels.kernel(square());
      assertFalse(kernel.isReady(1));
      assertFalse(kernel.isReady(1));
      assertEquals(1, tasks.size(), "it is compiled once");
      tasks.get(0).run();
      assertTrue(kernel.isReady(1));
      assertEquals(kernel, kernels.kernel(square()), "one structure has one function");
      assertFalse(kernels.kernel(storing(X)).isReady(1));
      tasks.get(1).run();
      List<LogRecord> lines = logs.of(CKernels.class);
      assertEquals(1, lines.size(), lines.toString());
      assertTrue(lines.get(0).text().startsWith("kernels: C by "), lines.toString());
    }
  }

  @Test
  void whatIsSeldomUsedIsNotCompiled() throws Exception {
    CKernels kernels =
        new CKernels(options(false, 1_000, CompiledC.path(), SystemCompiler.LIMIT), Runnable::run);
    LateFunction kernel = kernels.kernel(square());
    for (int run = 0; run < 9; run++) {
      kernel.isReady(100);
      assertFalse(kernel.isReady(0));
    }
    assertFalse(Files.exists(cache()), "no compiler has been looked for");
    kernel.isReady(100);
    assertTrue(kernel.isReady(0));
  }

  @Test
  void convolutionsStayInJavaWhereNothingCompiles() throws Exception {
    try (Logs logs = Logs.collect()) {
      CKernels kernels = new CKernels(options(false, 0, "", SystemCompiler.LIMIT), Runnable::run);
      assertNull(kernels.convolution(DType.FLOAT32, 1 << 20));
      assertNull(kernels.convolution(DType.FLOAT64, 1 << 20));
      List<LogRecord> lines = logs.of(CKernels.class);
      assertEquals(1, lines.size(), lines.toString());
      assertTrue(
          lines.get(0).text().startsWith("kernels stay in Java: no C comp"), lines.toString());
    }
  }

  @Test
  void convolutionsWaitForTheirFunction() {
    CKernels kernels = new CKernels(options(false), task -> {});
    CFunction function = kernels.convolution(DType.FLOAT32, 1 << 20);
    assertNotNull(function);
    assertEquals(function, kernels.convolution(DType.FLOAT32, 1 << 20));
    assertNotEquals(function, kernels.convolution(DType.FLOAT64, 1 << 20));
    assertNull(kernels.convolution(DType.FLOAT32, 0), "too few products");
  }

  @Test
  void aCallerWaitsWhereCIsAskedFor() {
    CKernels kernels = new CKernels(options(true), Runnable::run);
    assertTrue(kernels.kernel(square()).isReady(1));
  }

  @Test
  void anotherProcessFindsWhatThisOneHasCompiled() throws Exception {
    assertTrue(new CKernels(options(true), Runnable::run).kernel(square()).isReady(1));
    // It answers what it is asked at the start as the compiler does, and compiles nothing.
    String real = program();
    String path = compiler("case \"$*\" in *-shared*) exit 9;; esac\nexec " + real + " \"$@\"");
    CKernels.Options other = options(true, 0, path, SystemCompiler.LIMIT);
    assertTrue(new CKernels(other, Runnable::run).kernel(square()).isReady(1));
    DeviceException e =
        assertThrows(
            DeviceException.class,
            () -> new CKernels(other, Runnable::run).kernel(storing(X)).isReady(1));
    assertTrue(e.getMessage().contains("ended with 9"), e.getMessage());
  }

  private static String program() {
    for (String name : SystemCompiler.NAMES) {
      for (String folder : CompiledC.path().split(":")) {
        Path program = Path.of(folder, name);
        if (Files.isExecutable(program)) {
          return program.toString();
        }
      }
    }
    throw new AssertionError("no compiler");
  }

  @Test
  void noCompiler() throws Exception {
    assertStaysInJava(
        options(false, 0, temporary.toString(), SystemCompiler.LIMIT),
        "no C compiler (cc, gcc, clang) is on the PATH");
  }

  @Test
  void aCompilerThatFails() throws Exception {
    String path = compiler("echo cc1: no such processor; exit 4");
    assertStaysInJava(
        options(false, 0, path, SystemCompiler.LIMIT), "ended with 4: cc1: no such processor");
  }

  @Test
  void aCompilerThatWritesALot() throws Exception {
    String path = compiler("for i in 1 2 3 4 5 6 7 8 9; do echo cc1: $0 $0 $0 $0; done; exit 4");
    assertStaysInJava(options(false, 0, path, SystemCompiler.LIMIT), "ended with 4: cc1: ");
  }

  @Test
  void whoWaitedForAnAnswerDoesNotAskAgain() throws Exception {
    String path = compiler("echo x >>" + temporary.resolve("asked") + "; sleep 0.3; exit 4");
    CKernels kernels = new CKernels(options(false, 0, path, SystemCompiler.LIMIT), Runnable::run);
    LateFunction kernel = kernels.kernel(square());
    // Each thread collects its own lines, and either may be the one that finds out.
    AtomicInteger said = new AtomicInteger();
    Thread beside =
        new Thread(
            () -> {
              try (Logs logs = Logs.collect()) {
                kernel.isReady(1);
                said.addAndGet(logs.of(CKernels.class).size());
              }
            });
    try (Logs logs = Logs.collect()) {
      beside.start();
      assertNull(kernels.convolution(DType.FLOAT32, 1 << 20));
      beside.join();
      assertEquals(List.of("x"), Files.readAllLines(temporary.resolve("asked")));
      assertEquals(1, said.get() + logs.of(CKernels.class).size());
    }
  }

  @Test
  void aCompilerThatHangs() throws Exception {
    String path = compiler("/bin/sleep 100 & wait");
    long start = System.nanoTime();
    assertStaysInJava(options(false, 0, path, Duration.ofMillis(300)), "has not ended after");
    assertTrue(System.nanoTime() - start < 50e9, "it was stopped");
  }

  @Test
  void aCompilerWhoseLibrariesDoNotLoad() throws Exception {
    String path = compiler("echo cc version 1; echo no library >kernel.so");
    assertStaysInJava(
        options(false, 0, path, SystemCompiler.LIMIT), "what cc version 1 made cannot be loaded: ");
    try (Stream<Path> files = Files.walk(cache())) {
      assertEquals(List.of(), files.filter(Files::isRegularFile).toList(), "it is not kept");
    }
  }

  @Test
  void aCompilerThatWritesNothing() throws Exception {
    String path = compiler("exit 0");
    assertStaysInJava(
        options(false, 0, path, SystemCompiler.LIMIT), "cc ended well, but wrote no kernel.so");
  }

  @Test
  void aFolderThatCannotBe() throws Exception {
    Files.writeString(cache(), "a file");
    assertStaysInJava(
        options(false),
        "the folder "
            + cache()
            + " for compiled kernels cannot be made: name another one by jacobian.kernels.cache");
  }

  @Test
  void aFolderThatOthersMayWriteTo() throws Exception {
    Files.createDirectory(cache());
    Files.setPosixFilePermissions(cache(), PosixFilePermissions.fromString("rwxrwxrwx"));
    assertStaysInJava(options(false), "other users may write to");
  }

  @Test
  void whatTwoLibrariesMayRoundDifferentlyStaysInJava() {
    CKernels kernels = new CKernels(options(false), Runnable::run);
    Expr wide = new Expr.Input(0, DType.FLOAT64);
    for (UnaryFunction function : List.of(UnaryFunction.EXP, UnaryFunction.SIN)) {
      assertNull(kernels.kernel(storing(new Expr.Unary(function, wide))), function.toString());
    }
    assertNull(kernels.kernel(storing(new Expr.Unary(UnaryFunction.COS, wide))));
    assertNull(kernels.kernel(storing(new Expr.Binary(BinaryFunction.POW, X, X))));
    assertNotNull(kernels.kernel(storing(new Expr.Unary(UnaryFunction.SQRT, wide))));
    assertNotNull(kernels.kernel(storing(new Expr.Unary(UnaryFunction.EXP, X))));
    assertNotNull(kernels.kernel(storing(new Expr.Unary(UnaryFunction.COS, X))));
  }

  @Test
  void inJavaThereIsNothingOfAllThis() {
    assertNull(CKernels.of(Language.JAVA));
  }
}
