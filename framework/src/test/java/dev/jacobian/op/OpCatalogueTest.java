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
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
      Set.of("AttentionDropout", "Recurrence", "RecurrenceGradient", "RecurrentStep", "Transfer");

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
    missing.removeAll(opsWith(row -> row.op() instanceof MatrixOp));
    assertEquals(Set.of("Convolution", "Diagonal", "MatMul", "Multinomial"), missing);
  }

  private static boolean worksAlongAnAxis(Op op) {
    return Arrays.stream(op.getClass().getRecordComponents())
        .anyMatch(it -> it.getName().equals("axis") || it.getType() == PoolWindows.class);
  }

  @Test
  void everyOpThatHasAGradientIsCheckedWhereItIsDifferentiable() {
    Set<String> checked = opsWith(OpRows.Row::isDifferentiable);
    Set<String> without = catalogue();
    without.removeAll(checked);
    assertEquals(
        Set.of(
            "ArgMax",
            "ArgSort",
            "AttentionDropout",
            "AttentionGradient",
            "CumExtreme",
            "Detach",
            "FillLike",
            "FromStart",
            "Full",
            "IndexPut",
            "Multinomial",
            "PlaceAlong",
            "Random",
            "RecurrenceGradient",
            "WindowArgMax",
            "WindowPlace",
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

  /** Turns the axes in memory round. */
  private static Tensor turned(Tensor x) {
    int[] axes =
        IntStream.range(0, x.shape().rank()).map(axis -> x.shape().rank() - 1 - axis).toArray();
    return x.shape().rank() < 2 ? x : x.permute(axes).copy().permute(axes);
  }

  /** Puts each element beside another one. */
  private static Tensor spread(Tensor x) {
    return Tensor.stack(x.shape().rank(), x, x).select(x.shape().rank(), 1);
  }

  /** Puts the elements into memory from the last to the first. */
  private static Tensor backwards(Tensor x) {
    int[] axes = IntStream.range(0, x.shape().rank()).toArray();
    return x.shape().rank() == 0 ? x : x.flip(axes).copy().flip(axes);
  }

  @TestFactory
  List<DynamicTest> inputsMayLieAnywhere() {
    List<UnaryOperator<Tensor>> ways =
        List.of(OpCatalogueTest::turned, OpCatalogueTest::spread, OpCatalogueTest::backwards);
    return tests(
        row -> !row.tensors().isEmpty(),
        row -> {
          Tensor expected = row.apply(row.tensors());
          for (UnaryOperator<Tensor> way : ways) {
            Tensor found = row.apply(row.tensors().stream().map(way).toList());
            assertArrayEquals(expected.toDoubleArray(), found.toDoubleArray());
            List<Tensor> mixed = new ArrayList<>(row.tensors());
            mixed.set(0, way.apply(mixed.get(0)));
            assertArrayEquals(expected.toDoubleArray(), row.apply(mixed).toDoubleArray());
          }
        });
  }

  @Test
  void whatIsComputedElementByElementLiesAsItsInputsDo() {
    Tensor x = turned(Tensor.randn(2, 3, 4));
    Tensor y = turned(Tensor.randn(2, 3, 4));
    long[] strides = {1, 2, 6};
    assertArrayEquals(strides, x.mul(y).add(1).neg().variable().layout().strides());
    assertArrayEquals(strides, x.gt(y).variable().layout().strides());
    assertArrayEquals(strides, x.add(Tensor.randn(2, 3, 4)).variable().layout().strides());
    assertTrue(Tensor.randn(2, 3, 4).add(x).isContiguous());
    assertArrayEquals(strides, x.add(Tensor.randn(3, 4)).variable().layout().strides());
    assertArrayEquals(strides, Tensor.randn(4).add(x).variable().layout().strides());
    Tensor apart = Tensor.randn(4, 3, 4).slice(0, 0, 4, 2).permute(2, 1, 0);
    assertArrayEquals(new long[] {1, 4, 12}, apart.exp().variable().layout().strides());
    assertTrue(x.copy().isContiguous());
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
