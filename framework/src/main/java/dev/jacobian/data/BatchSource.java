package dev.jacobian.data;

/** Where an iterator's batches come from. */
interface BatchSource {
  /** Returns the batch with this number; the caller asks for one after another. */
  Batch take(long number);

  /**
   * Lets go of what is not needed once no more batches are wanted. May be called twice, and by any
   * thread.
   */
  void close();
}
