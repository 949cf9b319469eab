package dev.jacobian.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ThreadsTest {

  @Test
  void modesBelongToTheirThread() throws Exception {
    CyclicBarrier barrier = new CyclicBarrier(2);
    run(
        () -> {
          try (Autograd.Guard mode = Autograd.noGrad();
              Autograd.Guard layer = Autograd.inLayer("here")) {
            barrier.await(20, TimeUnit.SECONDS);
            barrier.await(20, TimeUnit.SECONDS);
            assertFalse(Autograd.isGradEnabled());
          }
          return null;
        },
        () -> {
          barrier.await(20, TimeUnit.SECONDS);
          assertTrue(Autograd.isGradEnabled());
          assertEquals("", ThreadState.current().layerPath());
          barrier.await(20, TimeUnit.SECONDS);
          return null;
        });
  }

  @Test
  void twoModelsTrainInTwoThreadsAsTheyDoAlone() throws Exception {
    float[] first = train(1);
    float[] second = train(2);
    List<float[]> together = run(() -> train(1), () -> train(2));
    assertArrayEquals(first, together.get(0));
    assertArrayEquals(second, together.get(1));
  }

  private static float[] train(int seed) {
    Tensor w = Tensor.of(new float[] {seed, -seed, 0.5f}, 3, 1).setRequiresGrad(true);
    Tensor x = Tensor.of(new float[] {1, 2, 3, -1, 0.5f, seed}, 2, 3);
    Tensor y = Tensor.of(new float[] {1, 0}, 2, 1);
    for (int i = 0; i < 300; i++) {
      try (MemoryScope scope = MemoryScope.open()) {
        w.setGrad(null);
        x.matmul(w).sub(y).square().mean().backward();
        try (Autograd.Guard mode = Autograd.noGrad()) {
          w.subInPlace(w.grad().mul(0.01));
        }
      }
    }
    return w.toFloatArray();
  }

  @SafeVarargs
  private static <T> List<T> run(Callable<T>... tasks) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(tasks.length);
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (Callable<T> task : tasks) {
        futures.add(pool.submit(task));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get(40, TimeUnit.SECONDS));
      }
      return results;
    } finally {
      pool.shutdownNow();
    }
  }
}
