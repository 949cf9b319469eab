package dev.jacobian.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Backend;
import dev.jacobian.device.CpuBackends;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.tensor.Tensor;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private static final MemoryPool POOL = Device.cpu().backend().memory();

  private static Tensor leaf(float... values) {
    return Tensor.of(values).setRequiresGrad(true);
  }

  private static void step(Tensor w, Tensor x) {
    w.setGrad(null);
    x.mul(w).tanh().mean().backward();
    try (Autograd.Guard mode = Autograd.noGrad()) {
      w.subInPlace(w.grad().mul(0.01));
    }
  }

  @Test
  void gradientsOfLeavesSurviveTheScope() {
    Tensor x = leaf(1, 2);
    try (MemoryScope scope = MemoryScope.open()) {
      x.mul(x).sum().backward();
    }
    assertArrayEquals(new float[] {2, 4}, x.grad().toFloatArray());
    try (MemoryScope scope = MemoryScope.open()) {
      x.mul(3).sum().backward();
    }
    assertArrayEquals(new float[] {5, 7}, x.grad().toFloatArray());
  }

  @Test
  void gradientsThatCanBeDifferentiatedSurviveTheScopeToo() {
    Tensor x = leaf(1, 2);
    try (MemoryScope scope = MemoryScope.open()) {
      x.mul(x).backward(Tensor.of(new float[] {1, 1}), false, true);
    }
    assertArrayEquals(new float[] {2, 4}, x.grad().toFloatArray());
  }

  @Test
  void aGradientThatIsSetInAScopeSurvivesIt() {
    Tensor x = leaf(1, 2);
    try (MemoryScope scope = MemoryScope.open()) {
      x.setGrad(Tensor.of(new float[] {3, 4}).mul(2));
    }
    assertArrayEquals(new float[] {6, 8}, x.grad().toFloatArray());
  }

  @Test
  void aTensorOfTheUserThatWasAGradientIsNotReleased() {
    Tensor x = leaf(1, 2);
    Tensor mine = Tensor.of(new float[] {3, 4});
    try (MemoryScope scope = MemoryScope.open()) {
      x.setGrad(mine);
      x.setGrad(null);
    }
    assertArrayEquals(new float[] {3, 4}, mine.toFloatArray());
  }

  @Test
  void aGradientThatIsDroppedInAScopeIsReleasedWithIt() {
    Tensor x = leaf(1, 2);
    x.mul(x).sum().backward();
    Tensor held = x.grad();
    try (MemoryScope scope = MemoryScope.open()) {
      x.setGrad(null);
      assertArrayEquals(new float[] {2, 4}, held.toFloatArray());
    }
    assertTrue(held.storage().isReleased());
  }

  @Test
  void aGradientThatIsKeptSurvivesBeingDropped() {
    Tensor x = leaf(1, 2);
    x.mul(x).sum().backward();
    Tensor held = x.grad();
    try (MemoryScope scope = MemoryScope.open()) {
      x.setGrad(null);
      scope.keep(held);
    }
    assertArrayEquals(new float[] {2, 4}, held.toFloatArray());
  }

  @Test
  void withoutAScopeADroppedGradientStaysUsable() {
    Tensor x = leaf(1, 2);
    x.mul(x).sum().backward();
    Tensor held = x.grad();
    x.setGrad(null);
    x.mul(5).sum().backward();
    assertArrayEquals(new float[] {2, 4}, held.toFloatArray());
  }

  @Test
  void whatBackwardComputesOnTheWayIsReleasedByIt() {
    // In a pool of its own: the collector may take what other tests have left at any moment.
    Backend own = new HostBackend(1L << 20, 1);
    long more =
        CpuBackends.with(
            own,
            () -> {
              try (MemoryScope scope = MemoryScope.open()) {
                Tensor x = leaf(1, 2);
                Tensor loss = x.exp().log().sin().cos().tanh().mul(x).sum();
                long before = own.memory().usage().liveTensors();
                loss.backward();
                return own.memory().usage().liveTensors() - before;
              }
            });
    assertEquals(1, more);
  }

  @Test
  void aScopeReleasesForwardAndBackward() {
    Tensor w = leaf(1, 2, 3);
    Tensor x = Tensor.of(new float[] {1, 2, 3});
    try (MemoryScope scope = MemoryScope.open()) {
      step(w, x);
    }
    System.gc();
    long before = POOL.usage().liveTensors();
    Tensor result;
    try (MemoryScope scope = MemoryScope.open()) {
      step(w, x);
      result = x.mul(w);
    }
    assertTrue(result.storage().isReleased());
    assertFalse(w.grad().storage().isReleased());
    assertTrue(POOL.usage().liveTensors() <= before);
  }

  @Test
  void backwardAfterTheScopeIsAnErrorAndNoCrash() {
    Tensor x = leaf(1, 2);
    Tensor loss;
    try (MemoryScope scope = MemoryScope.open()) {
      loss = x.exp().mul(x).sum();
    }
    MemoryException error = assertThrows(MemoryException.class, loss::backward);
    assertEquals(
        "the values of a float32[2] tensor were released when its MemoryScope closed; expected a"
            + " tensor that is used after its scope to be kept; fix: call scope.keep(tensor) before"
            + " the scope closes",
        error.getMessage());
  }

  @Test
  void aLoopWithAScopeAroundEachStepHasFlatMemory() {
    Tensor w = Tensor.ones(1000).setRequiresGrad(true);
    Tensor x = Tensor.ones(1000);
    MemoryPool.Usage early = null;
    for (int i = 0; i < 10_000; i++) {
      try (MemoryScope scope = MemoryScope.open()) {
        step(w, x);
      }
      if (i == 100) {
        early = POOL.usage();
      }
    }
    MemoryPool.Usage late = POOL.usage();
    // The gradient of the last step and what other tests have left to the collector.
    assertTrue(late.liveTensors() <= early.liveTensors(), early + " and later " + late);
    assertTrue(
        late.liveBytes() + late.freeBytes() <= early.liveBytes() + early.freeBytes(),
        early + " and later " + late);
  }

  @Test
  void aLoopWithoutScopesStaysBelowABound() {
    Tensor w = Tensor.ones(1000).setRequiresGrad(true);
    Tensor x = Tensor.ones(1000);
    long most = 0;
    // 8 tensors of 4 kB a step: 640 MB in all.
    for (int i = 0; i < 20_000; i++) {
      step(w, x);
      if (i % 100 == 0) {
        MemoryPool.Usage usage = POOL.usage();
        most = Math.max(most, usage.liveBytes() + usage.freeBytes());
      }
    }
    assertTrue(most < 400L << 20, most + " bytes");
  }

  @Test
  void aGraphThatBackwardHasFreedHoldsNoValues() {
    try (MemoryScope scope = MemoryScope.open()) {
      Tensor x = leaf(1, 2);
      Tensor loss = x.exp().sum();
      loss.backward();
      OpNode node = (OpNode) loss.variable().node();
      OpNode exp = (OpNode) ((OpNode) node.input(0)).input(0);
      assertEquals("exp", exp.op().name());
      assertThrows(
          AutogradException.class, () -> exp.gradients(Autograd.builder(), loss.value()).apply(0));
    }
  }
}
