package dev.jacobian.trainers.strategy;

import dev.jacobian.data.Batch;
import java.util.Optional;
import java.util.function.Function;

/**
 * Gradients by ops on the calling thread.
 *
 * @param gradient computes them; by itself, as the places that a compiled step watches
 */
record OpsSource(Function<Batch, BatchGradient> gradient) implements GradientSource {
  @Override
  public BatchGradient compute(Batch batch) {
    return gradient.apply(batch);
  }

  @Override
  public Optional<Function<Batch, BatchGradient>> ops() {
    return Optional.of(gradient);
  }

  @Override
  public Execution execution() {
    return Execution.eager("gradients are computed op by op");
  }

  @Override
  public void close() {}
}
