package dev.jacobian.compile;

import dev.jacobian.device.Operand;
import dev.jacobian.device.Storage;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one value as the program's instructions see it. Their operands are made when the
 * storage changes, not in each run. The program holds the storage during a run, and they borrow it.
 */
final class Slot {
  private final List<Use> uses = new ArrayList<>();
  private final List<Use> holds = new ArrayList<>();
  private @Nullable Storage bound;

  /** A place in an instruction's arguments. */
  @SuppressWarnings("ArrayRecordComponent") // the array is the instruction's own
  private record Use(@Nullable Operand[] arguments, int index, Shape shape) {}

  /** Keeps {@code arguments[index]} an operand over this slot's storage. */
  void use(@Nullable Operand[] arguments, int index, Shape shape) {
    uses.add(new Use(arguments, index, shape));
    if (bound != null) {
      arguments[index] = new Operand(bound.borrowed(), shape);
    }
  }

  /** Keeps {@code held[index]} this slot's storage as what a run has to hold. */
  void hold(@Nullable Operand[] held, int index) {
    holds.add(new Use(held, index, Shape.scalar()));
  }

  void bind(Storage storage) {
    if (storage == bound) {
      return;
    }
    Storage borrowed = storage.borrowed();
    bound = storage;
    for (Use use : uses) {
      use.arguments()[use.index()] = new Operand(borrowed, use.shape());
    }
    for (Use hold : holds) {
      hold.arguments()[hold.index()] = new Operand(storage, storage.spec().shape());
    }
  }

  Storage storage() {
    if (bound == null) {
      throw new IllegalStateException("a compiled function's memory is not bound");
    }
    return bound;
  }
}
