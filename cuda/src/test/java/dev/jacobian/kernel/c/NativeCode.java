package dev.jacobian.kernel.c;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Reference;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** C++ for tests: compiled by the machine's compiler, kept between runs, and called. */
public final class NativeCode {
  /** Kept between runs of the tests; nothing that it holds can be wrong. */
  private static final Path CACHE = Path.of("target", "emulated");

  /** Makes the way from Java to C ready. */
  public NativeCode() {
    CompiledC.always();
  }

  /** Returns why no C++ can be compiled here, or an empty text. */
  public static String problem() {
    if (!CompiledC.isThere()) {
      return "no C compiler is on the PATH";
    }
    for (String folder : CompiledC.path().split(File.pathSeparator)) {
      if (Files.isExecutable(Path.of(folder, "g++"))) {
        return "";
      }
    }
    return "no g++ is on the PATH";
  }

  /**
   * Returns a library.
   *
   * @param others libraries that it uses
   */
  public Path library(String source, Path... others) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(source.getBytes(UTF_8));
      Path kept = CACHE.resolve(HexFormat.of().formatHex(digest) + ".so").toAbsolutePath();
      if (!Files.exists(kept)) {
        Files.createDirectories(CACHE);
        Path folder = Files.createTempDirectory(CACHE, "new");
        Files.move(compile(source, others, folder), kept, StandardCopyOption.REPLACE_EXISTING);
        Files.delete(folder.resolve("code.cpp"));
        Files.delete(folder.resolve("log"));
        Files.delete(folder);
      }
      return kept;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static Path compile(String source, Path[] others, Path folder) throws IOException {
    Files.writeString(folder.resolve("code.cpp"), source);
    List<String> command =
        new ArrayList<>(List.of("g++", "-std=c++17", "-O1", "-shared", "-fPIC", "-w", "-pipe"));
    // The arithmetic that kernels are printed for, on a device too.
    command.addAll(List.of("-ffp-contract=off", "-fwrapv", "-fno-strict-aliasing"));
    command.addAll(List.of("-U_FORTIFY_SOURCE", "-o", "code.so", "code.cpp"));
    if (others.length > 0) {
      // They bring what is needed; looking for it once more takes a third of the compiler's time.
      command.add("-nostdlib");
    }
    for (Path other : others) {
      command.add(other.toString());
    }
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IOException(Files.readString(folder.resolve("log")) + "\n" + numbered(source));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    } finally {
      process.destroyForcibly();
    }
    return folder.resolve("code.so");
  }

  private static String numbered(String source) {
    StringBuilder text = new StringBuilder();
    int line = 1;
    for (String each : source.lines().toList()) {
      text.append(line++).append(": ").append(each).append('\n');
    }
    return text.toString();
  }

  /** Returns the address of a library's function. */
  public static long function(Path library, String name) {
    return Trampoline.function(library, name);
  }

  /** Calls a function with the address of numbers. */
  public static int call(long function, long numbers) {
    return Trampoline.call(function, numbers, 0);
  }

  /** Returns the address of a direct buffer's memory. */
  public static long address(Buffer direct) {
    return Trampoline.address(direct);
  }

  /** Calls a function with numbers. */
  public static int call(long function, long[] numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocateDirect(numbers.length * Long.BYTES).order(ByteOrder.nativeOrder());
    bytes.asLongBuffer().put(numbers);
    int result = call(function, address(bytes));
    Reference.reachabilityFence(bytes);
    return result;
  }
}
