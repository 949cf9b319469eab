package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Finds words of the Java API in what a command wrote. Who uses the command line knows the keys of
 * a configuration and the options of a command; {@code withDtype(...)} helps nobody there.
 */
final class JavaWords {
  private static final Pattern WORDS =
      Pattern.compile(
          "\\bwith[A-Z]\\w*|\\bOptions\\b|\\b[A-Za-z]\\w*\\.[a-z]\\w*\\("
              + "|\\b(?:DType|Reduction|MissingValues|Device)\\.[A-Z]|\\b[A-Z]\\w*(?:Finder|Dataset|Loader)\\b"
              + "|\\b\\w+Exception\\b|\\bstateDict\\b|setRequiresGrad|in code,");

  /** Hints for files that NumPy writes are NumPy's. */
  private static final Pattern NUMPY = Pattern.compile("\\b(?:np|a|y)\\.\\w+\\(");

  private JavaWords() {}

  static List<String> in(String text) {
    return WORDS
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .filter(word -> !NUMPY.matcher(word).matches())
        .toList();
  }

  /** Fails if there are any, unless the user asked to see where the error arose. */
  static void assertNone(String errors) {
    if (!errors.contains("\tat ")) {
      assertEquals(List.of(), in(errors), errors);
    }
  }
}
