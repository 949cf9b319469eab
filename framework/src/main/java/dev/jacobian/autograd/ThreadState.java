package dev.jacobian.autograd;

import dev.jacobian.op.OpBuilder;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What autograd keeps per thread; changed only through guards that restore it. */
final class ThreadState {
  private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

  boolean gradEnabled = true;
  boolean detectAnomaly;

  /** The elements from which on composed functions are computed as fused kernels. */
  long fuseFrom = 4_096;

  /**
   * The backward pass that runs, if one does: its ops are checked as gradients of the forward ops,
   * by name of those.
   */
  @Nullable BackwardPass pass;

  final OpBuilder eager = new EagerTape(this);
  OpBuilder builder = eager;

  /** What sees everything that this thread computes, if a function is being captured. */
  @Nullable Recorder recorder;

  /** What is told of everything that this thread computes, if there is anything. */
  @Nullable Observer observer;

  final ArrayDeque<Object> layers = new ArrayDeque<>();

  static ThreadState current() {
    return CURRENT.get();
  }

  /** Returns the path of the innermost layer that is running, or an empty text. */
  String layerPath() {
    Object layer = layers.peek();
    return layer == null ? "" : layer.toString();
  }

  /**
   * Returns what names the part of the program that runs: the backward pass, or the innermost
   * layer; null if neither does.
   */
  @Nullable Object part() {
    return pass != null ? pass : layers.peek();
  }
}
