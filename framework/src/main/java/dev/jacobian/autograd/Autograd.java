package dev.jacobian.autograd;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.op.Full;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Value;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.ShapeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Autograd's modes and its backward pass. Modes belong to the thread and end with the guard that set them:
 *
 * <pre>{@code
 * try (Autograd.Guard guard = Autograd.noGrad()) {
 *   Tensor prediction = model.forward(x);
 * }
 * }</pre>
 */
public final class Autograd {
  private Autograd() {}

  /** Restores the mode that was set before it. */
  public static final class Guard implements AutoCloseable {
    private final Runnable restore;

    private Guard(Runnable restore) {
      this.restore = restore;
    }

    @Override
    public void close() {
      restore.run();
    }
  }

  /** Stops recording on this thread until the guard is closed. PyTorch equivalent: {@code torch.no_grad()}. */
  public static Guard noGrad() {
    return gradEnabled(false);
  }

  /** Records again inside {@link #noGrad}. PyTorch equivalent: {@code torch.enable_grad()}. */
  public static Guard enableGrad() {
    return gradEnabled(true);
  }

  private static Guard gradEnabled(boolean enabled) {
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
   * Checks every result and gradient for NaN and infinity: the first one is an error that names the op, the layer and
   * the place of the forward call. Slow, for debugging. PyTorch equivalent: {@code torch.autograd.detect_anomaly}.
   */
  public static Guard detectAnomaly() {
    ThreadState state = ThreadState.current();
    boolean before = state.detectAnomaly;
    state.detectAnomaly = true;
    return new Guard(() -> state.detectAnomaly = before);
  }

  /**
   * Names the layer that runs on this thread until the guard is closed, for errors and anomaly mode.
   *
   * @param layer whose {@code toString} is its path; asked only when it is needed
   */
  public static Guard inLayer(Object layer) {
    ThreadState state = ThreadState.current();
    state.layers.push(layer);
    return new Guard(state.layers::pop);
  }

  /** Returns what this thread's ops go through. */
  public static OpBuilder builder() {
    return ThreadState.current().builder;
  }

  /**
   * Computes the gradients of {@code root} with respect to every leaf it was made from that requires one, and adds them
   * to what the leaves have collected. Saved values are freed unless the graph is retained.
   *
   * @param seed gradient of the final result with respect to {@code root}, of its shape; null for 1, if root has one
   *     element
   * @param retainGraph whether backward may run again on this graph
   * @param createGraph whether the gradients can be differentiated in turn
   */
  public static void backward(
      Variable root, @Nullable Variable seed, boolean retainGraph, boolean createGraph) {
    walk(
        List.of(root),
        seed == null ? List.of() : List.of(seed),
        retainGraph || createGraph,
        createGraph,
        (builder, scope) ->
            (node, gradient) -> {
              Variable target =
                  node instanceof LeafNode leaf ? leaf.variable() : ((OpNode) node).retained();
              if (target != null) {
                ReverseWalk.accumulate(target, gradient, builder, scope);
              }
            },
        scope -> {});
  }

  /**
   * Returns the gradients of the sum of {@code outputs}, each weighted by its seed, with respect to {@code inputs};
   * nothing is accumulated. PyTorch equivalent: {@code torch.autograd.grad}.
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
    Set<GradNode> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Variable input : inputs) {
      GradNode node = input.node();
      if (node == null) {
        throw new AutogradException(
            "a " + input.spec() + " tensor does not require a gradient",
            "inputs that require one",
            "call setRequiresGrad(true) on it before the forward call");
      }
      wanted.add(node);
    }
    IdentityHashMap<GradNode, Variable> found = new IdentityHashMap<>();
    List<@Nullable Variable> result = new ArrayList<>();
    walk(
        outputs,
        seeds,
        retainGraph || createGraph,
        createGraph,
        (builder, scope) ->
            (node, gradient) -> {
              if (wanted.contains(node)) {
                found.put(node, (Variable) gradient);
              }
            },
        scope -> {
          for (Variable input : inputs) {
            Variable gradient = found.get(input.node());
            if (gradient != null && scope != null) {
              scope.keep(gradient);
            }
            result.add(gradient);
          }
        });
    return result;
  }

  /** Makes the receiver of a walk's gradients. */
  private interface ReceiverFactory {
    ReverseWalk.Receiver make(OpBuilder builder, @Nullable MemoryScope scope);
  }

  private static void walk(
      List<Variable> outputs,
      List<Variable> seeds,
      boolean retainGraph,
      boolean createGraph,
      ReceiverFactory receivers,
      Consumer<@Nullable MemoryScope> finish) {
    ThreadState state = ThreadState.current();
    List<GradNode> roots = new ArrayList<>();
    for (Variable output : outputs) {
      GradNode node = output.node();
      if (node == null) {
        throw new AutogradException(
            "backward on a " + output.spec() + " tensor that does not require a gradient",
            "a result of tensors that require one, outside noGrad",
            "call setRequiresGrad(true) on the inputs before the forward call");
      }
      roots.add(node);
    }
    try (Guard mode = gradEnabled(createGraph);
        Releasing releasing = new Releasing(createGraph ? null : MemoryScope.open())) {
      ReverseWalk walk = new ReverseWalk(state.builder, retainGraph, state.detectAnomaly);
      walk.run(roots, seedsOf(outputs, seeds, state.builder), receivers.make(state.builder, releasing.scope));
      finish.accept(releasing.scope);
    }
  }

  /** Closes a scope that may be absent. */
  private record Releasing(@Nullable MemoryScope scope) implements AutoCloseable {
    @Override
    public void close() {
      if (scope != null) {
        scope.close();
      }
    }
  }

  private static List<Value> seedsOf(List<Variable> outputs, List<Variable> seeds, OpBuilder builder) {
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      Variable output = outputs.get(i);
      if (seeds.isEmpty()) {
        if (output.shape().size() != 1) {
          throw new AutogradException(
              "backward on a " + output.spec() + " tensor without a gradient to start from",
              "one element",
              "reduce it first, for example sum() or mean(), or pass the gradient");
        }
        values.add(builder.apply(new Full(output.spec(), 1, output.device())));
      } else {
        if (!seeds.get(i).spec().equals(output.spec())) {
          throw new ShapeException(
              "backward: the gradient to start from is " + seeds.get(i).spec(), "that of the result, " + output.spec());
        }
        values.add(seeds.get(i));
      }
    }
    return values;
  }
}
