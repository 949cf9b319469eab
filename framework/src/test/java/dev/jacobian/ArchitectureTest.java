package dev.jacobian;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.jacobian.data.ScratchArrays;
import dev.jacobian.data.column.CellText;
import dev.jacobian.data.column.DecimalReader;
import dev.jacobian.data.column.LabelKeys;
import dev.jacobian.data.column.NumberHint;
import dev.jacobian.data.csv.CsvBytes;
import dev.jacobian.data.csv.CsvCell;
import dev.jacobian.data.csv.CsvErrors;
import dev.jacobian.data.csv.CsvHeader;
import dev.jacobian.data.csv.CsvProblem;
import dev.jacobian.data.csv.CsvWindow;
import dev.jacobian.shape.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rules of the framework's structure. */
class ArchitectureTest {
  private static final String ROOT = "dev.jacobian.";

  /** Bottom to top; a package may use only what stands below it. */
  private static final List<String> LAYERS = layers();

  private static final String ADAPTER = ROOT + "device.host..";
  private static final int FEWEST_CLASSES = 220;

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .importUrl(Shape.class.getProtectionDomain().getCodeSource().getLocation());

  /** Reads the packages where their order stands, in the tables of docs/architecture.md. */
  private static List<String> layers() {
    Path file = Path.of("..", "docs", "architecture.md");
    try {
      String page = Files.readString(file);
      String floors = page.substring(page.indexOf("### framework"));
      List<String> layers = new ArrayList<>();
      Matcher row = Pattern.compile("\\n\\| \\[`([a-z0-9.]+)`]").matcher(floors);
      while (row.find()) {
        layers.add(0, row.group(1));
      }
      return List.copyOf(layers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theClassesAreThere() {
    assertTrue(CLASSES.size() >= FEWEST_CLASSES, "only " + CLASSES.size() + " classes were read");
  }

  @Test
  void everyPackageHasItsLayer() {
    Set<String> packages = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      packages.add(type.getPackageName().substring(ROOT.length()));
    }
    assertEquals(new TreeSet<>(LAYERS), packages);
  }

  private static DescribedPredicate<JavaClass> inLayers(List<String> layers) {
    return DescribedPredicate.describe(
        "in " + String.join(", ", layers),
        type ->
            type.getPackageName().startsWith(ROOT)
                && layers.contains(type.getPackageName().substring(ROOT.length())));
  }

  @TestFactory
  List<DynamicTest> aPackageUsesOnlyWhatStandsBelowIt() {
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < LAYERS.size() - 1; i++) {
      String layer = LAYERS.get(i);
      List<String> above = LAYERS.subList(i + 1, LAYERS.size());
      tests.add(
          DynamicTest.dynamicTest(
              layer,
              () ->
                  noClasses()
                      .that(inLayers(List.of(layer)))
                      .should()
                      .dependOnClassesThat(inLayers(above))
                      .check(CLASSES)));
    }
    return tests;
  }

  @Test
  void packagesFormNoCycles() {
    slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void nobodySeesNd4j() {
    noClasses().should().dependOnClassesThat().resideInAPackage("org.nd4j..").check(CLASSES);
  }

  @Test
  void onlyTheAdapterSeesNativeLibraries() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ADAPTER)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(CLASSES);
  }

  @Test
  void nobodySeesTheAdapter() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ADAPTER)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ADAPTER)
        .check(CLASSES);
  }

  @Test
  void onlyTheCodeGeneratorSeesJanino() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + "kernel.java..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.codehaus..")
        .check(CLASSES);
  }

  /** What had to be public so that rooms of data could be divided is nobody else's. */
  @Test
  void onlyReadersOfTablesSeeTheirTools() {
    for (Class<?> tool :
        List.of(
            CellText.class,
            CsvBytes.class,
            CsvCell.class,
            CsvErrors.class,
            CsvHeader.class,
            CsvProblem.class,
            CsvWindow.class,
            DecimalReader.class,
            LabelKeys.class,
            NumberHint.class,
            ScratchArrays.class)) {
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + "data..")
          .should()
          .dependOnClassesThat()
          .belongToAnyOf(tool)
          .check(CLASSES);
    }
  }

  @Test
  void nobodyPrints() {
    NO_CLASSES_SHOULD_ACCESS_STANDARD_STREAMS.check(CLASSES);
    noClasses().should().callMethod(Throwable.class, "printStackTrace").check(CLASSES);
  }

  @Test
  void nobodySerializesObjects() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .check(CLASSES);
  }

  @Test
  void publicClassesAreClosedOrAbstract() {
    classes()
        .that()
        .areTopLevelClasses()
        .and()
        .arePublic()
        .or()
        .areMemberClasses()
        .and()
        .arePublic()
        .should(beClosedOrAbstract())
        .check(CLASSES);
  }

  private static ArchCondition<JavaClass> beClosedOrAbstract() {
    return new ArchCondition<>("be final, sealed, a record, an enum, an interface or abstract") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        Set<JavaModifier> modifiers = type.getModifiers();
        boolean holds =
            type.isInterface()
                || type.isEnum()
                || type.isRecord()
                || modifiers.contains(JavaModifier.FINAL)
                || modifiers.contains(JavaModifier.ABSTRACT)
                || type.reflect().isSealed();
        events.add(new SimpleConditionEvent(type, holds, type.getName() + " is open"));
      }
    };
  }

  @Test
  void concreteMethodsAreNotOverridden() {
    methods()
        .that()
        .areNotStatic()
        .and()
        .areNotPrivate()
        .should(notOverrideConcreteOnes())
        .check(CLASSES);
  }

  private static ArchCondition<JavaMethod> notOverrideConcreteOnes() {
    return new ArchCondition<>("not override a concrete method of a class of ours") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        JavaClass owner = method.getOwner();
        for (JavaClass type : owner.getAllRawSuperclasses()) {
          boolean overrides =
              type.getPackageName().startsWith(ROOT)
                  && type.getMethods().stream()
                      .anyMatch(
                          inherited ->
                              inherited.getName().equals(method.getName())
                                  && inherited
                                      .getRawParameterTypes()
                                      .equals(method.getRawParameterTypes())
                                  && !inherited.getModifiers().contains(JavaModifier.ABSTRACT)
                                  && !inherited.getModifiers().contains(JavaModifier.PRIVATE)
                                  && !inherited.getModifiers().contains(JavaModifier.STATIC)
                                  && !inherited.getModifiers().contains(JavaModifier.SYNTHETIC));
          events.add(
              new SimpleConditionEvent(
                  method, !overrides, method.getFullName() + " overrides " + type.getName()));
        }
      }
    };
  }

  @Test
  void staticStateIsFinal() {
    // The table of backends remembers the CPU's, which never changes once it is known.
    Set<String> known = Set.of(ROOT + "device.Backends.cpu");
    fields()
        .that()
        .areStatic()
        .and(
            DescribedPredicate.describe(
                "are not known caches", (JavaField field) -> !known.contains(field.getFullName())))
        .should()
        .beFinal()
        .check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() throws ClassNotFoundException {
    Set<String> packages = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      packages.add(type.getPackageName());
    }
    assertTrue(packages.size() >= LAYERS.size(), packages.toString());
    for (String name : packages) {
      assertTrue(
          Class.forName(name + ".package-info").isAnnotationPresent(NullMarked.class),
          name + " is not @NullMarked");
    }
  }
}
