package dev.jacobian.distribution;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the README tells those who use Jacobian in a project. */
final class Readme {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

  private Readme() {}

  /**
   * Returns the only block of the section "Use it in your project" that is in a language and has a
   * text in it.
   */
  static String block(String language, String text) throws IOException {
    String page = Files.readString(Path.of(System.getProperty("jacobian.root"), "README.md"));
    int start = page.indexOf("\n## Use it in your project\n");
    String section = page.substring(start, page.indexOf("\n## ", start + 1));
    List<String> found = new ArrayList<>();
    Matcher block = BLOCK.matcher(section);
    while (block.find()) {
      if (block.group(1).equals(language) && block.group(2).contains(text)) {
        found.add(block.group(2));
      }
    }
    assertEquals(1, found.size(), language + " blocks with " + text);
    return found.get(0);
  }
}
