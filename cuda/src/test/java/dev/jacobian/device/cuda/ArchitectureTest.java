package dev.jacobian.device.cuda;

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
  private static final String ADAPTER = "dev.jacobian.device.cuda";
  private static final String PRINTER = "dev.jacobian.kernel.cuda";

  private final JavaClasses classes =
      new ClassFileImporter()
          .importUrl(CudaBackend.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void thereAreTheAdapterAndThePrinter() throws ClassNotFoundException {
    Set<String> packages = new TreeSet<>();
    for (JavaClass type : classes) {
      packages.add(type.getPackageName());
    }
    assertEquals(Set.of(ADAPTER, PRINTER), packages);
    assertTrue(classes.size() >= 25, "only " + classes.size() + " classes were read");
    for (String name : packages) {
      assertTrue(
          Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class),
          name + " is not @NullMarked");
    }
  }

  @Test
  void thePrinterKnowsNoDevice() {
    noClasses()
        .that()
        .resideInAPackage(PRINTER)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.jacobian.device..")
        .check(classes);
  }

  @Test
  void theAdapterUsesNothingAboveTheDevices() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.jacobian.op..", "dev.jacobian.autograd..", "dev.jacobian.tensor..")
        .check(classes);
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(classes);
  }
}
