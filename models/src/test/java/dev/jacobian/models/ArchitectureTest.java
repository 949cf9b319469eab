package dev.jacobian.models;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;

class ArchitectureTest {
  private static final String BRIDGE = "dev.jacobian.models.dl4j..";

  private final JavaClasses classes =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("dev.jacobian.models");

  @Test
  void rulesSeeTheWholeModule() {
    assertTrue(classes.size() >= 20, classes.size() + " classes");
    assertTrue(classes.contain("dev.jacobian.models.LinearRegression"));
    assertTrue(classes.contain("dev.jacobian.models.dl4j.Dl4jBridge"));
  }

  @Test
  void onlyTheBridgeSeesDl4jAndNd4j() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BRIDGE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j..", "org.deeplearning4j..", "org.datavec..", "org.bytedeco..")
        .check(classes);
  }

  @Test
  void onlyTheOnnxExportSeesProtobuf() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.jacobian.models.onnx")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.protobuf..")
        .check(classes);
    assertTrue(classes.contain("dev.jacobian.models.onnx.OnnxExport"));
  }

  @Test
  void onlyFoldersOfTrainedModelsSeeJson() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.jacobian.models.pretrained")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("tools.jackson..")
        .check(classes);
    assertTrue(classes.contain("dev.jacobian.models.pretrained.JsonFile"));
  }

  @Test
  void modelsDoNotNeedTheBridge() {
    noClasses()
        .that()
        .resideOutsideOfPackage(BRIDGE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(BRIDGE)
        .check(classes);
  }

  @Test
  void nothingUsesShadedClassesTrainersOrTheConsole() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.nd4j.shade..", "dev.jacobian.trainers..", "java.util.logging..")
        .check(classes);
    noClasses().should().accessField(System.class, "out").check(classes);
    noClasses().should().accessField(System.class, "err").check(classes);
  }

  @Test
  void packagesHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching("dev.jacobian.models.(**)")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(classes);
  }
}
