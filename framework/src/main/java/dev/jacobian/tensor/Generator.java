package dev.jacobian.tensor;

import dev.jacobian.autograd.Unwatched;
import dev.jacobian.device.random.RandomState;

/**
 * A source of pseudo-random numbers. It is counter-based: its whole state is {@link RandomState},
 * and taking n numbers moves the position by n. Not safe for use by several threads; give each its
 * own stream. PyTorch equivalent: {@code torch.Generator}.
 */
@Unwatched // What it holds is read anew at every run.
public final class Generator {
  private static final ThreadLocal<Generator> DEFAULT =
      ThreadLocal.withInitial(() -> new Generator(0));

  private RandomState state;

  /** Makes a generator at the start of the sequence of {@code seed}. */
  public Generator(long seed) {
    this(new RandomState(seed, 0, 0));
  }

  /** Makes a generator that goes on from a state, for example a checkpoint's. */
  public Generator(RandomState state) {
    this.state = state;
  }

  /**
   * Returns this thread's default generator, which is used where none is given. It starts at seed 0
   * on every thread, so programs are reproducible unless they ask otherwise.
   */
  public static Generator threadDefault() {
    return DEFAULT.get();
  }

  /** Restarts this thread's default generator. PyTorch equivalent: {@code torch.manual_seed}. */
  public static void manualSeed(long seed) {
    threadDefault().setState(new RandomState(seed, 0, 0));
  }

  /** Returns the state before the next number. */
  public RandomState state() {
    return state;
  }

  /** Goes on from another state. */
  public void setState(RandomState state) {
    this.state = state;
  }

  /** Returns the state for the next {@code elements} numbers and moves past them. */
  public RandomState take(long elements) {
    RandomState taken = state;
    state = state.advance(elements);
    return taken;
  }
}
