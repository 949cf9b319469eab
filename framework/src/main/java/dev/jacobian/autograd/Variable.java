package dev.jacobian.autograd;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.device.Storage;
import dev.jacobian.device.Stored;
import dev.jacobian.op.Value;
import dev.jacobian.op.ViewOp;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A value that has been computed: places in a storage, and its place on the tape. What a tensor is
 * a handle of.
 *
 * <p>A view shares the storage of the variable that it was made from. A change in place through any
 * of them is seen by all; where it is recorded, the tape of their base goes on from there, and
 * views find their new places when they are asked for them. Source: PyTorch's rules for views.
 */
public final class Variable implements Value, Stored {
  private TensorSpec spec;
  private Storage storage;
  private Layout layout;
  private @Nullable GradNode node;
  private @Nullable ViewOf view;

  /** The version of the storage that a view's place on the tape belongs to. */
  private int nodeVersion;

  /** This as a leaf; the same one when it is frozen and not any more, since it has the hooks. */
  private @Nullable LeafNode leaf;

  private @Nullable Variable grad;
  private boolean gradIsOwn;

  /** Makes a leaf without gradient from storage of {@code spec}'s size and type. */
  public Variable(Storage storage, Shape shape) {
    this(storage, new TensorSpec(shape, storage.dtype()), null);
  }

  /** Makes a leaf without gradient whose values lie somewhere in a storage. */
  public Variable(Storage storage, Layout layout) {
    this(storage, layout, new TensorSpec(layout.shape(), storage.dtype()), null, null);
  }

  Variable(Storage storage, TensorSpec spec, @Nullable GradNode node) {
    this(storage, Layout.packed(spec.shape()), spec, node, null);
  }

  /**
   * Makes a view.
   *
   * @param view what it is a view of, or null
   */
  Variable(
      Storage storage,
      Layout layout,
      TensorSpec spec,
      @Nullable GradNode node,
      @Nullable ViewOf view) {
    this.storage = storage;
    this.layout = layout;
    this.spec = spec;
    this.node = node;
    this.view = view;
    this.nodeVersion = storage.version();
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

  /** Returns where the values lie in the storage. */
  public Layout layout() {
    return layout;
  }

  /** Returns the values as kernels take them. */
  public Operand operand() {
    return new Operand(storage, layout);
  }

  /**
   * Returns what this variable was made from as a view of the same memory, or null if it was not.
   */
  public @Nullable Variable source() {
    return view == null ? null : view.source();
  }

  /** Returns the op that made this view, or null. */
  public @Nullable ViewOp viewOp() {
    return view == null ? null : view.op();
  }

  @Nullable ViewOf view() {
    return view;
  }

  /** Returns this value as one that is no view, for a function that gives away the only view. */
  public Variable withoutSource() {
    return view == null ? this : new Variable(storage, layout, spec, node(), null);
  }

  /**
   * Says that this view is one of several that one function gave: with gradients, none of them can
   * be changed in place.
   */
  public void setOneOfSeveral() {
    if (view != null) {
      view = view.asOneOfSeveral();
    }
  }

  /** Gives this view of what goes through the gradient of a call its place on the tape. */
  void setOfCall(GradNode passed) {
    view = Objects.requireNonNull(view).asOfCall();
    node = passed;
  }

  /** Returns the variable whose tape goes on when this one is changed in place: a view's base. */
  public Variable base() {
    Variable base = this;
    while (base.view != null && base.view.isDifferentiable()) {
      base = base.view.source();
    }
    return base;
  }

  /** Returns the steps from the base to this view. */
  List<ViewOp> path() {
    List<ViewOp> path = new ArrayList<>();
    Variable at = this;
    while (at.view != null && at.view.isDifferentiable()) {
      path.add(0, at.view.op());
      at = at.view.source();
    }
    return path;
  }

  /** Returns whether gradients flow to or through this variable. */
  public boolean requiresGrad() {
    boolean isConstant = view != null && view.kind() == ViewOf.Kind.UNRECORDED;
    return isConstant ? node != null : node() != null;
  }

  /** Returns whether this is not the result of a recorded op. */
  public boolean isLeaf() {
    return !requiresGrad() || node instanceof LeafNode;
  }

  /**
   * Returns the name of the recorded op that this is the result of, or an empty text for a leaf.
   */
  public String producer() {
    return node instanceof OpNode opNode ? opNode.op().name() : "";
  }

  /**
   * Returns the place on the tape, or null if no gradient is required.
   *
   * @throws AutogradException if this is a view that has lost its place by a change in place
   */
  public @Nullable GradNode node() {
    if (view != null && nodeVersion != storage.version() && view.isDifferentiable()) {
      followBase(view);
    }
    return node;
  }

  /** Goes on from the place that the base has now, since the memory was changed in place. */
  private void followBase(ViewOf own) {
    boolean isOwnLeaf = node instanceof LeafNode;
    if (isOwnLeaf || (node == null && base().node == null)) {
      return;
    }
    own.requireTracked("a " + spec + " view, or its base, was changed in place");
    GradNode before = own.source().node();
    if (before == null) {
      node = null;
    } else {
      setNode(new OpNode(own.op(), new Value[] {own.source()}, spec, null));
    }
    nodeVersion = storage.version();
  }

  /** Continues the tape of this variable, after a change in place; the gradient kept is the new. */
  void setNode(OpNode changed) {
    if (node instanceof OpNode before && before.retained() == this) {
      before.retainGrad(null);
      changed.retainGrad(this);
    }
    node = changed;
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
      node = required ? leafNode() : null;
    }
  }

