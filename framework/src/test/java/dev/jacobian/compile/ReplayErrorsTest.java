package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** What a replayed step says of bad data, and what it notices between runs. */
@NeedsCompiler
class ReplayErrorsTest {
  private final Generator generator = new Generator(3);

  @Test
  void aBadLabelIsNamedByTheLossAlsoInAReplay() {
    Linear model = new Linear(4, 3, generator);
    CompiledStep step =
        CompiledStep.of(model, new CrossEntropyLoss(), new SGD(model.parameters(), 0.1));
    Tensor x = Tensor.randn(generator, 2, 4);
    step.run(x, Tensor.of(new long[] {0, 2}));
    Tensor bad = Tensor.of(new long[] {0, 3});
    assertTrue(step.isCompiled(x, bad));
    float[] before = model.weight().tensor().toFloatArray();
    DataException e = assertThrows(DataException.class, () -> step.run(x, bad));
    assertTrue(
        e.getMessage().startsWith("CrossEntropyLoss: label 3 at row 1 of 2, with 3 classes"),
        e.getMessage());
    assertArrayEquals(before, model.weight().tensor().toFloatArray());
  }

  @Test
  void aParameterThatIsFrozenBetweenStepsStaysAsItIs() {
    Linear model = new Linear(4, 1, generator);
    CompiledStep step = CompiledStep.of(model, new MSELoss(), new SGD(model.parameters(), 0.1));
    Tensor x = Tensor.randn(generator, 5, 4);
    Tensor y = Tensor.randn(generator, 5, 1);
    step.run(x, y);
    step.run(x, y);
    Parameter weight = model.weight();
    weight.tensor().setRequiresGrad(false);
    assertFalse(step.isCompiled(x, y));
    float[] frozen = weight.tensor().toFloatArray();
    step.run(x, y);
    step.run(x, y);
    assertArrayEquals(frozen, weight.tensor().toFloatArray());
  }

  @Test
  void theNumberOfKernelsIsThatOfTheReplay() {
    Compiled square = Compiled.function(t -> t[0].mul(t[0]).add(1));
    Tensor x = Tensor.randn(generator, 5);
    assertEquals(0, square.kernels(x));
    square.run(x);
    assertEquals(1, square.kernels(x));
  }
}
