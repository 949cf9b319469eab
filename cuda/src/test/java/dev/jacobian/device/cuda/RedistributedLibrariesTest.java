package dev.jacobian.device.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** NVIDIA's libraries in a jar, as those of {@code org.bytedeco:cuda} lie in theirs. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "GPUs are used on Linux only")
class RedistributedLibrariesTest {
  private static final List<String> NAMES = List.of("libcublas.so.13", "libcublas.so.12");

  @TempDir private Path folder;
  private Path cache;

  @BeforeEach
  void makeCache() throws IOException {
    cache = Files.createDirectory(folder.resolve("cache"));
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwx------"));
  }

  private static String presets() {
    return "org/bytedeco/cuda/"
        + (System.getProperty("os.arch").equals("aarch64") ? "linux-arm64" : "linux-x86_64")
        + "/";
  }

  /** Writes a jar in which each library is a text that names it. */
  private Path jar(String... names) throws IOException {
    Path jar = folder.resolve("cuda-redist.jar");
    try (OutputStream out = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(out)) {
      for (String name : names) {
        entries.putNextEntry(new JarEntry(presets() + name));
        entries.write(name.getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private List<String> find(Path jar, String library, List<String> names) throws IOException {
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      return new RedistributedLibraries(loader, cache).find(library, names);
    }
  }

  private Path cuBlas() throws IOException {
    Path jar = jar("libcublas.so.12", "libcublasLt.so.12", "libnvrtc.so.12", "libcufft.so.11");
    return Path.of(find(jar, "cublas", NAMES).get(0));
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void aLibraryIsUnpackedWithItsPartsAndNothingElse() throws IOException {
    Path found = cuBlas();
    assertEquals("libcublas.so.12", Files.readString(found));
    assertEquals(List.of("libcublas.so.12", "libcublasLt.so.12"), names(found.getParent()));
    assertTrue(found.startsWith(cache.resolve("libraries")), found.toString());
    assertEquals(1, names(cache.resolve("libraries")).size());
  }

  @Test
  void itIsUnpackedOnce() throws IOException {
    Path found = cuBlas();
    Object written = Files.getAttribute(found, "unix:ino");
    assertEquals(found, cuBlas());
    assertEquals(written, Files.getAttribute(found, "unix:ino"));
  }

  @Test
  void oneThatIsTornOrLacksAPartIsUnpackedAnew() throws IOException {
    Path found = cuBlas();
    Files.writeString(found, "libcub");
    assertEquals("libcublas.so.12", Files.readString(cuBlas()));
    Path part = found.resolveSibling("libcublasLt.so.12");
    Files.delete(part);
    assertEquals(
        "libcublasLt.so.12", Files.readString(cuBlas().resolveSibling(part.getFileName())));
    assertEquals(1, names(cache.resolve("libraries")).size());
  }

  @Test
  void theNewestThatTheDriverTakesIsPreferred() throws IOException {
    Path jar = jar("libcublas.so.12", "libcublas.so.13");
    assertTrue(find(jar, "cublas", NAMES).get(0).endsWith("libcublas.so.13"));
    List<String> older = List.of("libcublas.so.12");
    assertTrue(find(jar, "cublas", older).get(0).endsWith("libcublas.so.12"));
  }

  @Test
  void aClassPathWithoutThemHasNone() throws IOException {
    Path jar = jar("libnvrtc.so.12");
    assertEquals(List.of(), find(jar, "cublas", NAMES));
    assertEquals(List.of(), names(cache), "nothing is made where there is nothing to unpack");
  }

  @Test
  void aFolderThatOthersMayWriteToIsRefused() throws IOException {
    Path libraries = Files.createDirectory(cache.resolve("libraries"));
    Files.setPosixFilePermissions(libraries, PosixFilePermissions.fromString("rwxrwxrwx"));
    IOException error = assertThrows(IOException.class, this::cuBlas);
    assertTrue(error.getMessage().startsWith("other users may write to "), error.getMessage());
    LibrarySearch.Part<String> part;
    Path jar = jar("libcublas.so.12");
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      part =
          new LibrarySearch(
                  null, name -> null, folder, folder, new RedistributedLibraries(loader, cache))
              .open("cublas", 12, name -> name);
    }
    assertEquals(
        "libcublas of the class path (org.bytedeco:cuda, redist) cannot be unpacked ("
            + error.getMessage()
            + ")",
        part.problem());
  }

  @Test
  void aDiskWithoutRoomIsNamed() throws IOException {
    RedistributedLibraries.requireRoom(cache, 1);
    IOException error =
        assertThrows(IOException.class, () -> RedistributedLibraries.requireRoom(cache, 1L << 62));
    String text = error.getMessage();
    assertTrue(text.startsWith(cache + " has "), text);
    assertTrue(
        text.endsWith(
            " left, and 4.0 EiB are needed: make room, or name another folder by"
                + " jacobian.kernels.cache"),
        text);
  }

  @Test
  void theSearchFindsThemAfterEverythingElse() throws IOException {
    Path jar = jar("libcublas.so.12");
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      RedistributedLibraries jars = new RedistributedLibraries(loader, cache);
      LibrarySearch search = new LibrarySearch(null, name -> null, folder, folder, jars);
      assertTrue(search.open("cublas", 13, name -> name).name().startsWith(cache.toString()));
      Path toolkit = Files.createDirectories(folder.resolve("usr/local/cuda/lib64"));
      Path installed = Files.writeString(toolkit.resolve("libcublas.so.12"), "toolkit's");
      assertEquals(installed.toString(), search.open("cublas", 13, name -> name).name());
    }
  }
}
