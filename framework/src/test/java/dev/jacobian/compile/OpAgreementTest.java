package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.op.OpRows;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.Value;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every op of the catalogue gives the same results and gradients compiled as eagerly. */
@NeedsCompiler
class OpAgreementTest {
  @TestFactory
  List<DynamicTest> resultsInFloat64() {
    return tests(row -> true, row -> row);
  }

  @TestFactory
  List<DynamicTest> resultsInFloat32() {
    return tests(row -> !row.inputs().isEmpty(), OpAgreementTest::inFloat32);
  }

  private interface Change {
    OpRows.Row of(OpRows.Row row);
  }

  private static List<DynamicTest> tests(Predicate<OpRows.Row> condition, Change change) {
    List<DynamicTest> tests = new ArrayList<>();
    for (OpRows.Row row : OpRows.all()) {
      if (condition.test(row)) {
        OpRows.Row changed = change.of(row);
        tests.add(
            DynamicTest.dynamicTest(
                row.toString(),
                () -> OpCheck.agree(row.op().name(), changed::apply, changed.tensors())));
      }
    }
    assertTrue(tests.size() >= 220, "only " + tests.size() + " rows");
    return tests;
  }

  private static OpRows.Row inFloat32(OpRows.Row row) {
    List<Value> inputs = new ArrayList<>();
    for (Value input : row.inputs()) {
      boolean isNumber = input instanceof Scalar;
      inputs.add(
          isNumber && input.dtype().isFloating()
              ? new Scalar(((Scalar) input).value(), DType.FLOAT32)
              : isNumber ? input : OpCheck.inFloat32(Tensor.ofValue(input)).value());
    }
    return new OpRows.Row(row.op(), inputs);
  }
}
