package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Unwatched;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.Fix;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A tensor that training changes. It is a leaf that requires a gradient, and stays the same object
 * when its module moves to another device, so an optimizer may hold it from the start. PyTorch
 * equivalent: {@code torch.nn.Parameter}.
 */
@Unwatched // What it holds is read anew at every run.
public final class Parameter {
  private final Tensor tensor;
  private @Nullable Module owner;
  private String localName = "";
  private boolean isShared;
  private @Nullable Parametrization computing;
  private @Nullable Tensor standIn;

  private Parameter(Tensor tensor) {
    this.tensor = tensor;
  }

  /**
   * Makes a parameter that holds the values of {@code tensor}; the storage is shared and lives as
   * long as the parameter, whatever memory scope is open.
   *
   * @throws DTypeException if the elements are not floating point
   */
  public static Parameter of(Tensor tensor) {
    if (!tensor.dtype().isFloating()) {
      throw new DTypeException(
          "a parameter of " + tensor.variable().spec(),
          "a floating-point tensor",
          Fix.inCode(
              DTypeHints.toFloating(tensor.dtype()).inCode() + ", or register it as a buffer"));
    }
    tensor.storage().moveTo(null);
    return new Parameter(tensor.detach().setRequiresGrad(true));
  }

  /**
   * Returns the values; the same handle at every call, but for a parameter that {@link
   * Parametrizations} have computed from others, anew at each call, and in {@link
   * Module#functionalCall}.
   */
  public Tensor tensor() {
    if (standIn != null) {
      return standIn;
    }
    return computing == null ? tensor : computing.value();
  }

  /** Has another tensor in the place of the values, or none; returns the one before. */
  @Nullable Tensor standIn(@Nullable Tensor other) {
    Tensor before = standIn;
    standIn = other;
    return before;
  }

  /** Returns the gradient that backward has accumulated, or null. */
  public @Nullable Tensor grad() {
    return computing == null ? tensor.grad() : null;
  }

  /** Returns whether training changes this parameter: whether it requires a gradient. */
  public boolean isTrainable() {
    return computing == null && tensor.requiresGrad();
  }

  /**
   * Returns the name in the outermost module, such as {@code encoder.0.weight}; empty outside
   * modules.
   */
  public String name() {
    return owner == null ? "" : owner.nameInside(localName);
  }

  /** Gives this parameter its place; the first one stays. */
  void attach(Module module, String name) {
    if (owner == null) {
      owner = module;
      localName = name;
    } else if (owner != module || !localName.equals(name)) {
      isShared = true;
    }
  }

  /** Forgets all places but the first, and that too if its module is not known. */
  void forgetPlaces() {
    isShared = false;
    localName = owner == null ? "" : localName;
  }

  /**
   * Returns whether the values are computed from other parameters: see {@link Parametrizations}.
   */
  public boolean isComputed() {
    return computing != null;
  }

  /** Returns whether it has more than one place. */
  boolean isShared() {
    return isShared;
  }

  /** Has the values computed by a module from now on. */
  void computeBy(Parametrization module) {
    computing = module;
  }

  /** Keeps the values that are computed now. */
  Parameter endComputing() {
    try (Autograd.Guard mode = Autograd.noGrad();
        MemoryScope scope = MemoryScope.open()) {
      Tensor values = tensor();
      computing = null;
      ModuleState.replace(tensor, before -> values.copy());
    }
    return this;
  }

  /** Returns, for example, {@code fc1.weight float32[1, 10]}. */
  @Override
  public String toString() {
    String name = name();
    return (name.isEmpty() ? "parameter" : name) + " " + tensor.variable().spec();
  }
}
