package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.host.HostBackend;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.io.IOException;
import java.lang.ref.Reference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class MemoryPoolTest {
  private static final long MEBIBYTE = 1 << 20;

  private final MemoryPool pool = new HostBackend(MEBIBYTE, 1).memory();

  private static TensorSpec floats(long... dims) {
    return new TensorSpec(Shape.of(dims), DType.FLOAT32);
  }

  @Test
  void aReleasedBlockIsHandedOutAgain() {
    Block first;
    try (MemoryScope scope = MemoryScope.open()) {
      first = pool.allocate(floats(100)).present();
    }
    try (MemoryScope scope = MemoryScope.open()) {
      assertSame(first, pool.allocate(floats(10, 10)).present());
      assertNotSame(first, pool.allocate(floats(100)).present());
    }
  }

  @Test
  void theNextTensorGetsTheBlockThatWasMadeLast() {
    Block last;
    try (MemoryScope scope = MemoryScope.open()) {
      pool.allocate(floats(100));
      pool.allocate(floats(100));
      last = pool.allocate(floats(100)).present();
    }
    assertSame(last, pool.allocate(floats(100)).present());
  }

  @Test
  void blocksOfOtherTypesAreNotHandedOut() {
    Block first;
    try (MemoryScope scope = MemoryScope.open()) {
      first = pool.allocate(floats(100)).present();
    }
    try (MemoryScope scope = MemoryScope.open()) {
      assertNotSame(first, pool.allocate(new TensorSpec(Shape.of(100), DType.INT32)).present());
    }
  }

  @Test
  void usageCountsLiveAndWaitingBytes() {
    try (MemoryScope scope = MemoryScope.open()) {
      pool.allocate(floats(16));
      pool.allocate(new TensorSpec(Shape.scalar(), DType.FLOAT64));
      assertEquals(new MemoryPool.Usage(2, 16 * 4 + 16 * 8, 0, MEBIBYTE), pool.usage());
    }
    assertEquals(new MemoryPool.Usage(0, 0, 16 * 4 + 16 * 8, MEBIBYTE), pool.usage());
    pool.trim();
    assertEquals(new MemoryPool.Usage(0, 0, 0, MEBIBYTE), pool.usage());
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatIsTrimmedGoesBackToTheSystem() throws IOException {
    MemoryPool large = new HostBackend(1024 * MEBIBYTE, 1).memory();
    int count = 3000;
    float[] ones = new float[20_000];
    try (MemoryScope kept = MemoryScope.open()) {
      try (MemoryScope scope = MemoryScope.open()) {
        for (int i = 0; i < count; i++) {
          // Blocks that the C library keeps beside others that stay in use.
          Operand freed = new Operand(large.allocate(floats(20_000)), Shape.of(20_000));
          freed.storage().backend().upload(ones, 0, freed);
          large.allocate(floats(16)).moveTo(kept);
        }
      }
      long before = residentBytes();
      large.trim();
      assertTrue(before - residentBytes() > 100 * MEBIBYTE, before + " and " + residentBytes());
    }
  }

  private static long residentBytes() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(it -> it.startsWith("RssAnon:")).findFirst().orElseThrow();
      return 1024 * Long.parseLong(line.replaceAll("\\D", ""));
    }
  }

  @Test
  void anInterruptedThreadWaitsForTheCollectorAsOthersDoAndKeepsItsFlag() {
    MemoryPool small = new HostBackend(200 * MEBIBYTE, 1).memory();
    Thread.currentThread().interrupt();
    try {
      for (int i = 0; i < 1000; i++) {
        small.allocate(floats(512, 512));
        assertTrue(Thread.currentThread().isInterrupted(), "the flag was lost at tensor " + i);
      }
    } finally {
      Thread.interrupted();
    }
  }

  @Test
  void aThreadThatIsInterruptedWhileItWaitsForTheCollectorGoesOn() throws Exception {
    MemoryPool small = new HostBackend(20 * MEBIBYTE, 1).memory();
    AtomicInteger made = new AtomicInteger();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread worker =
        new Thread(
            () -> {
              while (made.getAndIncrement() < 300) {
                small.allocate(floats(512, 512));
              }
            });
    worker.setUncaughtExceptionHandler((thread, thrown) -> failure.set(thrown));
    worker.start();
    while (worker.isAlive()) {
      worker.interrupt();
      Thread.sleep(1);
    }
    assertNull(failure.get());
    assertEquals(301, made.get());
  }

  @Test
  void theLimitsErrorListsTheLargestTensorsWithTheirPlaces() {
    try (MemoryScope scope = MemoryScope.open()) {
      pool.allocate(floats(20));
      pool.allocate(floats(40_000));
      pool.allocate(floats(400, 250));
      MemoryException e =
          assertThrows(MemoryException.class, () -> pool.allocate(floats(1000, 120)));
      String place =
          "made at dev\\.jacobian\\.device\\.MemoryPoolTest\\.\\w+\\(MemoryPoolTest\\.java:\\d+\\)";
      String expected =
          "cannot allocate a float32\\[1000, 120\\] tensor \\(512\\.0 KiB\\) on cpu: 608\\.1 KiB of"
              + " 1\\.0 MiB are in use by 3 tensors\n"
              + "  float32\\[400, 250\\] 448\\.0 KiB "
              + place
              + "\n"
              + "  float32\\[40000\\] 160\\.0 KiB "
              + place
              + "\n"
              + "  float32\\[20\\] 80 B; expected the live tensors to fit the limit; fix: release"
              + " them \\(MemoryScope\\), use smaller batches, or raise jacobian\\.memory\\.max";
      assertTrue(e.getMessage().matches(expected), e.getMessage());
    }
  }

  @Test
  void theLimitsErrorListsTenTensorsAndCountsTheRest() {
    try (MemoryScope scope = MemoryScope.open()) {
      for (int i = 0; i < 13; i++) {
        pool.allocate(floats(16));
      }
      MemoryException e = assertThrows(MemoryException.class, () -> pool.allocate(floats(1 << 20)));
      assertTrue(e.getMessage().contains("in use by 13 tensors\n"), e.getMessage());
      assertEquals(10, e.getMessage().split("\n  float32\\[16\\] 64 B", -1).length - 1);
      assertTrue(e.getMessage().contains("\n  and 3 more; expected"), e.getMessage());
    }
  }

  @Test
  void aTensorLargerThanAnyMemoryIsTheSameError() {
    for (long size : new long[] {1L << 40, 1L << 61, Long.MAX_VALUE}) {
      MemoryException e = assertThrows(MemoryException.class, () -> pool.allocate(floats(size)));
      assertTrue(
          e.getMessage().startsWith("cannot allocate a float32[" + size + "] tensor ("),
          e.getMessage());
    }
    assertEquals(0, pool.usage().liveBytes());
  }

  @Test
  void thePoolIsUsableAfterTheLimitWasReached() {
    assertThrows(MemoryException.class, () -> pool.allocate(floats(1 << 20)));
    try (MemoryScope scope = MemoryScope.open()) {
      assertFalse(pool.allocate(floats(1000)).isReleased());
    }
  }

  @Test
  void waitingBlocksMakeRoomForAnotherSize() {
    try (MemoryScope scope = MemoryScope.open()) {
      pool.allocate(floats(160_000));
    }
    assertEquals(4 * 163_840, pool.usage().freeBytes());
    try (MemoryScope scope = MemoryScope.open()) {
      pool.allocate(floats(200_000));
      assertEquals(0, pool.usage().freeBytes());
    }
  }

  @Test
  void unreachableStorageIsReleased() throws InterruptedException {
    allocateAndForget();
    long deadline = System.nanoTime() + 10_000_000_000L;
    while (pool.usage().liveTensors() > 0 && System.nanoTime() < deadline) {
      System.gc();
      Thread.sleep(5);
    }
    assertEquals(0, pool.usage().liveTensors());
    assertEquals(64, pool.usage().freeBytes());
  }

  private void allocateAndForget() {
    pool.allocate(floats(3));
    assertEquals(1, pool.usage().liveTensors());
  }

  @Test
  void reachableStorageOutsideAnyScopeStays() throws InterruptedException {
    Storage storage = pool.allocate(floats(3));
    try {
      for (int i = 0; i < 5; i++) {
        System.gc();
        Thread.sleep(5);
      }
      assertEquals(1, pool.usage().liveTensors());
      assertFalse(storage.isReleased());
    } finally {
      Reference.reachabilityFence(storage);
    }
  }

  @Test
  void aLoopWithoutScopesStaysBelowTheLimit() {
    for (int i = 0; i < 100; i++) {
      pool.allocate(floats(30_000));
      MemoryPool.Usage usage = pool.usage();
      assertTrue(usage.liveBytes() + usage.freeBytes() <= MEBIBYTE, usage.toString());
    }
  }

  /** A block of another library's. */
  private static final class ForeignBlock implements Block {
    private final AtomicInteger freed = new AtomicInteger();

    @Override
    public void free() {
      freed.incrementAndGet();
    }
  }

  @Test
  void anAdoptedBlockIsFreedAndNotPooled() {
    ForeignBlock block = new ForeignBlock();
    try (MemoryScope scope = MemoryScope.open()) {
      Storage storage = pool.adopt(floats(1 << 30), block);
      assertSame(block, storage.present());
      assertEquals(new MemoryPool.Usage(1, 0, 0, MEBIBYTE), pool.usage());
      storage.moveTo(scope);
    }
    assertEquals(1, block.freed.get());
    assertEquals(new MemoryPool.Usage(0, 0, 0, MEBIBYTE), pool.usage());
  }

  @Test
  void manyThreadsShareAPool() throws InterruptedException {
    AtomicInteger rounds = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    for (int t = 0; t < 4; t++) {
      Thread thread =
          new Thread(
              () -> {
                for (int i = 0; i < 500; i++) {
                  try (MemoryScope scope = MemoryScope.open()) {
                    Block a = pool.allocate(floats(1 + i % 90)).present();
                    Block b = pool.allocate(floats(1 + i % 90)).present();
                    if (a != b) {
                      rounds.incrementAndGet();
                    }
                  }
                }
              });
      threads.add(thread);
      thread.start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(4 * 500, rounds.get());
    assertEquals(0, pool.usage().liveTensors());
  }
}
