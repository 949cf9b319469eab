package dev.jacobian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every Java snippet of README and docs compiles, and runs if it can; every file that they link to
 * exists.
 */
class DocumentationTest {
  private static final Path ROOT = Path.of("..");

  /**
   * What needs files, or does not end, is marked as in Rust's documentation. Parts of a program are
   * marked too, and have a test of their own.
   */
  private static final Pattern SNIPPET = Pattern.compile("(?ms)^```java( no_run)?\\n(.*?)^```$");

  private static final Pattern LINK = Pattern.compile("\\]\\((?!https?://|#)([^)#]+)(#[^)]*)?\\)");
  private static final int FEWEST_SNIPPETS = 5;

  @TempDir Path classes;

  @TestFactory
  Stream<DynamicTest> snippetsRun() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path page : pages()) {
      Matcher matcher = SNIPPET.matcher(Files.readString(page));
      while (matcher.find()) {
        boolean runs = matcher.group(1) == null;
        String code = matcher.group(2);
        String name = page.getFileName() + " snippet " + (tests.size() + 1);
        int number = tests.size();
        tests.add(
            DynamicTest.dynamicTest(
                name,
                () -> {
                  String compiled = Snippet.compile(number, code, classes);
                  if (runs) {
                    Snippet.run(compiled, classes);
                  }
                }));
      }
    }
    assertTrue(tests.size() >= FEWEST_SNIPPETS, "only " + tests.size() + " snippets were found");
    return tests.stream();
  }

  @Test
  void linkedFilesExist() throws IOException {
    List<String> missing = new ArrayList<>();
    int links = 0;
    for (Path page : pages()) {
      Matcher matcher = LINK.matcher(Files.readString(page));
      while (matcher.find()) {
        links++;
        if (!Files.exists(page.toAbsolutePath().getParent().resolve(matcher.group(1)))) {
          missing.add(page.getFileName() + " -> " + matcher.group(1));
        }
      }
    }
    assertTrue(links > 0, "no links were found");
    assertEquals(List.of(), missing);
  }

  private static List<Path> pages() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
      docs.filter(path -> path.toString().endsWith(".md")).sorted().forEach(pages::add);
    }
    return pages;
  }
}
