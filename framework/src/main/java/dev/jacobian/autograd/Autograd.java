package dev.jacobian.autograd;

import dev.jacobian.device.CallSite;
import dev.jacobian.op.OpBuilder;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Autograd's modes and its backward pass. Modes belong to the thread and end with the guard that
 * set them:
 *
 * <pre>{@code
 * try (Autograd.Guard guard = Autograd.noGrad()) {
 *   Tensor prediction = model.forward(x);
 * }
 * }</pre>
 */
public final class Autograd {
  private Autograd() {}

  /** Restores the mode that was set before it; a second close does nothing. */
  public static final class Guard implements AutoCloseable {
    private @Nullable Runnable restore;

    Guard(@Nullable Runnable restore) {
      this.restore = restore;
    }

    @Override
    public void close() {
      Runnable once = restore;
      restore = null;
      if (once != null) {
        once.run();
      }
    }
  }

  /**
   * Stops recording on this thread until the guard is closed. PyTorch equivalent: {@code
   * torch.no_grad()}.
   */
  public static Guard noGrad() {
    return gradEnabled(false);
  }

  /** Records again inside {@link #noGrad}. PyTorch equivalent: {@code torch.enable_grad()}. */
  public static Guard enableGrad() {
    return gradEnabled(true);
  }

  static Guard gradEnabled(boolean enabled) {
    ThreadState state = ThreadState.current();
    boolean before = state.gradEnabled;
    state.gradEnabled = enabled;
    return new Guard(() -> state.gradEnabled = before);
  }

  /** Returns whether ops are recorded on this thread. */
  public static boolean isGradEnabled() {
    return ThreadState.current().gradEnabled;
  }

  /**
   * Checks every result and gradient for NaN and infinity: the first one is an error that names the
   * op, the layer and the place of the forward call. An infinity that came from one, such as a mask
   * of -infinity before a softmax, passes. Slow, for debugging. PyTorch equivalent: {@code
   * torch.autograd.detect_anomaly}.
   */
  public static Guard detectAnomaly() {
    ThreadState state = ThreadState.current();
    boolean before = state.detectAnomaly;
    state.detectAnomaly = true;
    return new Guard(() -> state.detectAnomaly = before);
  }

  /**
   * Names the layer that runs on this thread until the guard is closed, for errors, anomaly mode
   * and profiles.
   *
   * @param layer whose {@code toString} is its path; asked only when it is needed
   */
  public static Guard inLayer(Object layer) {
    ThreadState state = ThreadState.current();
    boolean isNamed = state.layers.peek() == layer;
    state.layers.push(layer);
    @Nullable Observer observer = state.observer;
    if (observer == null || isNamed) {
      return new Guard(state.layers::pop);
    }
    observer.entered(ObservedStage.LAYER, layer);
    return new Guard(
        () -> {
          state.layers.pop();
          observer.left();
        });
  }

  /** Returns the layer that runs on this thread, and the place in the user's program. */
  public static ForwardCall here() {
    return new ForwardCall(ThreadState.current().layerPath(), CallSite.find());
  }

  /**
   * Returns the part of the program that runs on this thread: the layer, or the op whose gradient
   * is computed; empty if there is none.
   */
  public static String part() {
    @Nullable Object part = ThreadState.current().part();
    return part == null ? "" : part.toString();
  }

  /** Returns what this thread's ops go through. */
  public static OpBuilder builder() {
    return ThreadState.current().builder;
  }

  /**
   * Sets the size from which on functions that are composed of ops, such as softmax, are computed
   * as fused kernels on this thread, until the guard is closed. It is 4,096: below it a pass over
   * memory costs less than a call, and a program that is over soon compiles nothing. Fused kernels
   * and single ops differ by rounding.
   *
   * @param elements of the largest operand; 0 for always, {@code Long.MAX_VALUE} for never
   */
  public static Guard fuseFrom(long elements) {
    ThreadState state = ThreadState.current();
    long before = state.fuseFrom;
    state.fuseFrom = elements;
    return new Guard(() -> state.fuseFrom = before);
  }

  /** Returns what an action gives whose ops go through a builder. */
  public static <T> T through(OpBuilder builder, Supplier<T> action) {
    ThreadState state = ThreadState.current();
    OpBuilder before = state.builder;
    state.builder = builder;
    try {
      return action.get();
    } finally {
      state.builder = before;
    }
  }

  /**
   * Computes the gradients of {@code root} with respect to every leaf it was made from that
   * requires one, and adds them to what the leaves have collected. Saved values are freed unless
   * the graph is retained.
   *
   * @param seed gradient of the final result with respect to {@code root}, of its shape; null for
   *     1, if root has one element
   * @param retainGraph whether backward may run again on this graph
   * @param createGraph whether the gradients can be differentiated in turn
   */
  public static void backward(
      Variable root, @Nullable Variable seed, boolean retainGraph, boolean createGraph) {
    List<Variable> seeds = seed == null ? List.of() : List.of(seed);
    try (BackwardPass pass = new BackwardPass(retainGraph, createGraph)) {
      pass.accumulate(List.of(root), seeds);
    }
  }

  /**
   * Returns the gradients of the sum of {@code outputs}, each weighted by its seed, with respect to
   * {@code inputs}; nothing is accumulated. PyTorch equivalent: {@code torch.autograd.grad}.
   *
   * @param seeds one per output, or empty for 1 if every output has one element
   * @return one per input; null where the outputs do not depend on it
   */
  public static List<@Nullable Variable> grad(
      List<Variable> outputs,
      List<Variable> inputs,
      List<Variable> seeds,
      boolean retainGraph,
      boolean createGraph) {
    try (BackwardPass pass = new BackwardPass(retainGraph, createGraph)) {
      return pass.gradients(outputs, seeds, inputs);
    }
  }
}
