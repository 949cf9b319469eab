package dev.jacobian.device.threads;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkerThreadsTest {
  private static final int ROUNDS = 20_000;

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8})
  void eachPartIsDoneOnce(int threads) {
    WorkerThreads pool = new WorkerThreads("test", threads);
    assertEquals(threads, pool.threads());
    for (int parts : new int[] {0, 1, 2, 3, 7, 64, 1000}) {
      AtomicIntegerArray done = new AtomicIntegerArray(parts);
      pool.run(parts, done::incrementAndGet);
      for (int part = 0; part < parts; part++) {
        assertEquals(1, done.get(part), "part " + part + " of " + parts);
      }
    }
  }

  @Test
  void aThreadThatWantsToBeAloneDoesAllParts() {
    WorkerThreads pool = new WorkerThreads("test", 4);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    try (ThreadSettings.Alone outer = ThreadSettings.alone()) {
      try (ThreadSettings.Alone inner = ThreadSettings.alone()) {
        assertTrue(ThreadSettings.isAlone());
      }
      assertTrue(ThreadSettings.isAlone(), "guards nest");
      for (int round = 0; round < 100; round++) {
        pool.run(64, part -> threads.add(Thread.currentThread()));
      }
    }
    assertEquals(Set.of(Thread.currentThread()), threads);
    assertFalse(ThreadSettings.isAlone());
    AtomicIntegerArray done = new AtomicIntegerArray(64);
    pool.run(64, done::incrementAndGet);
    assertEquals(1, done.get(63));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void whatPartsHaveWrittenIsSeenAfterwards(int threads) {
    WorkerThreads pool = new WorkerThreads("test", threads);
    SplittableRandom random = new SplittableRandom(7);
    int[] values = new int[16];
    for (int round = 1; round <= ROUNDS; round++) {
      int mark = round;
      int parts = random.nextInt(values.length) + 1;
      pool.run(parts, part -> values[part] = mark);
      for (int part = 0; part < parts; part++) {
        assertEquals(mark, values[part]);
      }
    }
  }

  @Test
  void partsAreDoneByAllThreadsAtOnce() throws InterruptedException {
    WorkerThreads pool = new WorkerThreads("test", 3);
    for (int round = 0; round < 3; round++) {
      CountDownLatch together = new CountDownLatch(3);
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      pool.run(
          3,
          part -> {
            seen.add(Thread.currentThread());
            together.countDown();
            assertTrue(await(together));
          });
      assertEquals(3, seen.size());
      assertTrue(seen.contains(Thread.currentThread()));
      seen.remove(Thread.currentThread());
      assertTrue(seen.stream().allMatch(Thread::isDaemon));
      // Long enough for the threads to be parked at the next round.
      Thread.sleep(5);
    }
  }

  @Test
  void aThreadHasTheSamePartsInEachTaskThatNobodyIsLateFor() {
    WorkerThreads pool = new WorkerThreads("test", 2);
    for (int round = 0; round < 50; round++) {
      CountDownLatch together = new CountDownLatch(2);
      Thread[] doneBy = new Thread[8];
      AtomicIntegerArray begun = new AtomicIntegerArray(2);
      pool.run(
          8,
          part -> {
            doneBy[part] = Thread.currentThread();
            int half = part / 4;
            if (begun.getAndIncrement(half) == 0) {
              together.countDown();
              assertTrue(await(together));
            }
          });
      for (int half = 0; half < 2; half++) {
        // Who comes to a half first has its part there; who ends early may take the last ones.
        Thread first = doneBy[half * 4 + (round % 2 == 0 ? 3 : 0)];
        assertEquals(half == 0, first == Thread.currentThread(), "half " + half);
      }
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void threadsStartWhenNeededAndDoNotRunWhenIdle() throws InterruptedException {
    WorkerThreads pool = new WorkerThreads("test", 2);
    AtomicReference<Thread> other = new AtomicReference<>();
    pool.run(1, part -> other.set(Thread.currentThread()));
    assertSame(Thread.currentThread(), other.get());
    CountDownLatch together = new CountDownLatch(2);
    Thread caller = Thread.currentThread();
    pool.run(
        2,
        part -> {
          if (Thread.currentThread() != caller) {
            other.set(Thread.currentThread());
          }
          together.countDown();
          assertTrue(await(together));
        });
    assertEquals("test-1", other.get().getName());
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (other.get().getState() != Thread.State.TIMED_WAITING) {
      assertTrue(System.nanoTime() < end, "still " + other.get().getState());
      Thread.sleep(1);
    }
  }

  @Test
  void theThreadsEndWhenTheyAreClosed() throws InterruptedException {
    for (boolean parked : new boolean[] {false, true}) {
      WorkerThreads pool = new WorkerThreads("test", 3);
      Set<Thread> seen = ConcurrentHashMap.newKeySet();
      CountDownLatch together = new CountDownLatch(3);
      pool.run(
          3,
          part -> {
            seen.add(Thread.currentThread());
            together.countDown();
            assertTrue(await(together));
          });
      seen.remove(Thread.currentThread());
      assertEquals(2, seen.size());
      if (parked) {
        Thread.sleep(5);
      }
      pool.close();
      for (Thread thread : seen) {
        thread.join(20_000);
        assertFalse(thread.isAlive());
      }
      Set<Thread> after = ConcurrentHashMap.newKeySet();
      pool.run(8, part -> after.add(Thread.currentThread()));
      assertEquals(Set.of(Thread.currentThread()), after);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theFailureOfTheFirstPartIsThrownAfterAllHaveEnded(int threads) {
    WorkerThreads pool = new WorkerThreads("test", threads);
    for (int round = 0; round < 2000; round++) {
      AtomicInteger ended = new AtomicInteger();
      IllegalStateException e =
          assertThrows(
              IllegalStateException.class,
              () ->
                  pool.run(
                      9,
                      part -> {
                        ended.incrementAndGet();
                        if (part % 3 == 2) {
                          throw new IllegalStateException("part " + part);
                        }
                      }));
      assertEquals("part 2", e.getMessage());
      assertEquals(9, ended.get());
    }
    AtomicInteger done = new AtomicInteger();
    pool.run(9, part -> done.incrementAndGet());
    assertEquals(9, done.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void errorsAndUndeclaredExceptionsAreThrownAsTheyAre(int threads) {
    WorkerThreads pool = new WorkerThreads("test", threads);
    StackOverflowError error = new StackOverflowError();
    assertSame(
        error,
        assertThrows(
            StackOverflowError.class,
            () ->
                pool.run(
                    2,
                    part -> {
                      throw error;
                    })));
    IOException checked = new IOException();
    assertSame(
        checked, assertThrows(IOException.class, () -> pool.run(4, part -> throwAny(checked))));
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void throwAny(Throwable e) throws E {
    throw (E) e;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void callsFromWithinAPartAreDoneThere(int threads) {
    WorkerThreads pool = new WorkerThreads("test", threads);
    for (int round = 0; round < 500; round++) {
      AtomicIntegerArray done = new AtomicIntegerArray(5 * 4 * 3);
      pool.run(
          5,
          outer ->
              pool.run(
                  4,
                  middle ->
                      pool.run(
                          3, inner -> done.incrementAndGet((outer * 4 + middle) * 3 + inner))));
      for (int i = 0; i < done.length(); i++) {
        assertEquals(1, done.get(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void manyCallersDoNotDisturbEachOther(int threads) throws InterruptedException {
    WorkerThreads pool = new WorkerThreads("test", threads);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicInteger finished = new AtomicInteger();
    List<Thread> callers = new ArrayList<>();
    for (int c = 0; c < 6; c++) {
      int caller = c;
      Thread thread =
          new Thread(
              () -> {
                try {
                  callRepeatedly(pool, caller);
                  finished.incrementAndGet();
                } catch (Throwable e) {
                  failure.compareAndSet(null, e);
                }
              },
              "caller-" + c);
      callers.add(thread);
      thread.start();
    }
    for (Thread thread : callers) {
      thread.join();
    }
    assertNull(failure.get(), () -> "a caller failed: " + failure.get());
    assertEquals(6, finished.get());
  }

  /** Sums, fails and nests by turns, each checked. */
  private static void callRepeatedly(WorkerThreads pool, int caller) {
    SplittableRandom random = new SplittableRandom(caller);
    long[] results = new long[24];
    for (int round = 0; round < 3000; round++) {
      int parts = random.nextInt(results.length) + 1;
      long mark = caller * 1_000_000L + round;
      Arrays.fill(results, -1);
      switch (round % 3) {
        case 0 -> pool.run(parts, part -> results[part] = mark + part);
        case 1 -> {
          int failing = random.nextInt(parts);
          IllegalStateException e =
              assertThrows(
                  IllegalStateException.class,
                  () ->
                      pool.run(
                          parts,
                          part -> {
                            results[part] = mark + part;
                            if (part >= failing) {
                              throw new IllegalStateException(mark + " " + part);
                            }
                          }));
          assertEquals(mark + " " + failing, e.getMessage());
        }
        default ->
            pool.run(
                parts,
                part -> {
                  long[] inner = new long[3];
                  pool.run(3, i -> inner[i] = mark + part);
                  results[part] = inner[part % 3];
                });
      }
      long[] expected = new long[results.length];
      Arrays.setAll(expected, part -> part < parts ? mark + part : -1);
      assertArrayEquals(expected, results);
    }
  }

  @Test
  void anInterruptedCallerStaysInterruptedAndWaitsAllTheSame() {
    WorkerThreads pool = new WorkerThreads("test", 2);
    Thread caller = Thread.currentThread();
    AtomicInteger ended = new AtomicInteger();
    CountDownLatch taken = new CountDownLatch(2);
    caller.interrupt();
    pool.run(
        2,
        part -> {
          taken.countDown();
          if (Thread.currentThread() == caller) {
            // Until the other thread has its part; an interrupted thread cannot wait.
            while (taken.getCount() > 0) {
              Thread.onSpinWait();
            }
          } else {
            sleep(30);
          }
          ended.incrementAndGet();
        });
    assertEquals(2, ended.get());
    assertTrue(Thread.interrupted());
    pool.run(2, part -> ended.incrementAndGet());
    assertEquals(4, ended.get());
    assertFalse(Thread.interrupted());
  }

  private static void sleep(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
