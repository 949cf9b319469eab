package dev.jacobian.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The page of packages, {@code docs/architecture.md}.
 *
 * @param floors the packages in the page's order, top to bottom
 * @param steps the way of a batch
 * @param table the part of the page that is made from the code
 */
record ArchitecturePage(List<String> floors, List<Step> steps, String table) {
  static final Path FILE = Path.of("..", "docs", "architecture.md");

  private static final String HEADING = "## The floors";
  private static final Pattern FLOOR = Pattern.compile("(?m)^\\| \\[`([a-z0-9.]+)`]");
  private static final Pattern STEP =
      Pattern.compile("(?m)^\\d+\\. `([a-z0-9.]+)` → `([a-z0-9.]+)`, \\*\\*([a-z]+)\\*\\*: ");
  private static final Pattern ITEM = Pattern.compile("(?m)^\\d+\\. ");
  private static final Pattern SENTENCE = Pattern.compile("(?s)/\\*\\*(.*?\\.)\\s");
  private static final Pattern REFERENCE =
      Pattern.compile("\\{@(?:code |link (?:[a-z0-9.]+\\.)?)([^}]+)}");

  /** What one package hands to another: down to one that it uses, or up to one that uses it. */
  record Step(String from, String to, String what) {}

  static ArchitecturePage read() throws IOException {
    String page = Files.readString(FILE).replace("\r\n", "\n");
    int table = page.indexOf(HEADING);
    if (table < 0) {
      throw new AssertionError(FILE + " has no section '" + HEADING + "'");
    }
    List<Step> steps = new ArrayList<>();
    Matcher step = STEP.matcher(page);
    while (step.find()) {
      steps.add(new Step(step.group(1), step.group(2), step.group(3)));
    }
    if (steps.size() != ITEM.matcher(page).results().count()) {
      throw new AssertionError("a step of " + FILE + " is not '1. `from` → `to`, **what**: ...'");
    }
    List<String> floors = FLOOR.matcher(page).results().map(found -> found.group(1)).toList();
    return new ArchitecturePage(floors, List.copyOf(steps), page.substring(table));
  }

  /** Returns how many floors a package has above it. */
  int depth(String floor) {
    int depth = floors.indexOf(floor);
    if (depth < 0) {
      throw new AssertionError(FILE + " has no floor " + floor);
    }
    return depth;
  }

  /**
   * Returns what the made part of the page has to be.
   *
   * @param uses the packages that each package uses
   */
  String table(TreeMap<String, TreeSet<String>> uses) throws IOException {
    StringBuilder text = new StringBuilder(HEADING);
    String module = "";
    for (String floor : floors) {
      if (!module(floor).equals(module)) {
        module = module(floor);
        text.append("\n\n### ").append(module).append("\n\n| package | is | uses |\n|---|---|---|");
      }
      Set<String> used = uses.getOrDefault(floor, new TreeSet<>());
      text.append("\n| [`").append(floor).append("`](../").append(folder(module, floor));
      text.append(") | ").append(purpose(module, floor)).append(" | ");
      text.append(String.join(", ", floors.stream().filter(used::contains).toList())).append(" |");
    }
    return text.append('\n').toString();
  }

  /** Returns the module that a package stands in. */
  static String module(String floor) throws IOException {
    try (Stream<Path> modules = Files.list(Path.of(".."))) {
      return modules
          .map(folder -> folder.getFileName().toString())
          .filter(name -> Files.exists(Path.of("..", folder(name, floor), "package-info.java")))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no module has the package " + floor));
    }
  }

  private static String folder(String module, String floor) {
    return module + "/src/main/java/dev/jacobian/" + floor.replace('.', '/');
  }

  /** Returns the first sentence of a package's description. */
  private static String purpose(String module, String floor) throws IOException {
    String info = Files.readString(Path.of("..", folder(module, floor), "package-info.java"));
    Matcher sentence = SENTENCE.matcher(info);
    if (!sentence.find()) {
      throw new AssertionError("package-info.java of " + floor + " begins with no sentence");
    }
    String text = sentence.group(1).replaceAll("\\s*\\n \\* ", " ").strip();
    return REFERENCE.matcher(text).replaceAll("`$1`");
  }
}
