package dev.jacobian.compile;

import dev.jacobian.autograd.Variable;
import dev.jacobian.device.Operand;
import dev.jacobian.device.Storage;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The memory of one value as the program's instructions see it. Their operands are made when the
 * memory changes, not in each run. The program holds the storage during a run, and they borrow it.
 *
 * <p>A tensor that does not lie in row-major order is packed for a run, once, into memory of the
 * slot's own, and written back from there if the run changes it.
 */
final class Slot {
  private final List<Use> uses = new ArrayList<>();
  private final List<Use> holds = new ArrayList<>();
  private @Nullable Operand bound;
  private @Nullable Operand given;
  private @Nullable Operand copy;

  /** A place in an instruction's arguments. */
  @SuppressWarnings("ArrayRecordComponent") // the array is the instruction's own
  private record Use(@Nullable Operand[] arguments, int index, Layout layout) {}

  /** Keeps {@code arguments[index]} an operand over this slot's memory. */
  void use(@Nullable Operand[] arguments, int index, Shape shape) {
    use(arguments, index, Layout.packed(shape));
  }

  /**
   * Keeps {@code arguments[index]} some elements of this slot's memory.
   *
   * @param layout counted from the memory's first element
   */
  void use(@Nullable Operand[] arguments, int index, Layout layout) {
    uses.add(new Use(arguments, index, layout));
    if (bound != null) {
      arguments[index] = within(bound.borrowed(), layout);
    }
  }

  /** Returns the elements of a row-major array at places that are counted from its first one. */
  static Operand within(Operand whole, Layout layout) {
    return whole.at(Layout.of(layout.shape(), whole.offset() + layout.offset(), layout.strides()));
  }

  /** Keeps {@code held[index]} this slot's storage as what a run has to hold. */
  void hold(@Nullable Operand[] held, int index) {
    holds.add(new Use(held, index, Layout.packed(Shape.scalar())));
  }

  /** Returns whether an instruction reads or writes the memory. */
  boolean isUsed() {
    return !uses.isEmpty();
  }

  /** Makes a tensor's memory this slot's, or a packed copy of it. */
  void bind(Variable tensor) {
    boolean isBound =
        bound != null
            && given == null
            && bound.storage() == tensor.storage()
            && bound.layout().equals(tensor.layout());
    if (isBound) {
      return;
    }
    Operand operand = tensor.operand();
    if (operand.isPacked()) {
      given = null;
      place(operand);
    } else {
      given = operand;
      place(copyOf(operand));
    }
  }

  /** Makes memory of the program's own this slot's. */
  void place(Operand memory) {
    if (memory.equals(bound)) {
      return;
    }
    Operand borrowed = memory.borrowed();
    bound = memory;
    for (Use use : uses) {
      use.arguments()[use.index()] = within(borrowed, use.layout());
    }
    for (Use hold : holds) {
      hold.arguments()[hold.index()] = memory;
    }
  }

  private Operand copyOf(Operand tensor) {
    Operand memory = copy;
    if (memory == null
        || memory.storage().backend() != tensor.storage().backend()
        || !memory.spec().equals(tensor.spec())) {
      Storage storage = tensor.storage().backend().memory().allocate(tensor.spec());
      storage.moveTo(null);
      memory = new Operand(storage, tensor.shape());
      copy = memory;
    }
    tensor.storage().backend().copy(tensor, memory);
    return memory;
  }

  /** Says that the run has changed the values, and lets the tensor have them. */
  void finishChange() {
    Operand tensor = given;
    if (tensor == null) {
      storage().markChanged();
    } else {
      tensor.storage().markChanged();
      tensor.storage().backend().copy(bound(), tensor);
    }
  }

  Storage storage() {
    return bound().storage();
  }

  private Operand bound() {
    if (bound == null) {
      throw new IllegalStateException("a compiled function's memory is not bound");
    }
    return bound;
  }
}
