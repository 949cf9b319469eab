package dev.jacobian.device;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.host.HostBackend;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.MemoryException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class MemoryScopeTest {
  private static final String OUT_OF_ORDER =
      "a MemoryScope was closed out of order or by another thread; expected the innermost scope to"
          + " be closed first, by the thread that opened it; fix: use try-with-resources";

  private final MemoryPool pool = new HostBackend(1 << 20, 1).memory();

  /** Something with a storage, as a tensor is. */
  private record Held(Storage storage) implements Stored {}

  private Storage allocate() {
    return pool.allocate(new TensorSpec(Shape.of(2, 3), DType.FLOAT32));
  }

  @Test
  void whatWasMadeInsideIsReleasedAtTheEnd() {
    Storage storage;
    try (MemoryScope scope = MemoryScope.open()) {
      storage = allocate();
      assertSame(scope, storage.owner());
      assertFalse(storage.isReleased());
    }
    assertTrue(storage.isReleased());
    assertEquals(0, pool.usage().liveTensors());
  }

  @Test
  void useAfterReleaseIsAnErrorThatSaysHowToKeep() {
    Storage storage;
    try (MemoryScope scope = MemoryScope.open()) {
      storage = allocate();
    }
    MemoryException e = assertThrows(MemoryException.class, storage::hold);
    assertEquals(
        "the values of a float32[2, 3] tensor were released when its MemoryScope closed; expected a"
            + " tensor that is used after its scope to be kept; fix: call scope.keep(tensor) before"
            + " the scope closes",
        e.getMessage());
  }

  @Test
  void kernelsRefuseReleasedOperands() {
    Storage storage;
    try (MemoryScope scope = MemoryScope.open()) {
      storage = allocate();
    }
    Operand released = new Operand(storage, Shape.of(2, 3));
    Backend backend = storage.backend();
    assertThrows(MemoryException.class, () -> SingleKernels.fill(backend, released, 1));
    assertThrows(MemoryException.class, () -> backend.download(released, new float[6], 0));
  }

  @Test
  void scopesNest() {
    try (MemoryScope outer = MemoryScope.open()) {
      Storage before = allocate();
      Storage inside;
      try (MemoryScope inner = MemoryScope.open()) {
        assertSame(inner, MemoryScope.current());
        inside = allocate();
      }
      assertSame(outer, MemoryScope.current());
      assertTrue(inside.isReleased());
      assertFalse(before.isReleased());
    }
    assertNull(MemoryScope.current());
  }

  @Test
  void whatIsKeptBelongsToTheEnclosingScope() {
    Storage kept;
    try (MemoryScope outer = MemoryScope.open()) {
      try (MemoryScope inner = MemoryScope.open()) {
        Held held = new Held(allocate());
        assertSame(held, inner.keep(held));
        kept = held.storage();
      }
      assertFalse(kept.isReleased());
      assertSame(outer, kept.owner());
    }
    assertTrue(kept.isReleased());
  }

  @Test
  void whatIsKeptFromTheOutermostScopeBelongsToNobody() {
    Storage kept;
    try (MemoryScope scope = MemoryScope.open()) {
      kept = scope.keep(new Held(allocate())).storage();
    }
    assertFalse(kept.isReleased());
    assertNull(kept.owner());
  }

  @Test
  void keepLeavesTheTensorsOfOtherScopesAlone() {
    try (MemoryScope outer = MemoryScope.open()) {
      Storage older = allocate();
      try (MemoryScope inner = MemoryScope.open()) {
        inner.keep(new Held(older));
      }
      assertSame(outer, older.owner());
    }
  }

  @Test
  void storageMovesToAnotherOwnerAndBack() {
    Storage parameter = allocate();
    Storage gradient;
    Storage returned;
    try (MemoryScope scope = MemoryScope.open()) {
      gradient = allocate();
      gradient.moveTo(parameter.owner());
      returned = allocate();
      returned.moveTo(null);
      returned.moveTo(scope);
    }
    assertNull(gradient.owner());
    assertFalse(gradient.isReleased());
    assertTrue(returned.isReleased());
    assertFalse(parameter.isReleased());
  }

  @Test
  void releasedStorageDoesNotMove() {
    Storage released;
    try (MemoryScope scope = MemoryScope.open()) {
      released = allocate();
    }
    try (MemoryScope scope = MemoryScope.open()) {
      released.moveTo(scope);
    }
    assertTrue(released.isReleased());
    assertEquals(0, pool.usage().liveTensors());
  }

  @Test
  void aStorageThatMovedAwayAndBackIsReleasedOnce() {
    try (MemoryScope scope = MemoryScope.open()) {
      Storage storage = allocate();
      storage.moveTo(null);
      storage.moveTo(scope);
      storage.moveTo(null);
      storage.moveTo(scope);
    }
    assertEquals(new MemoryPool.Usage(0, 0, 64, 1 << 20), pool.usage());
  }

  @Test
  void closingTheOuterScopeFirstIsAnError() {
    try (MemoryScope outer = MemoryScope.open()) {
      MemoryScope inner = MemoryScope.open();
      IllegalStateException e = assertThrows(IllegalStateException.class, outer::close);
      assertEquals(OUT_OF_ORDER, e.getMessage());
      inner.close();
    }
  }

  @Test
  void closingTwiceIsAnError() {
    MemoryScope scope = MemoryScope.open();
    scope.close();
    assertEquals(
        OUT_OF_ORDER, assertThrows(IllegalStateException.class, scope::close).getMessage());
  }

  @Test
  void closingFromAnotherThreadIsAnErrorAndReleasesNothing() throws InterruptedException {
    try (MemoryScope scope = MemoryScope.open()) {
      Storage storage = allocate();
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Thread thread = new Thread(scope::close);
      thread.setUncaughtExceptionHandler((t, e) -> thrown.set(e));
      thread.start();
      thread.join();
      assertEquals(OUT_OF_ORDER, thrown.get().getMessage());
      assertFalse(storage.isReleased());
    }
  }

  @Test
  void scopesBelongToTheirThread() throws InterruptedException {
    try (MemoryScope scope = MemoryScope.open()) {
      AtomicReference<Storage> other = new AtomicReference<>();
      Thread thread = new Thread(() -> other.set(allocate()));
      thread.start();
      thread.join();
      assertNull(other.get().owner());
    }
  }

  @Test
  void aStoragesVersionCountsItsChanges() {
    Storage storage = allocate();
    assertEquals(0, storage.version());
    storage.markChanged();
    storage.markChanged();
    assertEquals(2, storage.version());
    assertEquals(6, storage.size());
    assertEquals(DType.FLOAT32, storage.dtype());
    assertEquals(new TensorSpec(Shape.of(2, 3), DType.FLOAT32), storage.spec());
  }
}
