package dev.jacobian.kernel.java;

import dev.jacobian.kernel.compiled.KernelFiles;
import dev.jacobian.kernel.compiled.KernelSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compiles only what no process of the user has compiled before: class files are kept in a folder,
 * by their source, the classes that they may call, the compiler and the Java. Where no folder is to
 * be had, everything is compiled.
 */
final class KeptCompiler implements SourceCompiler {
  private static final Logger LOG = LoggerFactory.getLogger(KeptCompiler.class);
  static final String SUFFIX = ".class";

  private final SourceCompiler compiler;
  private final Path folder;
  private @Nullable KernelFiles opened;
  private boolean isRefused;

  /**
   * Makes a compiler.
   *
   * @param compiler for what is not kept
   * @param folder where class files are kept, opened with the first kernel
   */
  KeptCompiler(SourceCompiler compiler, Path folder) {
    this.compiler = compiler;
    this.folder = folder;
  }

  /** Returns Janino, with what it compiles kept in the folder that the settings name. */
  static SourceCompiler janino() {
    return new KeptCompiler(new JaninoCompiler(), KernelSettings.cache());
  }

  /** Returns whether no kernel has been kept yet where the settings say. */
  static boolean isNew() {
    return !Files.isDirectory(KernelSettings.cache());
  }

  private synchronized @Nullable KernelFiles files() {
    if (opened == null && !isRefused) {
      try {
        opened = KernelFiles.open(folder, SUFFIX);
      } catch (IOException e) {
        isRefused = true;
        LOG.debug("compiled kernels are not kept", e);
      }
    }
    return opened;
  }

  @Override
  public byte[] compile(String name, String source) {
    KernelFiles files = files();
    if (files != null) {
      try {
        String identity = Surroundings.IDENTITY + "\n" + name + "\n" + source;
        return Files.readAllBytes(
            files.get(
                identity,
                folder -> Files.write(folder.resolve(name), compiler.compile(name, source))));
      } catch (IOException e) {
        // A folder that is full, read-only, or cleaned by somebody at this moment.
        LOG.debug("a compiled kernel is not kept", e);
      }
    }
    return compiler.compile(name, source);
  }

  /** What a class file depends on beside its source. */
  private static final class Surroundings {
    static final String IDENTITY = identity();

    private static String identity() {
      StringBuilder text = new StringBuilder();
      text.append(System.getProperty("java.vm.vendor")).append(' ').append(Runtime.version());
      text.append('\n').append(JaninoCompiler.identity());
      text.append('\n').append(KernelBody.class.getName()).append(checksum(KernelBody.class));
      for (Class<?> type : JavaPrinter.LIBRARY) {
        text.append('\n').append(type.getName()).append(checksum(type));
      }
      return text.toString();
    }

    /**
     * Returns a checksum of a class file. Nobody hides code behind it: the folder is the user's.
     */
    private static String checksum(Class<?> type) {
      try (InputStream file = type.getResourceAsStream(type.getSimpleName() + SUFFIX)) {
        if (file == null) {
          throw new IllegalStateException(type + " has no class file");
        }
        byte[] content = file.readAllBytes();
        CRC32 checksum = new CRC32();
        checksum.update(content);
        return " " + content.length + " " + checksum.getValue();
      } catch (IOException e) {
        throw new IllegalStateException(type + " has a class file that cannot be read", e);
      }
    }
  }
}
