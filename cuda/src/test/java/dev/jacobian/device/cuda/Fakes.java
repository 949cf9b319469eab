package dev.jacobian.device.cuda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Libraries with the functions of NVIDIA's driver, NVRTC and cuBLAS for a machine that has a C++
 * compiler and no GPU. They are one file under the names of all three.
 */
final class Fakes {
  /**
   * Kept between runs of the tests, those of other modules too; nothing that it holds can be wrong.
   */
  private static final Path CACHE = Path.of("..", "cuda", "target", "emulated");

  private static final List<String> SOURCES =
      List.of("libcuda.cpp", "libnvrtc.cpp", "libcublas.cpp");
  private static final List<String> HEADERS =
      List.of(
          "device.h",
          "grid.h",
          "cuda_state.h",
          "cuda_allocations.h",
          "cuda_streams.h",
          "cuda_memory.h",
          "cuda_devices.h",
          "cuda_modules.h",
          "cuda_graphs.h",
          "cuda_tests.h");
  private static final List<String> NAMES =
      List.of("libcuda.so.1", "libnvrtc.so.13", "libcublas.so.13");

  private Fakes() {}

  private static final class Holder {
    static final Path FOLDER = folder();
    static final NativeLibrary LIBRARY =
        NativeLibrary.getInstance(FOLDER.resolve(NAMES.get(0)).toString());
  }

  /** Returns why there are none here, or an empty text. */
  static String problem() {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, "g++"))) {
        return "";
      }
    }
    return "no g++ is on the PATH";
  }

  /** Returns the folder of the libraries, made if it is not there. */
  static Path libraries() {
    return Holder.FOLDER;
  }

  /** Returns the folder for what their NVRTC makes, which no real device may ever find. */
  static Path cache() {
    return Holder.FOLDER.resolve("kernels");
  }

  /** Sets what the device is: {@code devices}, {@code memory}, {@code driver} and others. */
  static void set(String name, long value) {
    function("fake_set").invoke(new Object[] {name, value});
  }

  /** Makes the next call of a function fail. */
  static void fail(String function, int error) {
    function("fake_fail").invoke(new Object[] {function, error});
  }

  /**
   * Returns how many {@code launches} or {@code modules} there have been, or bytes are {@code
   * used}.
   */
  static long count(String what) {
    return function("fake_count").invokeLong(new Object[] {what});
  }

  /** Makes the device whole again, with nothing to be done, as it usually is. */
  static void reset() {
    function("fake_reset").invoke(new Object[0]);
  }

  /** Checks that nothing has been written outside of what is allocated. */
  static void checkGuards() {
    String outside = function("fake_outside").invokeString(new Object[0], false);
    if (outside != null) {
      throw new AssertionError(outside);
    }
  }

  private static Function function(String name) {
    return Holder.LIBRARY.getFunction(name);
  }

  private static byte[] resource(String name) {
    try (InputStream stream = Fakes.class.getResourceAsStream(name)) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      List<String> files = new ArrayList<>(SOURCES);
      files.addAll(HEADERS);
      files.add("emulator.h");
      files.forEach(name -> digest.update(resource(name)));
      String key = HexFormat.of().formatHex(digest.digest()).substring(0, 16);
      Path folder = CACHE.resolve(key).toAbsolutePath().normalize();
      if (!Files.exists(folder)) {
        Files.createDirectories(CACHE);
        // Tests run in two processes, of which one makes it.
        try (FileChannel lock = FileChannel.open(CACHE.resolve("lock"), CREATE, WRITE)) {
          lock.lock();
          if (!Files.exists(folder)) {
            Path made = Files.createTempDirectory(CACHE, "new");
            compile(made);
            Files.move(made, folder, StandardCopyOption.ATOMIC_MOVE);
          }
        }
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void compile(Path folder) throws IOException {
    for (String name : SOURCES) {
      Files.write(folder.resolve(name), resource(name));
    }
    for (String name : HEADERS) {
      Files.write(folder.resolve(name), resource(name));
    }
    String header = new String(resource("emulator.h"), UTF_8);
    Files.writeString(folder.resolve("emulator_text.h"), "R\"~~(" + header + ")~~\"");
    List<String> command =
        new ArrayList<>(List.of("g++", "-std=c++17", "-O2", "-shared", "-fPIC", "-pipe"));
    // What they call of each other is theirs, also where the real ones have been loaded before.
    command.addAll(List.of("-Wall", "-Werror", "-Wl,-Bsymbolic", "-o", NAMES.get(0)));
    command.addAll(SOURCES);
    command.add("-ldl");
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(Files.readString(log));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      process.destroyForcibly();
    }
    for (String name : NAMES.subList(1, NAMES.size())) {
      Files.createSymbolicLink(folder.resolve(name), Path.of(NAMES.get(0)));
    }
  }
}
