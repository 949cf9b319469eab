package dev.jacobian.trainers;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.Setting;
import java.io.FileDescriptor;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String ROOT = "dev.jacobian.trainers";

  /** ArchUnit's own option does not know the folders of the quick and lint builds. */
  private static final ImportOption NO_TESTS = location -> !location.contains("/test-classes/");

  private static JavaClasses classes;

  @BeforeAll
  static void read() {
    classes = new ClassFileImporter().withImportOption(NO_TESTS).importPackages(ROOT);
    assertTrue(classes.size() > 60, "only " + classes.size() + " classes were read");
  }

  @Test
  void nothingWritesToStandardOutput() {
    noClasses()
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .orShould()
        .accessField(FileDescriptor.class, "out")
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
  void nothingBringsALoggerOrTheCommandLine() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("ch.qos.logback..", "picocli..", "dev.jacobian.cli..")
        .check(classes);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(classes);
    slices().matching("dev.jacobian.(**)").should().beFreeOfCycles().check(classes);
  }

  @Test
  void theLoopKnowsNothingOfConfiguration() {
    noClasses()
        .that()
        .resideInAnyPackage(ROOT, ROOT + ".callback", ROOT + ".strategy", ROOT + ".progress")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(ROOT + ".config..", ROOT + ".run", "tools.jackson..")
        .check(classes);
  }

  /** What had to be public so that the reader is a room of its own is nobody else's. */
  @Test
  void onlyTheConfigurationSeesHowItIsRead() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".config..")
        .should()
        .dependOnClassesThat(
            resideInAPackage(ROOT + ".config.keys")
                .and(not(belongToAnyOf(ConfigException.class, KeyPlace.class, Setting.class))))
        .check(classes);
  }

  @Test
  void publicClassesAreFinalOrMadeToBeExtended() {
    List<String> open =
        classes.stream()
            .filter(c -> c.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(c -> !c.isInterface() && !c.isEnum())
            .filter(c -> !c.getModifiers().contains(JavaModifier.FINAL))
            .filter(c -> !c.getModifiers().contains(JavaModifier.ABSTRACT))
            .map(JavaClass::getName)
            .toList();
    assertTrue(open.isEmpty(), "neither final nor abstract: " + open);
  }

  @Test
  void packagesAreNullMarked() {
    List<String> packages =
        classes.stream().map(JavaClass::getPackageName).distinct().sorted().toList();
    assertTrue(packages.size() >= 7, "only " + packages);
    for (String name : packages) {
      assertTrue(
          classes.getPackage(name).isAnnotatedWith(NullMarked.class), name + " is not @NullMarked");
    }
  }
}
