package dev.jacobian.autograd;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.Storage;
import dev.jacobian.device.Stored;
import dev.jacobian.op.Value;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import org.jspecify.annotations.Nullable;

/**
 * A value that has been computed: storage under a shape, and its place on the tape. What a tensor
 * is a handle of.
 */
public final class Variable implements Value, Stored {
  private final TensorSpec spec;
  private Storage storage;
  private @Nullable GradNode node;
  private @Nullable Variable grad;
  private boolean gradIsOwn;

  /** Makes a leaf without gradient from storage of {@code spec}'s size and type. */
  public Variable(Storage storage, Shape shape) {
    this(storage, new TensorSpec(shape, storage.dtype()), null);
  }

  Variable(Storage storage, TensorSpec spec, @Nullable GradNode node) {
    this.storage = storage;
    this.spec = spec;
    this.node = node;
  }

  @Override
  public TensorSpec spec() {
    return spec;
  }

  @Override
  public Storage storage() {
    return storage;
  }

  /** Returns where the values lie. */
  public Device device() {
    return storage.backend().device();
  }

  /** Returns the storage under this variable's shape, as kernels take it. */
  public Operand operand() {
    return new Operand(storage, spec.shape());
  }

  /** Returns whether gradients flow to or through this variable. */
  public boolean requiresGrad() {
    return node != null;
  }

  /** Returns whether this is not the result of a recorded op. */
  public boolean isLeaf() {
    return !(node instanceof OpNode);
  }

  /**
   * Returns the name of the recorded op that this is the result of, or an empty text for a leaf.
   */
  public String producer() {
    return node instanceof OpNode opNode ? opNode.op().name() : "";
  }

  /** Returns the place on the tape, or null if no gradient is required. */
  public @Nullable GradNode node() {
    return node;
  }

  /**
   * Starts or stops asking for the gradient of a leaf.
   *
   * @throws DTypeException if the elements are not floating point
   * @throws AutogradException if this is the result of a recorded op
   */
  public void setRequiresGrad(boolean required) {
    if (required && !spec.dtype().isFloating()) {
      throw new DTypeException(
          "a " + spec + " tensor cannot require a gradient", "a floating-point dtype");
    }
    if (!isLeaf()) {
      throw new AutogradException(
          "requiresGrad of the result of " + node + " cannot be changed",
          "a leaf",
          "use detach() first");
    }
    if (required != requiresGrad()) {
      node = required ? new LeafNode(this) : null;
    }
  }

  /** Returns the accumulated gradient, or null if backward has brought none. */
  public @Nullable Variable grad() {
    Recorder recorder = ThreadState.current().recorder;
    if (recorder != null) {
      recorder.gradRead(this, grad);
    }
    return grad;
  }

  /**
   * Replaces the accumulated gradient; null clears it. A gradient that was made in the open {@link
   * MemoryScope} lives as long as this variable from now on. One that backward had made and that is
   * dropped here is released when the open scope closes, so that a training loop with a scope
   * around each step leaves nothing to the garbage collector.
   *
   * @throws AutogradException if the gradient has another shape, dtype or device
   */
  public void setGrad(@Nullable Variable gradient) {
    if (gradient != null && (!gradient.spec.equals(spec) || !gradient.device().equals(device()))) {
      throw new AutogradException(
          "a "
              + gradient.spec
              + " tensor on "
              + gradient.device()
              + " was set as the gradient of a "
              + spec
              + " tensor on "
              + device(),
          "a gradient of the same shape, dtype and device");
    }
    Recorder recorder = ThreadState.current().recorder;
    if (recorder != null) {
      recorder.gradSet(this, gradient);
    }
    replaceGrad(gradient, MemoryScope.current());
    gradIsOwn = false;
  }

  /** Takes a gradient that backward has made for this variable alone. */
  void collectGrad(Variable gradient, @Nullable MemoryScope open) {
    replaceGrad(gradient, open);
    gradIsOwn = true;
  }

  private void replaceGrad(@Nullable Variable gradient, @Nullable MemoryScope open) {
    if (grad != null && grad != gradient && gradIsOwn && open != null) {
      grad.storage.moveTo(open);
    }
    if (gradient != null
        && !storage.isReleased()
        && gradient.storage.owner() == MemoryScope.current()) {
      gradient.storage.moveTo(storage.owner());
    }
    grad = gradient;
  }

  /** Asks backward to store the gradient of this variable even if it is the result of an op. */
  public void retainGrad() {
    if (node == null) {
      throw new AutogradException(
          "a " + spec + " tensor does not require a gradient",
          "one that does",
          "call setRequiresGrad(true) on a leaf");
    }
    if (node instanceof OpNode opNode) {
      opNode.retainGrad(this);
    }
  }

  /**
   * Puts the values of a leaf elsewhere, as moving a module to another device does; handles of this
   * variable stay valid.
   *
   * @param moved storage of the same size and type
   */
  public void replaceStorage(Storage moved) {
    if (!isLeaf()) {
      throw new AutogradException(
          "the storage of the result of " + node + " cannot be replaced", "a leaf");
    }
    this.storage = moved;
  }
}
