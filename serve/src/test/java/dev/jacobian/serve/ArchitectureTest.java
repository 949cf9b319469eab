package dev.jacobian.serve;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String ROOT = "dev.jacobian.serve";

  /** ArchUnit's own option does not know the folders of the quick and lint builds. */
  private static final ImportOption NO_TESTS = location -> !location.contains("/test-classes/");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes = new ClassFileImporter().withImportOption(NO_TESTS).importPackages(ROOT);
    assertTrue(classes.size() > 25, "only " + classes.size() + " classes were read");
  }

  @Test
  void nothingIsPrinted() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(classes);
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
  void usersOfAServerSeeNoNetty() {
    List<JavaClass> open =
        classes.stream().filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC)).toList();
    assertTrue(open.size() >= 5, open.toString());
    for (JavaClass type : open) {
      assertTrue(type.isInterface() || type.getModifiers().contains(JavaModifier.FINAL));
      type.getMethods().stream()
          .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
          .flatMap(
              method ->
                  Stream.concat(
                      Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream()))
          .forEach(used -> assertFalse(used.getPackageName().startsWith("io."), used.getName()));
    }
  }

  @Test
  void packagesAreNullMarked() {
    assertTrue(classes.getPackage(ROOT).isAnnotatedWith(NullMarked.class));
  }
}
