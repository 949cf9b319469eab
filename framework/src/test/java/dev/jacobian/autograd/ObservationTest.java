package dev.jacobian.autograd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ObservationTest {
  private final List<String> told = new ArrayList<>();
  private final Observer observer =
      new Observer() {
        @Override
        public void entered(ObservedStage stage, Object label) {
          told.add(stage + " " + label + " {");
        }

        @Override
        public void left() {
          told.add("}");
        }

        @Override
        public void computed(Work work, long start, long end) {
          assertTrue(start <= end);
          told.add(work.name() + work.inputs() + work.outputs() + work.bytes());
        }
      };

  @Test
  void opsAndStagesAreToldInOrder() {
    Tensor x = Tensor.zeros(2).setRequiresGrad(true);
    try (Autograd.Guard guard = Observation.start(observer)) {
      try (Autograd.Guard layer = Autograd.inLayer("layer")) {
        x.exp();
      }
      x.detach().addInPlace(3);
      x.sum().backward();
    }
    x.log();
    assertEquals(
        List.of(
            "LAYER layer {",
            "exp[float32[2]][float32[2]]16",
            "}",
            "detach[float32[2]][float32[2]]0",
            "add[float32[2]][float32[2]]16",
            "sum[float32[2]][float32[1]]12",
            "reshape[float32[1]][float32[]]0",
            "BACKWARD backward {"),
        told.subList(0, 8));
    assertEquals("}", told.get(told.size() - 1));
    assertTrue(told.size() > 9, told.toString());
  }

  @Test
  void aLayerThatNamesItselfTwiceIsOneStage() {
    Object layer = "layer";
    try (Autograd.Guard guard = Observation.start(observer);
        Autograd.Guard outer = Autograd.inLayer(layer);
        Autograd.Guard inner = Autograd.inLayer(layer)) {
      Tensor.zeros(1);
    }
    assertEquals(List.of("LAYER layer {", "full[][float32[1]]4", "}"), told);
  }

  @Test
  void opsThatFailAreNotToldOf() {
    try (Autograd.Guard guard = Observation.start(observer)) {
      Tensor a = Tensor.zeros(2, 3);
      assertThrows(ShapeException.class, () -> a.matmul(a));
    }
    assertEquals(List.of("full[][float32[2, 3]]24"), told);
  }

  @Test
  void theGuardBringsBackTheObserverBefore() {
    try (Autograd.Guard guard = Observation.start(observer)) {
      try (Autograd.Guard inner = Observation.start(new Silent())) {
        Tensor.zeros(1);
      }
      assertEquals(observer, Observation.current());
    }
    assertNull(Observation.current());
    assertEquals(List.of(), told);
  }

  @Test
  void withoutAnObserverAStageAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long thread = Thread.currentThread().getId();
    stages(1000);
    long before = threads.getThreadAllocatedBytes(thread);
    stages(100_000);
    long allocated = threads.getThreadAllocatedBytes(thread) - before;
    assertTrue(allocated < 100_000, allocated + " bytes for 100,000 stages");
  }

  private static void stages(int count) {
    for (int i = 0; i < count; i++) {
      try (Autograd.Guard stage = Observation.stage(ObservedStage.REPLAY, "replay")) {
        assertNull(Observation.current());
      }
    }
  }

  private static final class Silent implements Observer {
    @Override
    public void entered(ObservedStage stage, Object label) {}

    @Override
    public void left() {}

    @Override
    public void computed(Work work, long start, long end) {}
  }
}
