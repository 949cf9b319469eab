package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Observation;
import dev.jacobian.autograd.ObservedStage;
import dev.jacobian.autograd.Observer;
import dev.jacobian.autograd.Work;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A compiled step whose arguments another thread releases is made as a whole or not at all. */
@Timeout(60)
class ReleasedArgumentsTest {

  /** Owns a batch and releases it when it is told to. */
  private static final class Owner extends Thread {
    private final CountDownLatch made = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);
    private Tensor x;
    private Tensor y;

    @Override
    public void run() {
      try (MemoryScope scope = MemoryScope.open()) {
        x = Tensor.rand(new Generator(1), 16, 3);
        y = Tensor.rand(new Generator(2), 16, 1);
        made.countDown();
        told.await(40, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      // What takes the place of what was released.
      try (MemoryScope scope = MemoryScope.open()) {
        for (int i = 0; i < 5; i++) {
          Tensor.ones(16, 3).fillInPlace(1e6);
          Tensor.ones(16, 1).fillInPlace(1e6);
        }
      }
    }

    static Owner begin() throws InterruptedException {
      Owner owner = new Owner();
      owner.start();
      assertTrue(owner.made.await(40, TimeUnit.SECONDS));
      return owner;
    }

    void release() {
      told.countDown();
      try {
        join();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      assertTrue(x.storage().isReleased());
    }
  }

  private final Linear model = new Linear(3, 1, new Generator(3));
  private final CompiledStep step =
      CompiledStep.of(model, new MSELoss(), new SGD(model.parameters(), 0.1));

  private float[] weight() {
    return model.weight().tensor().toFloatArray();
  }

  @BeforeEach
  void requireCompiler() {
    assumeTrue(CompileSettings.isOn());
  }

  @Test
  void aStepGoesOnToItsEndWithWhatIsReleasedMeanwhile() throws InterruptedException {
    Linear same = new Linear(3, 1, new Generator(3));
    CompiledStep undisturbed =
        CompiledStep.of(same, new MSELoss(), new SGD(same.parameters(), 0.1));
    Owner owner = Owner.begin();
    float first = step.run(owner.x, owner.y);
    assertEquals(first, undisturbed.run(owner.x, owner.y));
    float expected = undisturbed.run(owner.x, owner.y);
    float loss;
    int[] computed = new int[1];
    Observer releasing =
        new Observer() {
          @Override
          public void computed(Work work, long start, long end) {
            if (computed[0]++ == 0) {
              owner.release();
            }
          }

          @Override
          public void entered(ObservedStage stage, Object label) {}

          @Override
          public void left() {}
        };
    try (Autograd.Guard observation = Observation.start(releasing)) {
      loss = step.run(owner.x, owner.y);
    }
    assertTrue(computed[0] > 1, "released after the last kernel");
    assertEquals(expected, loss);
    assertArrayEquals(same.weight().tensor().toFloatArray(), weight());
  }

  @Test
  void aStepWithAReleasedArgumentChangesNothing() throws InterruptedException {
    Owner owner = Owner.begin();
    step.run(owner.x, owner.y);
    owner.release();
    float[] before = weight();
    Tensor x = owner.x;
    MemoryException e = assertThrows(MemoryException.class, () -> step.run(x, owner.y));
    assertEquals(
        "the values of a float32[16, 3] tensor were released when its MemoryScope closed; expected"
            + " a tensor that is used after its scope to be kept; fix: call scope.keep(tensor)"
            + " before the scope closes",
        e.getMessage());
    assertArrayEquals(before, weight());
    Owner next = Owner.begin();
    assertTrue(step.isCompiled(next.x, next.y));
    assertFalse(Float.isNaN(step.run(next.x, next.y)));
    next.release();
  }
}
