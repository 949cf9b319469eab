package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {
  @TempDir Path folder;

  private static AtomicFile.Contents text(String text) {
    return channel ->
        Elements.writeFully(channel, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.toList();
    }
  }

  @Test
  void theOldContentsStayUntilTheNewAreWhole() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.replace(file, text("old, and longer"));
    AtomicFile.replace(
        file,
        channel -> {
          text("new").writeTo(channel);
          assertEquals("old, and longer", Files.readString(file));
        });
    assertEquals("new", Files.readString(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void afterAFailureTheOldContentsStayAndNothingIsLeft() throws IOException {
    Path file = folder.resolve("a.txt");
    AtomicFile.replace(file, text("old"));
    IOException full = new IOException("No space left on device");
    UncheckedIOException thrown =
        assertThrows(
            UncheckedIOException.class,
            () ->
                AtomicFile.replace(
                    file,
                    channel -> {
                      text("half").writeTo(channel);
                      throw full;
                    }));
    assertSame(full, thrown.getCause());
    assertEquals("cannot write '" + file + "': No space left on device", thrown.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of(file), files());
  }

  @Test
  void aFolderThatDoesNotExistIsNamed() {
    Path file = folder.resolve("none").resolve("a.txt");
    UncheckedIOException thrown =
        assertThrows(UncheckedIOException.class, () -> AtomicFile.replace(file, text("x")));
    assertEquals(
        "java.io.IOException: cannot write '"
            + file
            + "': there is no folder '"
            + file.getParent()
            + "'; expected the folder to exist; fix: create it first",
        thrown.getMessage());
  }

  @Test
  void aTemporaryFileThatACrashLeftDoesNotStopTheNextWriter() throws IOException {
    Path file = folder.resolve("a.txt");
    long id = ProcessHandle.current().pid();
    Path left = Files.createFile(folder.resolve(".a.txt." + id + ".0.tmp"));
    AtomicFile.replace(file, text("new"));
    assertEquals("new", Files.readString(file));
    assertTrue(Files.exists(left), "it may be another writer's");
  }

  @Test
  @Timeout(60)
  void writersAtTheSameTimeNeverMixTheirContents() throws Exception {
    Path file = folder.resolve("a.txt");
    List<Thread> writers = new ArrayList<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    for (int i = 0; i < 4; i++) {
      String contents = String.valueOf(i).repeat(10_000);
      Thread writer =
          new Thread(
              () -> {
                for (int round = 0; round < 25; round++) {
                  AtomicFile.replace(file, text(contents));
                }
              });
      writer.setUncaughtExceptionHandler((thread, e) -> failure.set(e));
      writers.add(writer);
      writer.start();
    }
    for (Thread writer : writers) {
      writer.join();
    }
    assertEquals(null, failure.get());
    String read = Files.readString(file);
    assertEquals(read.substring(0, 1).repeat(10_000), read);
    assertEquals(List.of(file), files());
  }
}
