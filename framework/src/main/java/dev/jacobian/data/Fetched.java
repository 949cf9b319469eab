package dev.jacobian.data;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Storage;
import java.util.List;

/**
 * A batch on its way to the caller.
 *
 * @param batch what was read
 * @param made the storages of the batch that reading made; others belong to the data set and are
 *     left alone
 */
record Fetched(Batch batch, List<Storage> made) {
  /** Says that this thread has read the batch for another one; returns this. */
  Fetched handedOver() {
    made.forEach(Storage::handOver);
    return this;
  }

  /** Gives the batch to the innermost scope of this thread, if there is one. */
  Batch handOver() {
    MemoryScope scope = MemoryScope.current();
    if (scope != null) {
      moveTo(scope);
    }
    return batch;
  }

  /** Releases a batch that nobody will see. */
  void discard() {
    try (MemoryScope scope = MemoryScope.open()) {
      moveTo(scope);
    }
  }

  private void moveTo(MemoryScope scope) {
    for (Storage storage : made) {
      storage.moveTo(scope);
    }
  }
}
