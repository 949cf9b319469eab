package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.device.host.HostBackend;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class HoldTest {
  private static final long MEBIBYTE = 1 << 20;
  private static final String RELEASED =
      "the values of a float32[100] tensor were released when its MemoryScope closed; expected a"
          + " tensor that is used after its scope to be kept; fix: call scope.keep(tensor) before"
          + " the scope closes";

  private final Backend backend = new HostBackend(MEBIBYTE, 1);
  private final MemoryPool pool = backend.memory();
  private final ExecutorService other = Executors.newSingleThreadExecutor();
  private final ExecutorService third = Executors.newSingleThreadExecutor();

  @AfterEach
  void endThreads() {
    other.shutdownNow();
    third.shutdownNow();
  }

  private static TensorSpec floats(long size) {
    return new TensorSpec(Shape.of(size), DType.FLOAT32);
  }

  private Operand allocate() {
    return whole(pool.allocate(floats(100)));
  }

  private static Operand whole(Storage storage) {
    return new Operand(storage, storage.spec().shape());
  }

  private static <T> T in(ExecutorService thread, Callable<T> task) throws Exception {
    return thread.submit(task).get(40, TimeUnit.SECONDS);
  }

  private static void does(ExecutorService thread, Runnable task) throws Exception {
    thread.submit(task).get(40, TimeUnit.SECONDS);
  }

  private float first(Operand operand) {
    float[] values = new float[100];
    backend.download(operand, values, 0);
    return values[0];
  }

  /** Collects garbage until nothing is alive in the pool. */
  private void awaitNoneAlive() throws InterruptedException {
    for (int i = 0; i < 2000 && pool.usage().liveTensors() > 0; i++) {
      System.gc();
      Thread.sleep(5);
    }
    assertEquals(0, pool.usage().liveTensors());
    assertEquals(0, pool.usage().liveBytes());
  }

  @Test
  void whatAnotherThreadHoldsStaysUntilItIsLetGo() throws Exception {
    Operand operand;
    try (MemoryScope scope = MemoryScope.open()) {
      operand = allocate();
      SingleKernels.fill(backend, operand, 7);
      Operand held = operand;
      does(other, () -> Hold.take(held));
    }
    assertTrue(operand.storage().isReleased());
    assertEquals(new MemoryPool.Usage(1, 448, 0, MEBIBYTE), pool.usage());
    pool.trim();
    try (MemoryScope scope = MemoryScope.open()) {
      SingleKernels.fill(backend, allocate(), -1);
    }
    assertEquals(7, in(other, () -> ((float[]) read(operand))[0]));
    does(other, () -> Hold.letGo(operand));
    assertEquals(new MemoryPool.Usage(0, 0, 2 * 448, MEBIBYTE), pool.usage());
  }

  /** Reads what this thread holds although it is released. */
  private Object read(Operand operand) {
    float[] values = new float[100];
    backend.download(whole(operand.storage().borrowed()), values, 0);
    return values;
  }

  @Test
  void whatWasReleasedCannotBeHeldByAnyThread() throws Exception {
    Operand operand;
    try (MemoryScope scope = MemoryScope.open()) {
      operand = allocate();
      Operand held = operand;
      does(other, () -> Hold.take(held));
    }
    MemoryException mine = assertThrows(MemoryException.class, () -> Hold.take(operand));
    assertEquals(RELEASED, mine.getMessage());
    MemoryException theirs =
        in(third, () -> assertThrows(MemoryException.class, () -> Hold.take(operand)));
    assertEquals(RELEASED, theirs.getMessage());
    assertEquals(1, pool.usage().liveTensors());
    does(other, () -> Hold.letGo(operand));
    assertEquals(0, pool.usage().liveTensors());
    does(third, () -> assertThrows(MemoryException.class, () -> Hold.take(operand)));
    assertEquals(new MemoryPool.Usage(0, 0, 448, MEBIBYTE), pool.usage());
  }

  @Test
  void theLastOfSeveralHoldersGivesTheBlockBack() throws Exception {
    Operand operand;
    try (MemoryScope scope = MemoryScope.open()) {
      operand = allocate();
      Operand held = operand;
      does(other, () -> Hold.take(held, held));
      does(third, () -> Hold.take(held));
    }
    does(other, () -> Hold.letGo(operand));
    does(third, () -> Hold.letGo(operand));
    assertEquals(1, pool.usage().liveTensors());
    does(other, () -> Hold.letGo(operand));
    assertEquals(0, pool.usage().liveTensors());
  }

  @Test
  void holdingSeveralIsAllOrNothing() throws Exception {
    Operand released;
    try (MemoryScope scope = MemoryScope.open()) {
      released = allocate();
    }
    try (MemoryScope scope = MemoryScope.open()) {
      Operand a = allocate();
      Operand b = allocate();
      does(other, () -> assertThrows(MemoryException.class, () -> Hold.take(a, b, released)));
    }
    assertEquals(0, pool.usage().liveTensors());
  }

  @Test
  void aKernelThatThrowsLetsGo() throws Exception {
    try (MemoryScope scope = MemoryScope.open()) {
      Operand operand = allocate();
      Runnable fails =
          () -> {
            throw new IllegalStateException("as planned");
          };
      does(
          other,
          () -> assertThrows(IllegalStateException.class, () -> Hold.during(fails, operand)));
    }
    assertEquals(0, pool.usage().liveTensors());
  }

  @Test
  void whatItsMakerMayComputeWithIsReleasedWhenItIsUnreachable() throws Exception {
    useAfterAnothersRelease();
    awaitNoneAlive();
  }

  private void useAfterAnothersRelease() throws Exception {
    Operand operand = in(other, this::allocate);
    does(other, () -> SingleKernels.fill(backend, operand, 7));
    does(other, () -> Hold.take(operand));
    try (MemoryScope scope = MemoryScope.open()) {
      operand.storage().moveTo(scope);
    }
    assertTrue(operand.storage().isReleased());
    assertThrows(MemoryException.class, () -> first(operand));
    assertEquals(7, in(other, () -> ((float[]) read(operand))[0]));
    does(other, () -> Hold.letGo(operand));
    does(other, () -> assertThrows(MemoryException.class, () -> first(operand)));
    assertEquals(1, pool.usage().liveTensors());
  }

  @Test
  void whatItsMakerHasHandedOverIsReleasedAtOnce() throws Exception {
    Operand operand = in(other, this::allocate);
    does(other, () -> operand.storage().handOver());
    try (MemoryScope scope = MemoryScope.open()) {
      operand.storage().moveTo(scope);
      SingleKernels.fill(backend, operand, 3);
      assertEquals(3, in(other, () -> first(operand)));
    }
    assertEquals(new MemoryPool.Usage(0, 0, 448, MEBIBYTE), pool.usage());
  }

  @Test
  void onlyTheMakerHandsOver() throws Exception {
    Operand operand = in(other, this::allocate);
    operand.storage().handOver();
    does(other, () -> Hold.take(operand));
    try (MemoryScope scope = MemoryScope.open()) {
      operand.storage().moveTo(scope);
    }
    assertEquals(1, pool.usage().liveTensors());
    does(other, () -> Hold.letGo(operand));
  }

  @Test
  void whatADeadThreadHasMadeIsReleasedAtOnce() throws Exception {
    Operand[] made = new Operand[1];
    Thread thread = new Thread(() -> made[0] = allocate());
    thread.start();
    thread.join();
    try (MemoryScope scope = MemoryScope.open()) {
      made[0].storage().moveTo(scope);
    }
    assertEquals(0, pool.usage().liveTensors());
  }

  @Test
  void whatADeadThreadHeldComesBackWhenItIsUnreachable() throws Exception {
    dieHolding();
    awaitNoneAlive();
  }

  private void dieHolding() throws InterruptedException {
    try (MemoryScope scope = MemoryScope.open()) {
      Operand operand = allocate();
      Thread thread = new Thread(() -> Hold.take(operand));
      thread.start();
      thread.join();
    }
    assertEquals(1, pool.usage().liveTensors());
  }

  /** A block that counts how often it is freed. */
  private static final class CountedBlock implements Block {
    private final AtomicInteger freed = new AtomicInteger();

    @Override
    public void free() {
      freed.incrementAndGet();
    }
  }

  @Test
  void aBlockIsFreedOnceAndAfterItsLastHolder() throws Exception {
    CountedBlock block = new CountedBlock();
    Operand operand = whole(pool.adopt(floats(100), block));
    try (MemoryScope scope = MemoryScope.open()) {
      operand.storage().moveTo(scope);
      does(other, () -> Hold.take(operand));
    }
    pool.trim();
    assertEquals(0, block.freed.get());
    does(other, () -> Hold.letGo(operand));
    assertEquals(1, block.freed.get());
  }

  @Test
  void twoScopesThatCloseAtOnceReleaseOnce() throws Exception {
    List<CountedBlock> blocks = new ArrayList<>();
    for (int round = 0; round < 2000; round++) {
      CountedBlock block = new CountedBlock();
      blocks.add(block);
      Storage storage = pool.adopt(floats(100), block);
      storage.handOver();
      CyclicBarrier start = new CyclicBarrier(2);
      Callable<Void> releases =
          () -> {
            start.await();
            try (MemoryScope scope = MemoryScope.open()) {
              storage.moveTo(scope);
            }
            return null;
          };
      Future<Void> one = other.submit(releases);
      Future<Void> two = third.submit(releases);
      one.get();
      two.get();
      assertTrue(storage.isReleased());
    }
    // Where one scope released what the other's thread had taken over, when it was unreachable.
    awaitNoneAlive();
    blocks.forEach(block -> assertEquals(1, block.freed.get()));
  }

  @Test
  void movingAndClosingAtOnceLosesNothing() throws Exception {
    List<Storage> kept = new ArrayList<>();
    for (int round = 0; round < 2000; round++) {
      CyclicBarrier start = new CyclicBarrier(2);
      Storage[] made = new Storage[1];
      Future<Boolean> closes =
          other.submit(
              () -> {
                try (MemoryScope scope = MemoryScope.open()) {
                  made[0] = pool.allocate(floats(100));
                  start.await();
                }
                return made[0].isReleased();
              });
      start.await();
      made[0].moveTo(null);
      boolean isReleased = closes.get();
      assertEquals(isReleased, made[0].isReleased());
      assertEquals(isReleased, made[0].owner() != null);
      if (!isReleased) {
        kept.add(made[0]);
      }
    }
    assertEquals(kept.size(), pool.usage().liveTensors());
  }

  @Test
  void whatMovesIntoAClosedScopeIsLeftToReachability() throws Exception {
    MemoryScope closed = MemoryScope.open();
    closed.close();
    Storage storage = pool.allocate(floats(100));
    storage.moveTo(closed);
    assertNull(storage.owner());
    does(other, () -> storage.moveTo(closed));
    assertNull(storage.owner());
    assertFalse(storage.isReleased());
  }

  @Test
  void whatOtherThreadsMoveIntoAScopeIsReleasedWithIt() throws Exception {
    List<Storage> moved = new ArrayList<>();
    try (MemoryScope scope = MemoryScope.open()) {
      for (int i = 0; i < 100; i++) {
        ExecutorService thread = i % 2 == 0 ? other : third;
        moved.add(
            in(
                thread,
                () -> {
                  Storage storage = pool.allocate(floats(100));
                  storage.handOver();
                  storage.moveTo(scope);
                  return storage;
                }));
      }
    }
    moved.forEach(storage -> assertTrue(storage.isReleased()));
    assertEquals(0, pool.usage().liveTensors());
  }

  @Test
  void whatIsPinnedStaysWhereverItIsMoved() throws Exception {
    Operand operand;
    try (MemoryScope scope = MemoryScope.open()) {
      operand = allocate();
      operand.storage().pin();
    }
    try (MemoryScope scope = MemoryScope.open()) {
      operand.storage().moveTo(scope);
    }
    assertFalse(operand.storage().isReleased());
    SingleKernels.fill(backend, operand, 2);
    assertEquals(2, in(other, () -> first(operand)));
  }

  @Test
  void whatIsReleasedCannotBePinned() {
    Storage storage;
    try (MemoryScope scope = MemoryScope.open()) {
      storage = pool.allocate(floats(100));
    }
    assertEquals(RELEASED, assertThrows(MemoryException.class, storage::pin).getMessage());
  }

  /** Half of the pool's limit, released while another thread holds it. */
  private Operand releasedHalf() throws Exception {
    try (MemoryScope scope = MemoryScope.open()) {
      Operand large = whole(pool.allocate(floats(150_000)));
      does(other, () -> Hold.take(large));
      return large;
    }
  }

  @Test
  void aFullPoolWaitsForTheHolders() throws Exception {
    Operand held = releasedHalf();
    CountDownLatch isWaiting = new CountDownLatch(1);
    Future<?> letsGo =
        other.submit(
            () -> {
              isWaiting.await();
              Thread.sleep(50);
              Hold.letGo(held);
              return null;
            });
    Thread.currentThread().interrupt();
    try (MemoryScope scope = MemoryScope.open()) {
      isWaiting.countDown();
      assertFalse(pool.allocate(floats(150_000)).isReleased());
    }
    assertTrue(Thread.interrupted(), "the flag was lost");
    letsGo.get();
  }

  @Test
  void aPoolThatStaysFullSaysWhatIsHeld() throws Exception {
    Operand held = releasedHalf();
    MemoryException e = assertThrows(MemoryException.class, () -> pool.allocate(floats(150_000)));
    assertTrue(
        e.getMessage().contains(", released while another thread computes with it; expected"),
        e.getMessage());
    does(other, () -> Hold.letGo(held));
    assertFalse(pool.allocate(floats(150_000)).isReleased());
  }

  @Test
  void whatIsUsedWithoutBeingHeldIsFoundByTests() throws Exception {
    assumeTrue(HoldTest.class.desiredAssertionStatus());
    Storage storage = pool.allocate(floats(100));
    assertThrows(AssertionError.class, storage::block);
    Operand operand = whole(storage);
    Hold.during(storage::block, operand);
    assertThrows(AssertionError.class, storage::block);
    Hold.take(operand);
    does(other, () -> assertThrows(AssertionError.class, storage::block));
    Hold.letGo(operand);
    assertThrows(AssertionError.class, () -> Hold.letGo(operand));
  }

  @Test
  void virtualThreadsHoldAndRelease() throws Exception {
    ExecutorService threads;
    try {
      threads =
          (ExecutorService)
              Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
    } catch (NoSuchMethodException e) {
      assumeTrue(false, "no virtual threads before Java 21");
      return;
    }
    try (MemoryScope scope = MemoryScope.open()) {
      Operand shared = allocate();
      SingleKernels.fill(backend, shared, 5);
      List<Future<Float>> results = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        results.add(threads.submit(() -> doubled(shared)));
      }
      for (Future<Float> result : results) {
        assertEquals(10f, result.get());
      }
    } finally {
      threads.shutdownNow();
    }
    assertEquals(0, pool.usage().liveTensors());
  }

  private float doubled(Operand operand) {
    try (MemoryScope scope = MemoryScope.open()) {
      Operand copy = allocate();
      backend.copy(operand, copy);
      float[] values = new float[100];
      backend.download(copy, values, 0);
      assertArrayEquals(new float[] {5, 5}, new float[] {values[0], values[99]});
      return values[0] + values[99];
    }
  }
}