  private LeafNode leafNode() {
    if (leaf == null) {
      leaf = new LeafNode(this);
    }
    return leaf;
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
      recorder.gradSet(this, grad);
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

  /**
   * Adds what backward calls with the gradient of this variable once it is whole.
   *
   * @throws AutogradException if no gradient is required
   */
  public RemovableHandle registerHook(GradientHook hook) {
    return nodeForHook("registerHook").addHook(hook);
  }

  /**
   * Adds what backward calls when it has added to the gradient of this leaf.
   *
   * @throws AutogradException if no gradient is required, or this is no leaf
   */
  public RemovableHandle registerPostAccumulateGradHook(Consumer<Variable> hook) {
    String function = "registerPostAccumulateGradHook";
    if (nodeForHook(function) instanceof LeafNode own) {
      return own.addAccumulationHook(hook);
    }
    throw new AutogradException(
        function + " on the result of " + node,
        "a leaf: results of ops collect no gradients",
        "use registerHook, which is called with the gradient of any tensor");
  }

  /** Returns what backward calls for this variable, if it is a leaf. */
  public List<Object> leafHooks() {
    return leaf == null || !leaf.hasHooks() ? List.of() : leaf.allHooks().toList();
  }

  private GradNode nodeForHook(String function) {
    GradNode hooked = requiresGrad() ? node() : null;
    if (hooked == null) {
      throw new AutogradException(
          function + " on a " + spec + " tensor that does not require a gradient",
          "one that does, since no gradient comes to others",
          "call setRequiresGrad(true) on the inputs before the forward call");
    }
    return hooked;
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
   * Puts the values of a leaf elsewhere, as moving a module to another device or dtype does;
   * handles of this variable stay valid, and what owned the values goes on owning them.
   *
   * @param moved storage of as many elements, of another dtype if that is to change
   */
  public void replaceStorage(Storage moved) {
    if (!isLeaf()) {
      throw new AutogradException(
          "the storage of the result of " + node + " cannot be replaced", "a leaf");
    }
    moved.moveTo(storage.owner());
    this.storage = moved;
    this.spec = new TensorSpec(spec.shape(), moved.dtype());
    this.layout = Layout.packed(spec.shape());
    this.view = null;
  }
}
