package dev.jacobian.compile;

import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Backend;
import dev.jacobian.device.Backends;
import dev.jacobian.device.Operand;
import dev.jacobian.device.Storage;
import dev.jacobian.graph.Node;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The memory of one result of a program: new for each run, or the same again. */
final class ResultMemory {
  private final Backend backend;
  private final TensorSpec memory;
  private final Layout layout;
  private final Slot slot = new Slot();
  private final List<Tensor> kept = new ArrayList<>();

  /**
   * Makes the memory of a result.
   *
   * @param result may be a view of what is computed
   * @param layout where the result's elements lie in that memory
   */
  ResultMemory(Node result, Layout layout) {
    this.backend = Backends.of(result.root().device());
    this.memory = result.spec();
    this.layout = layout;
  }

  /** Returns the memory as the program's instructions see it. */
  Slot slot() {
    return slot;
  }

  /**
   * Returns whether what takes the result lies on the device, and is of the type, of this memory.
   */
  boolean fits(Storage storage) {
    return storage.backend() == backend && storage.dtype() == memory.dtype();
  }

  /** Returns a new tensor that the next run computes. */
  Tensor fresh() {
    Tensor tensor = Tensor.ofValue(new Variable(backend.memory().allocate(memory), layout));
    place(tensor);
    return tensor;
  }

  /**
   * Returns the tensor of the runs before as what the next one computes; another one if this run
   * reads it, or if it was moved elsewhere.
   */
  Tensor again(Predicate<Storage> isRead) {
    for (int i = 0; i < kept.size(); i++) {
      Tensor tensor = kept.get(i);
      if (isUsable(tensor.storage()) && !isRead.test(tensor.storage())) {
        place(tensor);
        return tensor;
      }
    }
    kept.removeIf(tensor -> !isUsable(tensor.storage()));
    Tensor tensor = fresh();
    tensor.storage().moveTo(null);
    kept.add(tensor);
    return tensor;
  }

  private void place(Tensor tensor) {
    slot.place(new Operand(tensor.storage(), memory.shape()));
  }

  private boolean isUsable(Storage storage) {
    return fits(storage) && !storage.isReleased();
  }
}
