package dev.jacobian.nd4j;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The rules of the module's structure. */
class ArchitectureTest {
  private static final String ADAPTER = "dev.jacobian.device.nd4j";
  private static final String CALL = ADAPTER + ".call";
  private static final String KERNEL = ADAPTER + ".kernel";
  private static final String BRIDGE = "dev.jacobian.nd4j";

  private final JavaClasses classes =
      new ClassFileImporter()
          .importUrl(INDArrayBridge.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void thereAreTheAdapterAndTheBridge() throws ClassNotFoundException {
    Set<String> packages = new TreeSet<>();
    for (JavaClass type : classes) {
      packages.add(type.getPackageName());
    }
    assertEquals(Set.of(ADAPTER, CALL, KERNEL, BRIDGE), packages);
    assertTrue(classes.size() >= 40, "only " + classes.size() + " classes were read");
    for (String name : packages) {
      assertTrue(
          Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class),
          name + " is not @NullMarked");
    }
  }

  @Test
  void theAdapterUsesNothingAboveTheDevices() {
    noClasses()
        .that()
        .resideInAPackage(ADAPTER + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            BRIDGE, "dev.jacobian.op..", "dev.jacobian.autograd..", "dev.jacobian.tensor..")
        .check(classes);
  }

  /** What had to be public so that the adapter has rooms is nobody else's. */
  @Test
  void theBridgeSeesNoNativeCalls() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ADAPTER + "..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(CALL, KERNEL)
        .check(classes);
  }

  @Test
  void nobodySeesShadedLibrariesOrTheConsole() {
    noClasses().should().dependOnClassesThat().resideInAPackage("org.nd4j.shade..").check(classes);
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(classes);
  }
}
