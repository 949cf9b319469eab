package dev.jacobian.trainers.strategy;

import dev.jacobian.data.Batch;
import java.util.Optional;
import java.util.function.Function;

/** Computes the gradients of one run, step by step, until it is closed. */
public interface GradientSource extends AutoCloseable {
  /**
   * Returns a source that computes by ops on the thread that calls it and reads no values into
   * Java.
   *
   * @param ops what {@link #compute} does, with a batch on the model's device
   */
  static GradientSource ofOps(Function<Batch, BatchGradient> ops) {
    return new OpsSource(ops);
  }

  /**
   * Computes the gradient of a batch's mean loss with the weights as they are. The gradients that
   * the parameters hold are null before and after.
   *
   * @param batch at least one row, on any device
   * @return values that belong to the caller's memory scope
   */
  BatchGradient compute(Batch batch);

  /**
   * Returns what {@link #compute} does as ops, so that a compiled step can contain it, fused with
   * the update; empty if gradients are computed elsewhere, or by captures of their own.
   */
  Optional<Function<Batch, BatchGradient>> ops();

  /** Returns how gradients were computed, if not by ops. */
  Execution execution();

  /** Ends threads and whatever else was opened for the run. */
  @Override
  void close();
}
