package dev.jacobian.device;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;

/**
 * A kernel's argument: the elements of a storage that lie at the places of a layout.
 *
 * @param storage holds every element that the layout names
 * @param layout where the elements lie
 */
public record Operand(Storage storage, Layout layout) {
  /** Makes an operand of a storage that holds a row-major array from its start. */
  public Operand(Storage storage, Shape shape) {
    this(storage, Layout.packed(shape));
  }

  /** Returns the sizes of the axes. */
  public Shape shape() {
    return layout.shape();
  }

  /** Returns the type of the elements. */
  public DType dtype() {
    return storage.dtype();
  }

  /** Returns shape and type. */
  public TensorSpec spec() {
    return new TensorSpec(layout.shape(), storage.dtype());
  }

  /** Returns the element at position 0, counted from the start of the storage. */
  public long offset() {
    return layout.offset();
  }

  /** Returns this storage's elements at other places. */
  public Operand at(Layout other) {
    return new Operand(storage, other);
  }

  /** Returns this row-major array under another shape of the same size. */
  public Operand as(Shape shape) {
    if (!layout.isContiguous()) {
      throw new IllegalStateException(layout + " is not row-major");
    }
    return new Operand(storage, Layout.of(shape, layout.offset(), shape.strides()));
  }

  /** Returns whether every kernel of the backend takes this operand as it lies. */
  public boolean isPacked() {
    return layout.isContiguous() && (layout.offset() == 0 || storage.backend().takesOffsets());
  }

  /** Returns this operand for kernels that run while it is held: see {@link Storage#borrowed}. */
  public Operand borrowed() {
    return new Operand(storage.borrowed(), layout);
  }

  /** Returns this operand with each axis along which one element repeats of size 1. */
  public Operand unrepeated() {
    Layout once = layout.unrepeated();
    return once.equals(layout) ? this : new Operand(storage, once);
  }

  /**
   * Copies the elements in row-major order into a Java array of their type.
   *
   * @param at index of the first element that is written
   */
  public void download(Object array, int at) {
    storage.backend().download(packed(), array, at);
  }

  /** Returns these elements as kernels take them that know no strides: itself, or a copy. */
  public Operand packed() {
    return isPacked() ? this : copied();
  }

  /** Returns a packed copy of these elements. */
  public Operand copied() {
    Operand copy = new Operand(storage.backend().memory().allocate(spec()), shape());
    storage.backend().copy(this, copy);
    return copy;
  }
}
