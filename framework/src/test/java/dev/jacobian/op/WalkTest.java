package dev.jacobian.op;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The walks of CONTRIBUTING name the files in which what they add stands, and all of them. */
class WalkTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern FILE = Pattern.compile("`(\\w+/\\w+\\.\\w+)`");

  /** Returns the files of a walk: what is named from one line on up to the next empty paragraph. */
  private static Set<String> walk(String start) throws IOException {
    String text = Files.readString(ROOT.resolve("CONTRIBUTING.md"));
    int begin = text.indexOf(start);
    assertTrue(begin >= 0, start);
    int end = text.indexOf("\n\n", text.indexOf("\n1. ", begin));
    Set<String> files = new TreeSet<>();
    Matcher matcher = FILE.matcher(text.substring(begin, end));
    while (matcher.find()) {
      files.add(matcher.group(1));
    }
    return files;
  }

  /** Returns the source files, by their folder and name, that have a word in them. */
  private static Set<String> filesWith(String word) throws IOException {
    Set<String> found = new TreeSet<>();
    for (String module : List.of("framework", "nd4j", "models")) {
      try (Stream<Path> files = Files.walk(ROOT.resolve(module).resolve("src"))) {
        for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
          String name = file.getFileName().toString();
          boolean isText = name.matches(".*\\.(java|c|py)") || name.equals("tensor.txt");
          if (isText && Files.readString(file, StandardCharsets.UTF_8).contains(word)) {
            found.add(file.getParent().getFileName() + "/" + name);
          }
        }
      }
    }
    return found;
  }

  @Test
  void theFilesOfAnOpAreThere() throws IOException {
    Set<String> walk = walk("`cumsum` and `maxPool1d`");
    assertEquals(9, walk.size(), walk.toString());
    Set<String> there = new TreeSet<>();
    for (String word : List.of("CumSum(", "WindowArgMax", "cumsum", "maxPool1d")) {
      there.addAll(filesWith(word));
    }
    List<String> missing = new ArrayList<>(walk);
    missing.removeAll(there);
    assertEquals(List.of(), missing);
  }

  @Test
  void theLinesOfAScalarFunctionAreThoseOfTheWalk() throws IOException {
    Set<String> walk = walk("`softsign`, a scalar function");
    assertTrue(walk.size() >= 7, walk.toString());
    Set<String> constant = filesWith("SOFTSIGN");
    // An activation of networks has the name too.
    constant.removeAll(Set.of("models/MLP.java", "dl4j/DenseActivation.java", "op/WalkTest.java"));
    constant.removeAll(walk);
    assertEquals(Set.of(), constant, "lines that the walk does not name");
    Set<String> missing = new TreeSet<>(walk);
    missing.removeAll(filesWith("SOFTSIGN"));
    missing.removeAll(filesWith("softsign"));
    assertEquals(Set.of(), missing, "lines that are not there");
  }
}
