package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.op.OpRows;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.Value;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every op of the catalogue gives the same results and gradients compiled as eagerly. */
@NeedsCompiler
class OpAgreementTest {
  private static final int RUNS = 3;
  private static final int OPS = 48;

  @Test
  void theRowsHoldEveryOp() {
    assertEquals(OPS, OpRows.all().stream().map(row -> row.op().getClass()).distinct().count());
  }

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
        tests.add(DynamicTest.dynamicTest(row.toString(), () -> check(change.of(row))));
      }
    }
    assertTrue(tests.size() >= 220, "only " + tests.size() + " rows");
    return tests;
  }

  private static OpRows.Row inFloat32(OpRows.Row row) {
    List<Value> inputs = new ArrayList<>();
    for (Value input : row.inputs()) {
      if (!input.dtype().isFloating()) {
        inputs.add(input);
      } else if (input instanceof Scalar scalar) {
        inputs.add(new Scalar(scalar.value(), DType.FLOAT32));
      } else {
        inputs.add(Tensor.ofValue(input).detach().to(DType.FLOAT32).value());
      }
    }
    return new OpRows.Row(row.op(), inputs);
  }

  private static void check(OpRows.Row row) {
    try (MemoryScope scope = MemoryScope.open()) {
      Compiled compiled = Compiled.functions(t -> withGradients(row, t));
      int replays = 0;
      for (int run = 0; run < RUNS; run++) {
        Tensor[] inputs = inputs(row, run);
        replays += compiled.isCompiled(inputs) ? 1 : 0;
        Agreement.assertClose(
            withGradients(row, inputs), compiled.runAll(inputs), "run " + run + ", result");
      }
      assertEquals(RUNS - 1, replays);
    }
  }

  /** Returns the row's tensors with values that differ from run to run but stay in the domain. */
  private static Tensor[] inputs(OpRows.Row row, int run) {
    List<Tensor> inputs = new ArrayList<>();
    for (Tensor tensor : row.tensors()) {
      Tensor constant = tensor.detach();
      if (constant.dtype().isFloating()) {
        inputs.add(constant.mul(1 - 0.03 * run));
      } else if (constant.dtype() == DType.BOOL) {
        inputs.add(run % 2 == 0 ? constant : constant.not());
      } else {
        inputs.add(run % 2 == 0 ? constant : turned(constant));
      }
    }
    return inputs.toArray(new Tensor[0]);
  }

  private static Tensor turned(Tensor indices) {
    long[] values = indices.toLongArray();
    long[] turned = new long[values.length];
    for (int i = 0; i < values.length; i++) {
      turned[i] = values[values.length - 1 - i];
    }
    return Tensor.of(turned);
  }

  /** Returns the result, and its gradients weighted by values that depend on the result. */
  private static List<Tensor> withGradients(OpRows.Row row, Tensor... tensors) {
    List<Tensor> leaves = new ArrayList<>();
    for (Tensor tensor : tensors) {
      leaves.add(tensor.dtype().isFloating() ? tensor.detach().setRequiresGrad(true) : tensor);
    }
    Tensor result = row.apply(leaves);
    List<Tensor> results = new ArrayList<>(List.of(result));
    if (result.requiresGrad()) {
      result.backward(result.detach().mul(0.5).add(1));
      for (Tensor leaf : leaves) {
        Tensor gradient = leaf.grad();
        if (gradient != null) {
          results.add(gradient);
        }
      }
      assertTrue(results.size() > 1, "no gradient arrived");
    }
    return results;
  }
}
