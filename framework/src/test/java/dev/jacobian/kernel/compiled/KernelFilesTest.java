package dev.jacobian.kernel.compiled;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folder of compiled libraries; what stands for a library here is text. */
class KernelFilesTest {
  @TempDir Path temporary;

  private final AtomicInteger made = new AtomicInteger();

  @BeforeEach
  void needsPosix() {
    assumeTrue(
        FileSystems.getDefault().supportedFileAttributeViews().contains("unix"),
        "kernels are kept on Linux and macOS only");
  }

  private Path folder() {
    return temporary.resolve("cache").resolve("kernels");
  }

  private Path get(KernelFiles cache, String identity) throws IOException {
    return cache.get(
        identity,
        folder -> {
          made.incrementAndGet();
          return Files.writeString(folder.resolve("made"), "library of " + identity);
        });
  }

  private static String text(Path file) throws IOException {
    return Files.readString(file);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder())) {
      return files.filter(file -> !Files.isDirectory(file)).toList();
    }
  }

  @Test
  void aLibraryIsMadeOnceForAllProcesses() throws IOException {
    Path first = get(KernelFiles.open(folder(), ".so"), "a");
    assertEquals("library of a", text(first));
    assertEquals(first, get(KernelFiles.open(folder(), ".so"), "a"));
    assertEquals(1, made.get());
    assertNotEquals(first, get(KernelFiles.open(folder(), ".so"), "b"));
    assertEquals(2, made.get());
    assertEquals(2, files().size(), "nothing else stays: " + files());
    assertEquals(
        "rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(folder())));
  }

  @Test
  void aLibraryThatIsNotWholeIsMadeAnew() throws IOException {
    KernelFiles cache = KernelFiles.open(folder(), ".so");
    Path file = get(cache, "a");
    byte[] whole = Files.readAllBytes(file);
    List<byte[]> wrong = new ArrayList<>();
    for (int length = 0; length < whole.length; length++) {
      wrong.add(Arrays.copyOf(whole, length));
    }
    byte[] flipped = whole.clone();
    flipped[3] ^= 1;
    wrong.add(flipped);
    wrong.add("another's code".getBytes(StandardCharsets.UTF_8));
    for (byte[] content : wrong) {
      Files.write(file, content);
      assertArrayEquals(whole, Files.readAllBytes(get(cache, "a")));
    }
    assertEquals(1 + wrong.size(), made.get());
    assertEquals(1, files().size());
  }

  @Test
  void aLinkToAnotherFileIsNotFollowed() throws IOException {
    KernelFiles cache = KernelFiles.open(folder(), ".so");
    Path file = get(cache, "a");
    Path elsewhere = temporary.resolve("elsewhere");
    Files.move(file, elsewhere);
    Files.createSymbolicLink(file, elsewhere);
    assertEquals("library of a", text(get(cache, "a")));
    assertEquals(2, made.get());
    assertTrue(Files.isRegularFile(elsewhere), "what the link named is left alone");
  }

  @Test
  void aFailureLeavesNothing() throws IOException {
    KernelFiles cache = KernelFiles.open(folder(), ".so");
    assertThrows(
        IOException.class,
        () ->
            cache.get(
                "a",
                folder -> {
                  Files.writeString(folder.resolve("half"), "half");
                  throw new IOException("no");
                }));
    assertEquals(List.of(), files());
  }

  @Test
  void theOlderHalfOfAFullDrawerGoes() throws IOException {
    KernelFiles cache = KernelFiles.open(folder(), ".so");
    Path first = get(cache, "a");
    Path drawer = first.getParent();
    for (int i = 0; i < 30; i++) {
      Path other = Files.createFile(drawer.resolve("other" + i));
      Files.setLastModifiedTime(other, FileTime.fromMillis(1_000L * i));
    }
    Files.delete(first);
    get(cache, "a");
    try (Stream<Path> files = Files.list(drawer)) {
      List<String> names = files.map(file -> file.getFileName().toString()).sorted().toList();
      assertEquals(30 - 12 + 1, names.size(), names.toString());
      assertTrue(names.contains("other12") && !names.contains("other11"), names.toString());
    }
  }

  @Test
  void whatAKilledProcessLeftGoesAfterADay() throws IOException {
    KernelFiles cache = KernelFiles.open(folder(), ".so");
    Path recent = Files.createDirectory(folder().resolve("new-recent"));
    Path old = Files.createDirectory(folder().resolve("new-old"));
    Files.createFile(old.resolve("half"));
    Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
    get(cache, "a");
    assertTrue(Files.exists(recent));
    assertTrue(Files.notExists(old));
  }

  @Test
  void manyAtOnceGetTheSameLibrary() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<String>> tasks = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        String identity = "kernel " + i % 4;
        tasks.add(() -> identity + ": " + text(get(KernelFiles.open(folder(), ".so"), identity)));
      }
      int seen = 0;
      for (Future<String> result : threads.invokeAll(tasks)) {
        String[] parts = result.get().split(": ");
        assertEquals("library of " + parts[0], parts[1]);
        seen++;
      }
      assertEquals(64, seen);
      assertEquals(4, files().size(), files().toString());
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aFolderThatOthersMayWriteToIsRefused() throws IOException {
    KernelFiles.open(folder(), ".so");
    for (String permissions : List.of("rwxrwx---", "rwx---rwx", "rwxrwxrwx")) {
      Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString(permissions));
      String text = refusal();
      assertTrue(text.startsWith("other users may write to " + folder().toRealPath()), text);
      assertTrue(text.contains("jacobian.kernels.cache"), text);
    }
    Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwx------"));
    KernelFiles.open(folder(), ".so");
  }

  @Test
  void aFolderThatOthersMayExchangeIsRefused() throws IOException {
    KernelFiles.open(folder(), ".so");
    Path above = folder().getParent();
    Files.setPosixFilePermissions(above, PosixFilePermissions.fromString("rwxrwxrwx"));
    String text = refusal();
    assertTrue(text.startsWith("other users may write to " + above.toRealPath()), text);
    // As in /tmp, where only the owner may exchange what is his.
    Files.setAttribute(above, "unix:mode", 01777);
    KernelFiles.open(folder(), ".so");
  }

  private String refusal() {
    return assertThrows(IOException.class, () -> KernelFiles.open(folder(), ".so")).getMessage();
  }
}
