package dev.jacobian.kernel.c;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The C compiler of this system. It is started without a shell, in a folder of its own, with no
 * word of a user's in its command line, and stopped when it takes too long.
 */
final class SystemCompiler {
  /** The names that a compiler is looked for by, first the one that the system prefers. */
  static final List<String> NAMES = List.of("cc", "gcc", "clang");

  static final Duration LIMIT = Duration.ofSeconds(60);

  /** How long it may take to say what it is, which a convolution may have to wait for. */
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(10);

  private static final String LOG = "log";
  private static final int LONGEST_LOG = 2_000;
  private static final String KERNEL = "kernel";

  private final Path program;
  private final Duration limit;
  private final List<String> flags;
  private final String version;
  private final String identity;

  private SystemCompiler(Path program, Duration limit, Path folder) throws IOException {
    this.program = program;
    this.limit = limit;
    this.flags = flags();
    // What it says it would do for this processor: its version, and each flag that "native" means.
    List<String> question = new ArrayList<>(flags);
    question.addAll(List.of("-E", "-v", "-x", "c", "/dev/null"));
    boolean isLong = limit.compareTo(ANSWER_LIMIT) > 0;
    String answer = run(question, folder, isLong ? ANSWER_LIMIT : limit);
    this.version =
        answer
            .lines()
            .filter(line -> line.contains(" version "))
            .findFirst()
            .map(String::strip)
            .orElse(program.getFileName().toString());
    this.identity = flags + "\n" + answer.replace(folder.toString(), "");
  }

  /**
   * Finds the compiler and asks for its version.
   *
   * @param path folders to look in, as in the environment variable {@code PATH}
   * @param limit how long a run of it may take
   * @param folder for its files
   * @throws CompilerException if there is none, or it does not answer
   */
  static SystemCompiler find(String path, Duration limit, Path folder) throws IOException {
    for (String name : NAMES) {
      for (String entry : path.split(File.pathSeparator)) {
        Path program = Path.of(entry).resolve(name);
        if (program.isAbsolute() && Files.isRegularFile(program) && Files.isExecutable(program)) {
          return new SystemCompiler(program, limit, folder);
        }
      }
    }
    throw new CompilerException("no C compiler (" + String.join(", ", NAMES) + ") is on the PATH");
  }

  private static List<String> flags() {
    String processor = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    List<String> flags = new ArrayList<>(List.of("-std=gnu11", "-O3"));
    if (List.of("amd64", "x86_64").contains(processor)) {
      // Compilers prefer half of the widest vectors, for the sake of old processors.
      flags.addAll(List.of("-march=native", "-mprefer-vector-width=512"));
    } else {
      flags.add("-mcpu=native");
    }
    // Java's arithmetic: no sum is joined with a product, integers wrap around.
    flags.addAll(List.of("-ffp-contract=off", "-fwrapv", "-fno-strict-aliasing"));
    // Nobody asks for errno or for the exceptions of a floating-point unit.
    flags.addAll(List.of("-fno-math-errno", "-fno-trapping-math"));
    flags.addAll(List.of("-fvisibility=hidden", "-fPIC", "-w"));
    return List.copyOf(flags);
  }

  /** Returns what distinguishes the code that it makes from that of others. */
  String identity() {
    return identity;
  }

  /** Returns its name and version, for people. */
  String version() {
    return version;
  }

  /**
   * Compiles a source into a library.
   *
   * @param folder an empty folder
   * @return the library, in that folder
   * @throws CompilerException if it fails or takes too long
   */
  Path compile(String source, Path folder) throws IOException {
    Files.writeString(folder.resolve(KERNEL + ".c"), source);
    List<String> arguments = new ArrayList<>(flags);
    arguments.addAll(List.of("-shared", "-o", KERNEL + ".so", KERNEL + ".c", "-lm", "-ldl"));
    run(arguments, folder, limit);
    Path library = folder.resolve(KERNEL + ".so");
    if (!Files.isRegularFile(library)) {
      throw new CompilerException(program + " ended well, but wrote no " + KERNEL + ".so");
    }
    return library;
  }

  /** Runs the compiler and returns what it writes. */
  private String run(List<String> arguments, Path folder, Duration limit) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    Path log = folder.resolve(LOG);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(new File("/dev/null"))
            .redirectOutput(log.toFile());
    // Other variables may send it to other headers, libraries and programs.
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "");
    environment.clear();
    environment.putAll(Map.of("PATH", path, "LC_ALL", "C", "TMPDIR", folder.toString()));
    Process process = builder.start();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CompilerException(program + " has not ended after " + limit.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CompilerException(program + " was interrupted", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    String output = new String(Files.readAllBytes(log), StandardCharsets.UTF_8);
    if (process.exitValue() != 0) {
      String text = output.length() > LONGEST_LOG ? output.substring(0, LONGEST_LOG) : output;
      throw new CompilerException(
          program + " ended with " + process.exitValue() + ": " + text.strip());
    }
    return output;
  }
}
