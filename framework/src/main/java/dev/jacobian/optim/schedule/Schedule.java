package dev.jacobian.optim.schedule;

import java.util.OptionalDouble;

/**
 * A learning rate, and perhaps a momentum, as a function of the position in training: how many
 * steps or epochs are over, whichever the caller counts. The same arguments always give the same
 * rate, so a run is resumed by its position and no history is replayed. A lambda is a schedule too,
 * like PyTorch's {@code LambdaLR}. PyTorch equivalent: the closed form of a {@code
 * torch.optim.lr_scheduler.LRScheduler}.
 */
@FunctionalInterface
public interface Schedule {
  /**
   * Returns the learning rate at a position.
   *
   * @param base the learning rate that the optimizer was made with
   * @param position from 0
   */
  double rate(double base, long position);

  /**
   * Returns the momentum at a position, or the decay of the mean gradient, {@code beta1}; empty
   * where it stays as it is, as it does by itself.
   *
   * @param position from 0
   */
  default OptionalDouble momentum(long position) {
    return OptionalDouble.empty();
  }
}
