package dev.jacobian.examples;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A piece of Java from the documentation: its imports, classes and then statements; or a whole
 * program.
 */
final class Snippet {
  private static final Pattern IMPORT = Pattern.compile("(?m)^import [\\w.]+;\\n");

  private static final Pattern PROGRAM =
      Pattern.compile(
          "(?s)^import .*?^public class (\\w+) \\{.* static void main\\(", Pattern.MULTILINE);

  private Snippet() {}

  /**
   * Compiles a snippet, and returns the name of its class; fails with the compiler's messages and
   * the code if it does not compile.
   */
  static String compile(int number, String code, Path classes) throws IOException {
    Matcher program = PROGRAM.matcher(code);
    boolean isProgram = program.find();
    String name = isProgram ? program.group(1) : "Snippet" + number;
    String source = isProgram ? code : wrap(name, code);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of(
            "-d", classes.toString(), "-cp", System.getProperty("java.class.path"), "-proc:none");
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(messages, files, null, options, null, List.of(new Source(name, source)))
              .call();
      assertTrue(compiled, () -> messages + "\n" + source);
    }
    return name;
  }

  /** Returns a loader of compiled snippets. */
  static URLClassLoader loader(Path classes) throws IOException {
    URL[] folder = {classes.toUri().toURL()};
    return new URLClassLoader(folder, Snippet.class.getClassLoader());
  }

  /** Runs a compiled snippet. */
  static void run(String name, Path classes) throws Exception {
    try (URLClassLoader loader = loader(classes)) {
      loader.loadClass(name).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
  }

  /** Returns a class whose method the statements are. Nothing is imported that the page hides. */
  private static String wrap(String name, String code) {
    String imports =
        IMPORT.matcher(code).results().map(MatchResult::group).collect(Collectors.joining());
    return imports
        + "public class "
        + name
        + " {\n  public static void main(String[] args) throws Exception {\n"
        + IMPORT.matcher(code).replaceAll("")
        + "\n  }\n}\n";
  }

  /** Source code in memory. */
  private static final class Source extends SimpleJavaFileObject {
    private final String code;

    Source(String name, String code) {
      super(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE);
      this.code = code;
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return code;
    }
  }
}
