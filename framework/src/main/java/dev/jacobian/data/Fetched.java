package dev.jacobian.data;

import dev.jacobian.device.Arrival;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Storage;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch on its way to the caller.
 *
 * @param batch what was read
 * @param made the storages of the batch that reading made; others belong to the data set and are
 *     left alone
 * @param arrival what orders the batch's memory before its next use
 */
record Fetched(Batch batch, List<Storage> made, Arrival arrival) {
  /** Returns a batch of which that is kept which a scope owns. */
  static Fetched of(Batch batch, MemoryScope scope, Arrival arrival) {
    List<Storage> made = new ArrayList<>(2);
    for (Tensor part : batch.tensors()) {
      if (part.storage().owner() == scope) {
        made.add(scope.keep(part).storage());
      }
    }
    return new Fetched(batch, made, arrival);
  }

  /** Says that this thread has read the batch for another one; returns this. */
  Fetched handedOver() {
    made.forEach(Storage::handOver);
    return this;
  }

  /** Gives the batch to the innermost scope of this thread, if there is one. */
  Batch handOver() {
    arrival.order();
    MemoryScope scope = MemoryScope.current();
    if (scope != null) {
      moveTo(scope);
    }
    return batch;
  }

  /** Releases a batch that nobody will see. */
  void discard() {
    arrival.order();
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
