package dev.jacobian.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.theClass;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.FileDescriptor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String ROOT = "dev.jacobian.cli";

  /** ArchUnit's own option does not know the folders of the quick and lint builds. */
  private static final ImportOption NO_TESTS = location -> !location.contains("/test-classes/");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes = new ClassFileImporter().withImportOption(NO_TESTS).importPackages(ROOT);
    assertTrue(classes.size() > 25, "only " + classes.size() + " classes were read");
  }

  /** A name is one thing in all modules. */
  @Test
  void noPublicNameStandsInTwoPackages() {
    JavaClasses all =
        new ClassFileImporter().withImportOption(NO_TESTS).importPackages("dev.jacobian");
    Map<String, Set<String>> packages = new TreeMap<>();
    all.stream()
        .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
        .forEach(
            type ->
                packages
                    .computeIfAbsent(type.getSimpleName(), name -> new TreeSet<>())
                    .add(type.getPackageName()));
    assertTrue(packages.size() > 450, "only " + packages.size() + " names were read");
    packages.values().removeIf(places -> places.size() == 1);
    assertEquals(Map.of(), packages);
  }

  @Test
  void standardOutputIsOpenedInOnePlace() {
    theClass("dev.jacobian.cli.Main")
        .should()
        .accessField(FileDescriptor.class, "out")
        .check(classes);
    noClasses().should().accessField(System.class, "out").check(classes);
  }

  @Test
  void nothingSeesNd4j() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.bytedeco..")
        .check(classes);
  }

  @Test
  void onlyWhatOthersStartOrFindIsPublic() {
    List<String> open =
        classes.stream()
            .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC))
            .map(c -> c.getSimpleName())
            .sorted()
            .toList();
    assertTrue(open.contains("Main"), open.toString());
    classes.stream()
        .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC))
        .forEach(c -> assertTrue(c.getModifiers().contains(JavaModifier.FINAL), c.getName()));
  }

  @Test
  void packagesAreNullMarked() {
    assertTrue(classes.getPackage(ROOT).isAnnotatedWith(NullMarked.class));
  }
}
