package dev.jacobian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of names in docs/pytorch.md is what the Javadoc of the sources says. */
class PyTorchNamesTest {
  private static final Path ROOT = Path.of("..");
  private static final String START = "<!-- names -->\n";
  private static final String END = "<!-- end -->";

  /** A comment and the declaration after it, without the annotations between them. */
  private static final Pattern DOCUMENTED =
      Pattern.compile(
          "(?s)/\\*\\*((?:(?!\\*/).)*)\\*/\\s*((?:@\\w+(?:\\([^)]*\\))?\\s*)*)([^;{]*?)\\s*[;{]");

  private static final Pattern EQUIVALENT =
      Pattern.compile(
          "PyTorch equivalent: [^{;]*?\\{@code ([^}]+)\\}((?:(?:,| and|, and) \\{@code [^}]+\\})*)");

  private static final Pattern TYPE = Pattern.compile("\\b(?:class|interface|enum|record) (\\w+)");
  private static final Pattern METHOD = Pattern.compile("(\\w+)\\([^()]*\\)?$|(\\w+)\\(");

  /** To renew the page, paste what this test expects between its markers in docs/pytorch.md. */
  @Test
  void theTableOfNamesIsThatOfTheSources() throws IOException {
    String page = Files.readString(ROOT.resolve("docs/pytorch.md")).replace("\r\n", "\n");
    int start = page.indexOf(START);
    int end = page.indexOf(END, start);
    assertTrue(start >= 0 && end > start, "docs/pytorch.md has no table between its markers");
    assertEquals(table(), page.substring(start + START.length(), end));
  }

  private static String table() throws IOException {
    Map<String, Map<String, String>> names = new TreeMap<>();
    for (String module : List.of("framework", "nd4j", "models", "trainers")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src/main/java"))) {
        for (Path file :
            files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
          read(file, names);
        }
      }
    }
    StringBuilder table = new StringBuilder();
    int rows = 0;
    for (Map.Entry<String, Map<String, String>> group : names.entrySet()) {
      table
          .append("\n### `")
          .append(group.getKey())
          .append("`\n\n| Jacobian | PyTorch |\n|---|---|\n");
      for (Map.Entry<String, String> row : group.getValue().entrySet()) {
        table
            .append("| `")
            .append(row.getKey())
            .append("` | ")
            .append(row.getValue())
            .append(" |\n");
        rows++;
      }
    }
    assertTrue(rows >= 60, "only " + rows + " names were found");
    return table.append('\n').toString();
  }

  private static void read(Path file, Map<String, Map<String, String>> names) throws IOException {
    String source = Files.readString(file).replace("\r\n", "\n");
    String owner = file.getFileName().toString().replace(".java", "");
    Matcher packageName = Pattern.compile("(?m)^package ([\\w.]+);").matcher(source);
    if (!packageName.find()) {
      return;
    }
    Matcher documented = DOCUMENTED.matcher(source);
    while (documented.find()) {
      String comment = documented.group(1).replaceAll("\\s*\\n\\s*\\* ?", " ");
      Matcher equivalent = EQUIVALENT.matcher(comment);
      String declaration = documented.group(3).replaceAll("\\s+", " ").strip();
      if (equivalent.find() && !declaration.startsWith("private")) {
        String name = name(owner, declaration);
        if (!name.isEmpty()) {
          names
              .computeIfAbsent(packageName.group(1), key -> new TreeMap<>())
              .put(name, codes(equivalent.group(1) + "}" + equivalent.group(2)));
        }
      }
    }
  }

  /** Returns a type's name, or that of a method with its type's; empty for what is neither. */
  private static String name(String owner, String declaration) {
    Matcher type = TYPE.matcher(declaration);
    if (type.find()) {
      return type.group(1).equals(owner) ? owner : owner + "." + type.group(1);
    }
    Matcher method = METHOD.matcher(declaration);
    return method.find()
        ? owner + "." + (method.group(1) != null ? method.group(1) : method.group(2))
        : "";
  }

  private static String codes(String text) {
    return Stream.of(text.split("\\}"))
        .map(part -> part.replaceFirst("^.*\\{@code ", "").replaceAll("\\s+", " ").strip())
        .filter(part -> !part.isEmpty())
        .map(part -> "`" + part + "`")
        .reduce((a, b) -> a + ", " + b)
        .orElse("");
  }
}
