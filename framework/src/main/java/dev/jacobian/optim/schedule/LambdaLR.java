package dev.jacobian.optim.schedule;

import java.util.function.LongToDoubleFunction;

/**
 * Multiplies the base by a function of the position: {@code base * factor(position)}. PyTorch
 * equivalent: {@code torch.optim.lr_scheduler.LambdaLR}.
 *
 * <pre>{@code
 * new LRScheduler(optimizer, new LambdaLR(epoch -> Math.pow(0.95, epoch)));
 * }</pre>
 *
 * @param factor gives the same number each time it is asked about a position, 0 or more
 */
public record LambdaLR(LongToDoubleFunction factor) implements Schedule {
  @Override
  public double rate(double base, long position) {
    return base * factor.applyAsDouble(position);
  }
}
