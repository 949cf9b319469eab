package dev.jacobian.kernel.java;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Class files of kernels that one process leaves to the next. */
class KeptCompilerTest {
  @TempDir Path temporary;

  private final AtomicInteger compiled = new AtomicInteger();

  @BeforeEach
  void needsPosix() {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("unix"),
        "kernels are kept on Linux and macOS only");
  }

  private Path folder() {
    return temporary.resolve("kernels");
  }

  private KernelCompiler process() throws IOException {
    return new KernelCompiler(
        new KeptCompiler(
            (name, source) -> {
              compiled.incrementAndGet();
              return new JaninoCompiler().compile(name, source);
            },
            folder()),
        10);
  }

  private static void assertComputes(KernelCompiler compiler) {
    float[] result = new float[1];
    KernelBody body = compiler.compile(TestKernels.polynomial(2, 1));
    assertNotNull(body);
    body.compute(new Object[] {new float[] {3}}, new double[0], new Object[] {result}, 1);
    assertEquals(16, result[0]);
  }

  private Path only() throws IOException {
    try (Stream<Path> files = Files.walk(folder())) {
      List<Path> all = files.filter(file -> !Files.isDirectory(file)).toList();
      assertEquals(1, all.size(), all.toString());
      return all.get(0);
    }
  }

  @Test
  void theNextProcessCompilesNothing() throws IOException {
    assertComputes(process());
    assertEquals(1, compiled.get());
    KernelCompiler next = process();
    assertComputes(next);
    assertEquals(1, compiled.get());
    assertNotNull(next.compile(TestKernels.maskedProduct()));
    assertEquals(2, compiled.get(), "another source");
  }

  @Test
  void aTornClassFileIsNeverLoaded() throws IOException {
    assertComputes(process());
    Path file = only();
    byte[] whole = Files.readAllBytes(file);
    byte[] changed = whole.clone();
    changed[whole.length / 2] ^= 1;
    List<byte[]> wrong =
        List.of(new byte[0], Arrays.copyOf(whole, whole.length - 1), changed, new byte[] {1});
    for (byte[] content : wrong) {
      Files.write(file, content);
      assertComputes(process());
      assertArrayEquals(whole, Files.readAllBytes(only()));
    }
    assertEquals(1 + wrong.size(), compiled.get());
  }

  @Test
  void aFolderThatCannotBeWrittenCostsOnlyTime() throws IOException {
    KernelCompiler process = process();
    Files.writeString(folder(), "no folder");
    assertComputes(process);
    assertEquals("no folder", Files.readString(folder()));
  }

  @Test
  void sourceThatDoesNotCompileLeavesNothing() throws IOException {
    KeptCompiler compiler = new KeptCompiler(new JaninoCompiler(), folder());
    assertThrows(
        KernelSourceException.class, () -> compiler.compile("Kernel", "public class Kernel { x }"));
    try (Stream<Path> files = Files.list(folder())) {
      assertEquals(0, files.count());
    }
  }
}
