package dev.jacobian.autograd;

/**
 * Takes away what was added when it is closed; a second close does nothing. PyTorch equivalent:
 * {@code torch.utils.hooks.RemovableHandle}.
 */
@FunctionalInterface
public interface RemovableHandle extends AutoCloseable {
  @Override
  void close();
}
