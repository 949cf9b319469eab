package dev.jacobian.benchmarks.pack;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * Makes the folder that {@code gpu.sh} needs on a machine without Java, of a Java that is made
 * small and of what a class path names: {@code runtime.tar.gz}, {@code lib} with jars, and {@code
 * gpu.sh}.
 */
public final class Pack {
  /**
   * What is taken along, by the beginning of the file's name: Jacobian's modules, what the CPU's
   * adapter, the GPU's and the command line need, and JUnit. ND4J and what belongs to it would be
   * twice the rest.
   */
  private static final List<String> TAKEN =
      List.of(
          "jacobian-",
          "javacpp-",
          "openblas-",
          "jna-5",
          "janino-",
          "commons-compiler-",
          "picocli-",
          "logback-",
          "slf4j-api-",
          "jackson-annotations-",
          "jackson-core-",
          "jackson-data",
          "snakeyaml-engine-",
          "fastcsv-",
          "junit-",
          "opentest4j-",
          "open-test-reporting-");

  private static final String NOT_TAKEN = "jacobian-nd4j";

  /** What those use of Java; JDK's compiler is not among it, since Janino compiles kernels. */
  private static final String MODULES =
      "java.base,java.compiler,java.logging,java.management,java.naming,java.xml,jdk.management,jdk.unsupported";

  /** A module's folder of classes. */
  private static final Pattern BUILD = Pattern.compile("([^/]+)/target/");

  private Pack() {}

  /**
   * Makes a folder.
   *
   * @param args the folder, which is made anew, the class path, and the script
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    into(folder, args[1], Path.of(args[2]));
    System.out.printf(Locale.ROOT, "%s: %.1f MiB%n", folder, size(folder) / (double) (1 << 20));
  }

  /** Makes a folder. */
  public static void into(Path folder, String classPath, Path script) throws IOException {
    delete(folder);
    Path lib = Files.createDirectories(folder.resolve("lib"));
    for (String entry : classPath.split(File.pathSeparator)) {
      take(Path.of(entry).toAbsolutePath().normalize(), lib);
    }
    Path copy = folder.resolve("gpu.sh");
    Files.copy(script, copy);
    if (!copy.toFile().setExecutable(true)) {
      throw new IOException(copy + " cannot be made executable");
    }
    runtime(folder);
  }

  /** Returns the bytes of a folder's files. */
  public static long size(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  private static void take(Path entry, Path lib) throws IOException {
    if (Files.isDirectory(entry)) {
      // MODULE/target/classes, MODULE/target/quick/test-classes
      String name = "jacobian-" + module(entry) + "-" + entry.getFileName() + ".jar";
      if (isTaken(name)) {
        jar(entry, lib.resolve(name));
      }
    } else if (Files.isRegularFile(entry) && isTaken(entry.getFileName().toString())) {
      Files.copy(entry, lib.resolve(entry.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static boolean isTaken(String name) {
    return TAKEN.stream().anyMatch(name::startsWith) && !name.startsWith(NOT_TAKEN);
  }

  private static String module(Path classes) {
    Matcher build = BUILD.matcher(classes.toString());
    if (!build.find()) {
      throw new IllegalArgumentException(
          classes + " is a folder of no build; expected MODULE/target/.../classes");
    }
    return build.group(1);
  }

  /**
   * Makes a jar, of tests without the services that they offer: a GPU is not to be an emulated one.
   */
  private static void jar(Path classes, Path jar) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("--create", "--file", jar.toString()));
    try (Stream<Path> parts = Files.list(classes)) {
      for (Path part : parts.sorted().toList()) {
        boolean isServices = classes.endsWith("test-classes") && part.endsWith("META-INF");
        if (!isServices) {
          arguments.addAll(List.of("-C", classes.toString(), part.getFileName().toString()));
        }
      }
    }
    run("jar", arguments);
  }

  /**
   * Makes the runtime, which is not compressed before tar does it: as a whole it becomes smaller.
   */
  private static void runtime(Path folder) throws IOException {
    Path runtime = folder.resolve("runtime");
    run(
        "jlink",
        List.of(
            "--add-modules",
            MODULES,
            "--strip-debug",
            "--no-header-files",
            "--no-man-pages",
            "--output",
            runtime.toString()));
    Process tar =
        new ProcessBuilder("tar", "-czf", "runtime.tar.gz", "runtime")
            .directory(folder.toFile())
            .inheritIO()
            .start();
    try {
      if (tar.waitFor() != 0) {
        throw new IOException("tar failed");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
    delete(runtime);
  }

  private static void run(String tool, List<String> arguments) throws IOException {
    ToolProvider provider =
        ToolProvider.findFirst(tool)
            .orElseThrow(() -> new IOException("this Java has no " + tool + "; use a JDK"));
    if (provider.run(System.out, System.err, arguments.toArray(String[]::new)) != 0) {
      throw new IOException(tool + " " + String.join(" ", arguments) + " failed");
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> all;
    try (Stream<Path> files = Files.walk(folder)) {
      all = files.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : all) {
      Files.delete(file);
    }
  }
}
