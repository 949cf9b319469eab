package dev.jacobian.kernel.java;

import static dev.jacobian.kernel.java.TestKernels.floats;
import static dev.jacobian.kernel.java.TestKernels.input;
import static dev.jacobian.kernel.java.TestKernels.parameter;
import static dev.jacobian.kernel.java.TestKernels.sub;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.kernel.print.NumberedKernel;
import dev.jacobian.kernel.print.Structure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KernelCacheTest {
  private final AtomicInteger made = new AtomicInteger();

  private static Structure structure(int number) {
    return NumberedKernel.of(floats(1, sub(input(0), parameter(number)))).structure();
  }

  private String make(Structure structure) {
    return "made " + made.incrementAndGet();
  }

  @Test
  void equalStructuresAreMadeOnce() {
    KernelCache<String> cache = new KernelCache<>(10);
    assertEquals("made 1", cache.get(structure(0), this::make));
    assertEquals("made 2", cache.get(structure(1), this::make));
    assertEquals("made 1", cache.get(structure(0), this::make));
    assertEquals(1, cache.hits());
  }

  @Test
  void whatWasNotAskedForLongestGoes() {
    KernelCache<String> cache = new KernelCache<>(2);
    cache.get(structure(0), this::make);
    cache.get(structure(1), this::make);
    cache.get(structure(0), this::make);
    cache.get(structure(2), this::make);
    assertEquals(2, cache.size());
    assertEquals("made 1", cache.get(structure(0), this::make));
    assertEquals("made 4", cache.get(structure(1), this::make));
  }

  @Test
  void errorIsThrownAndNotKept() {
    KernelCache<String> cache = new KernelCache<>(2);
    IllegalStateException error = new IllegalStateException("no");
    assertSame(
        error,
        assertThrows(
            IllegalStateException.class,
            () ->
                cache.get(
                    structure(0),
                    unused -> {
                      throw error;
                    })));
    assertEquals(0, cache.size());
    assertEquals("made 1", cache.get(structure(0), this::make));
  }

  @Test
  void threadsThatAskTogetherGetOneEntry() throws Exception {
    int threads = 8;
    KernelCache<String> cache = new KernelCache<>(10);
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<String>>> answers = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        answers.add(
            pool.submit(
                () -> {
                  start.await();
                  List<String> entries = new ArrayList<>();
                  for (int k = 0; k < 5; k++) {
                    entries.add(cache.get(structure(k), structure -> structure.toString()));
                    cache.get(structure(k), this::make);
                  }
                  return entries;
                }));
      }
      start.countDown();
      List<String> first = answers.get(0).get(30, TimeUnit.SECONDS);
      assertEquals(5, first.size());
      for (Future<List<String>> answer : answers) {
        List<String> entries = answer.get(30, TimeUnit.SECONDS);
        for (int k = 0; k < 5; k++) {
          assertSame(first.get(k), entries.get(k));
        }
      }
      assertEquals(0, made.get());
      assertEquals(threads * 10 - 5, cache.hits());
    } finally {
      pool.shutdownNow();
    }
  }
}
