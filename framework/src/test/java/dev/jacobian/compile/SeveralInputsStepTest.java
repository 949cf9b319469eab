package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Compiled steps of a model with two inputs. */
class SeveralInputsStepTest {
  private static final Tensor X = Tensor.randn(new Generator(1), 6, 2);
  private static final Tensor MASK = Tensor.of(new float[] {1, 0, 1, 1, 0, 1}, 6, 1);
  private static final Tensor Y = Tensor.randn(new Generator(2), 6, 1);

  private static final class Masked extends Module {
    private final Linear layer = register("layer", new Linear(2, 1, new Generator(3)));
    private double scale = 1;

    @Override
    public Tensor forward(Tensor input, Tensor mask) {
      return layer.forward(input).mul(mask.to(DType.FLOAT32)).mul(scale);
    }
  }

  private final Masked model = new Masked();
  private final Masked twin = new Masked();
  private final SGD optimizer = new SGD(twin.parameters(), 0.1);
  private final CompiledStep step =
      CompiledStep.of(model, new MSELoss(), new SGD(model.parameters(), 0.1));

  private static Batch batch(Tensor mask) {
    return new Batch(List.of(X, mask), List.of(Y));
  }

  private void stepAsEager(Batch batch) {
    optimizer.zeroGrad();
    Tensor output = twin.forward(batch.inputs(0), batch.inputs(1));
    Tensor loss = new MSELoss().forward(output, batch.targets());
    loss.backward();
    optimizer.step();
    assertEquals((float) loss.item(), step.run(batch), 1e-6);
    assertArrayEquals(
        twin.layer.weight().tensor().detach().toFloatArray(),
        model.layer.weight().tensor().detach().toFloatArray(),
        1e-6f);
  }

  @Test
  void shapeAndTypeOfEachInputAreCompared() {
    Batch floats = batch(MASK);
    Batch bools = batch(MASK.to(DType.BOOL));
    Batch one = batch(Tensor.ones(6, 1).slice(0, 0, 6).to(DType.FLOAT64));
    for (Batch batch : List.of(floats, bools, one, floats.slice(0, 3))) {
      assertFalse(step.isCompiled(batch));
      stepAsEager(batch);
      assertTrue(step.isCompiled(batch));
      stepAsEager(batch);
    }
    stepAsEager(floats);
  }

  @Test
  void changedJavaStateIsCapturedAgain() {
    stepAsEager(batch(MASK));
    model.scale = 2;
    twin.scale = 2;
    assertFalse(step.isCompiled(batch(MASK)));
    stepAsEager(batch(MASK));
    stepAsEager(batch(MASK));
  }
}
