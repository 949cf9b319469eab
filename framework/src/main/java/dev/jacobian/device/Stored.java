package dev.jacobian.device;

/** Something whose values lie in a {@link Storage}. */
public interface Stored {
  /** Returns the storage that holds the values. */
  Storage storage();
}
