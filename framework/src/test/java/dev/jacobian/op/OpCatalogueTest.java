package dev.jacobian.op;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.OpRecorder;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.GoldenCase;
import dev.jacobian.tensor.GoldenFunctions;
import dev.jacobian.tensor.GradCheck;
import dev.jacobian.tensor.Tensor;
import java.net.URL;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every op of ours has rows in {@link OpRows}, and every row holds. */
class OpCatalogueTest {
  /**
   * Ops whose results PyTorch cannot give: other random numbers, another device; and those of
   * layers, which have goldens of their own.
   */
  private static final Set<String> WITHOUT_GOLDEN =
      Set.of(
          "AttentionDropout",
          "Random",
          "Recurrence",
          "RecurrenceGradient",
          "RecurrentStep",
          "Transfer");

  /** Returns the ops of ours: their classes, and each scalar function. */
  private static Set<String> catalogue() {
    URL main = Op.class.getProtectionDomain().getCodeSource().getLocation();
    Set<String> ops =
        new ClassFileImporter()
            .importUrl(main).stream()
                .filter(type -> type.isAssignableTo(Op.class) && !type.isInterface())
                .map(JavaClass::getSimpleName)
                .collect(Collectors.toCollection(TreeSet::new));
    ops.removeAll(Set.of("Unary", "Binary"));
    Arrays.stream(UnaryFunction.values()).map(f -> entry(new Unary(f))).forEach(ops::add);
    Arrays.stream(BinaryFunction.values()).map(f -> entry(new Binary(f))).forEach(ops::add);
    return ops;
  }

  private static String entry(Op op) {
    boolean isFunction = op instanceof Unary || op instanceof Binary;
    return isFunction ? op.name() : op.getClass().getSimpleName();
  }

  private static Set<String> opsWith(Predicate<OpRows.Row> condition) {
    return OpRows.all().stream()
        .filter(condition)
        .map(row -> entry(row.op()))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @Test
  void everyOpHasARow() {
    assertTrue(catalogue().size() >= 51, catalogue().toString());
    assertEquals(catalogue(), opsWith(row -> true));
    assertTrue(OpRows.all().size() >= 268, "only " + OpRows.all().size() + " rows");
  }

  @Test
  void everyOpHasARowWithoutElements() {
    Set<String> missing = catalogue();
    missing.removeAll(opsWith(row -> row.inputs().isEmpty() || row.hasEmptyInput()));
    // Only its result has none; it takes two numbers.
    assertEquals(Set.of("AttentionDropout", "Expand"), missing);
  }

  @Test
  void everyOpThatTakesScalarsHasARowWithOne() {
    Set<String> missing = catalogue();
    missing.removeAll(opsWith(row -> row.inputs().isEmpty() || row.hasScalarInput()));
    missing.removeAll(opsWith(row -> worksAlongAnAxis(row.op())));
    missing.removeIf(op -> op.startsWith("Attention") || op.startsWith("Recurrence"));
    assertEquals(Set.of("Convolution", "Diagonal", "MatMul"), missing);
  }

  private static boolean worksAlongAnAxis(Op op) {
    return Arrays.stream(op.getClass().getRecordComponents())
        .anyMatch(component -> component.getName().equals("axis"));
  }

  @Test
  void everyOpThatHasAGradientIsCheckedWhereItIsDifferentiable() {
    Set<String> checked = opsWith(OpRows.Row::isDifferentiable);
    Set<String> without = catalogue();
    without.removeAll(checked);
    assertEquals(
        Set.of(
            "ArgMax",
            "AttentionDropout",
            "AttentionGradient",
            "Detach",
            "FillLike",
            "Full",
            "Random",
            "RecurrenceGradient",
            "WindowArgMax",
            "eq",
            "ge",
            "gt",
            "le",
            "lt",
            "ne"),
        without);
  }

  @TestFactory
  List<DynamicTest> gradientsAreRight() {
    return tests(
        OpRows.Row::hasSmoothResult,
        row -> {
          Tensor[] inputs = row.tensors().toArray(Tensor[]::new);
          GradCheck.Report report = GradCheck.check(row::apply, inputs);
          long elements =
              row.tensors().stream().filter(Tensor::requiresGrad).mapToLong(Tensor::size).sum();
          assertEquals(elements * row.apply(row.tensors()).size(), report.derivatives());
        });
  }

  @TestFactory
  List<DynamicTest> gradientsOfGradientsAreRight() {
    return tests(
        OpRows.Row::hasSmoothResult,
        row -> GradCheck.checkSecond(row::apply, row.tensors().toArray(Tensor[]::new)));
  }

  @TestFactory
  List<DynamicTest> resultsHaveTheInferredShapeAndType() {
    return tests(
        row -> true,
        row -> {
          Tensor result = row.apply(row.tensors());
          TensorSpec[] specs = row.inputs().stream().map(Value::spec).toArray(TensorSpec[]::new);
          assertEquals(row.op().infer(specs), result.value().spec());
          assertEquals(result.size(), result.toDoubleArray().length);
        });
  }

  @TestFactory
  List<DynamicTest> resultsWithoutAGradientAreConstants() {
    return tests(
        row -> !row.isDifferentiable(),
        row -> assertFalse(row.apply(row.tensors()).requiresGrad()));
  }

  @TestFactory
  List<DynamicTest> nothingIsRecordedInNoGrad() {
    return tests(
        row -> true,
        row -> {
          double[] recorded = row.apply(row.tensors()).toDoubleArray();
          try (Autograd.Guard mode = Autograd.noGrad()) {
            Tensor result = row.apply(row.tensors());
            assertFalse(result.requiresGrad());
            assertArrayEquals(recorded, result.toDoubleArray());
          }
        });
  }

  private interface Check {
    void run(OpRows.Row row);
  }

  private static List<DynamicTest> tests(Predicate<OpRows.Row> condition, Check check) {
    List<DynamicTest> tests = new ArrayList<>();
    for (OpRows.Row row : OpRows.all()) {
      if (condition.test(row)) {
        tests.add(
            DynamicTest.dynamicTest(
                row.toString(),
                () -> {
                  try (MemoryScope scope = MemoryScope.open()) {
                    check.run(row);
                  }
                }));
      }
    }
    assertTrue(tests.size() > 20, "only " + tests.size() + " rows");
    return tests;
  }

  @Test
  void everyOpIsPartOfAGoldenCase() {
    Set<String> used = new TreeSet<>();
    for (GoldenCase golden : GoldenCase.read("/goldens/tensor.txt")) {
      try (MemoryScope scope = MemoryScope.open();
          OpRecorder recorder = new OpRecorder(op -> used.add(entry(op)))) {
        List<Tensor> inputs = golden.inputTensors(DType.FLOAT64);
        golden.gradients().keySet().forEach(i -> inputs.get(i).setRequiresGrad(true));
        Tensor output = GoldenFunctions.all().get(golden.function()).apply(inputs);
        if (output.requiresGrad()) {
          output.sum().backward();
        }
      }
    }
    Set<String> missing = catalogue();
    missing.removeAll(used);
    assertEquals(WITHOUT_GOLDEN, missing);
  }
}
