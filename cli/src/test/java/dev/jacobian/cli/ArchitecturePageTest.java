package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The page of packages, its arrows and its picture are those of the compiled code. */
class ArchitecturePageTest {
  private static final String ROOT = "dev.jacobian.";
  private static final Path PICTURE = Path.of("..", "docs", "architecture.svg");
  private static final int FEWEST_PACKAGES = 40;

  /** Neither this module's test classes nor the jar of another's. */
  private static final ImportOption NO_TESTS =
      location -> !location.contains("/test-classes/") && !location.contains("-tests.jar");

  private static final TreeMap<String, TreeSet<String>> USES = new TreeMap<>();

  private static ArchitecturePage page;

  @BeforeAll
  static void read() throws IOException {
    page = ArchitecturePage.read();
    for (JavaClass type :
        new ClassFileImporter()
            .withImportOption(NO_TESTS)
            .importPackages(ROOT.substring(0, ROOT.length() - 1))) {
      String from = type.getPackageName().substring(ROOT.length());
      TreeSet<String> uses = USES.computeIfAbsent(from, name -> new TreeSet<>());
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        String to = dependency.getTargetClass().getBaseComponentType().getPackageName();
        if (to.startsWith(ROOT) && !to.equals(type.getPackageName())) {
          uses.add(to.substring(ROOT.length()));
        }
      }
    }
    assertTrue(USES.size() >= FEWEST_PACKAGES, "only " + USES.keySet());
  }

  @Test
  void everyPackageIsAFloor() {
    assertEquals(USES.keySet(), new TreeSet<>(page.floors()));
    assertEquals(USES.size(), page.floors().size(), "a floor stands twice");
  }

  @Test
  void aPackageUsesOnlyFloorsBelowIt() {
    List<String> upwards = new ArrayList<>();
    USES.forEach(
        (from, uses) ->
            uses.stream()
                .filter(to -> page.depth(to) < page.depth(from))
                .forEach(to -> upwards.add(from + " -> " + to)));
    assertEquals(List.of(), upwards);
  }

  @Test
  void theTablesSayWhatTheCodeUses() throws IOException {
    assertMade(page.table(USES), page.table(), "docs/architecture.md from 'The floors' on");
  }

  @Test
  void everyStepOfTheBatchIsAnArrowOfTheCode() {
    assertTrue(page.steps().size() > 10, page.steps().toString());
    Set<String> visited = new HashSet<>();
    for (ArchitecturePage.Step step : page.steps()) {
      boolean isDown = page.depth(step.to()) > page.depth(step.from());
      String user = isDown ? step.from() : step.to();
      String used = isDown ? step.to() : step.from();
      assertTrue(USES.get(user).contains(used), step + ", but " + user + " does not use " + used);
      assertTrue(
          visited.isEmpty() || visited.contains(step.from()), step + " begins where it never was");
      visited.add(step.from());
      visited.add(step.to());
    }
  }

  @Test
  void thePictureIsDrawnFromThePage() throws IOException {
    String drawn = ArchitecturePicture.of(page);
    String kept = Files.exists(PICTURE) ? Files.readString(PICTURE).replace("\r\n", "\n") : "";
    assertMade(drawn, kept, "docs/architecture.svg");
  }

  /** To renew what is made, take it from the file that the message names. */
  private static void assertMade(String made, String kept, String what) throws IOException {
    if (made.equals(kept)) {
      return;
    }
    Path fresh = Files.createTempFile("architecture", what.endsWith("svg") ? ".svg" : ".md");
    Files.writeString(fresh, made);
    List<String> lines = kept.lines().toList();
    List<String> other = made.lines().filter(line -> !lines.contains(line)).toList();
    fail(what + " is not what the code has; it would be " + fresh + ", with " + other);
  }
}
