package dev.jacobian.trainers.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what the Javadoc of a record says of its components, from the sources of all modules. */
final class ParameterDocs {
  private static final List<String> MODULES = List.of("trainers", "models", "framework");

  private ParameterDocs() {}

  /** Returns the text behind {@code @param name}, as one line of Markdown. */
  static String of(Class<?> record, String name) {
    String source = source(record);
    Matcher declaration =
        Pattern.compile("\\brecord " + record.getSimpleName() + "\\b").matcher(source);
    if (!declaration.find()) {
      throw new IllegalStateException("no source of " + record);
    }
    String before = source.substring(0, declaration.start());
    String comment = before.substring(before.lastIndexOf("/**"), before.lastIndexOf("*/"));
    String plain = comment.replaceAll("\\R\\s*\\*", " ").replaceAll("\\s+", " ");
    Matcher text = Pattern.compile("@param " + name + " (.*?)( @|$)").matcher(plain + " @");
    if (!text.find()) {
      throw new IllegalStateException(record + " says nothing of its component " + name);
    }
    return text.group(1)
        .replaceAll("\\{@code ([^}]*)}", "`$1`")
        .replaceAll("\\{@link(?:plain)? (?:[^} ]* )?#?([^}]*)}", "$1")
        .strip();
  }

  private static String source(Class<?> type) {
    Class<?> top = type;
    while (top.getEnclosingClass() != null) {
      top = top.getEnclosingClass();
    }
    String file = "java/" + top.getName().replace('.', '/') + ".java";
    for (String module : MODULES) {
      for (String part : List.of("main", "test")) {
        Path path = Path.of("..", module, "src", part).resolve(file);
        if (Files.exists(path)) {
          try {
            return Files.readString(path);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    }
    throw new IllegalStateException("no source of " + type);
  }
}
