package dev.jacobian.autograd;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.op.Cast;
import dev.jacobian.op.Full;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Value;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One backward pass. Unless its gradients shall be differentiated in turn, it records nothing, and
 * what it computes on the way belongs to a memory scope of its own that ends with it.
 */
final class BackwardPass implements AutoCloseable {
  private final ThreadState state = ThreadState.current();
  private final @Nullable BackwardPass outer = state.pass;
  private final IdentityHashMap<Object, List<@Nullable Variable>> together =
      new IdentityHashMap<>(0);
  private final OpBuilder builder = state.builder;
  private final ReverseWalk walk;
  private final @Nullable MemoryScope enclosing;
  private final @Nullable MemoryScope own;
  private final Autograd.Guard mode;
  private final Autograd.Guard stage = Observation.stage(ObservedStage.BACKWARD, "backward");

  BackwardPass(boolean retainGraph, boolean createGraph) {
    this.walk =
        new ReverseWalk(builder, retainGraph || createGraph, state.detectAnomaly, this::callHooks);
    this.enclosing = MemoryScope.current();
    this.own = createGraph ? null : MemoryScope.open();
    this.mode = Autograd.gradEnabled(createGraph);
    state.pass = this;
  }

  /**
   * Adds the gradients of the outputs to what leaves, and results that retain theirs, have
   * collected.
   */
  void accumulate(List<Variable> outputs, List<Variable> seeds) {
    walk.run(
        roots(outputs),
        seedValues(outputs, seeds),
        null,
        (node, gradient) -> {
          Variable target =
              node instanceof LeafNode leaf ? leaf.variable() : ((OpNode) node).retained();
          if (target != null) {
            accumulate(target, gradient);
          }
          if (node instanceof LeafNode leaf) {
            for (Consumer<Variable> hook : leaf.accumulationHooks()) {
              outside(
                  () -> {
                    hook.accept(leaf.variable());
                    return leaf;
                  });
            }
          }
        });
  }

  /** Returns what the hooks of a node make of its gradient. */
  private Value callHooks(GradNode node, Value gradient) {
    Value current = gradient;
    for (GradientHook hook : node.hooks()) {
      Variable given = kept((Variable) current);
      Variable made = outside(() -> hook.apply(given));
      if (made != null) {
        requireGradient("a hook of " + node, made, given.spec(), given.device());
        current = made;
      }
    }
    return current;
  }

  /**
   * Checks a gradient that a user's function gives.
   *
   * @param giver who gave it, as the start of a sentence
   * @param spec of the value that it is the gradient of, which lies on {@code device}
   */
  static void requireGradient(String giver, Variable gradient, TensorSpec spec, Device device) {
    if (!gradient.spec().equals(spec) || !gradient.device().equals(device)) {
      throw new AutogradException(
          giver
              + " gave a "
              + gradient.spec()
              + " tensor on "
              + gradient.device()
              + " for a gradient that is "
              + spec
              + " on "
              + device,
          "a gradient of the same shape, dtype and device",
          "compute it from the one that was given, or return null to leave that");
    }
  }

  /**
   * Does something of the user's as if it was not part of this pass: what it makes may be kept, and
   * anomaly mode names its ops.
   */
  <T extends @Nullable Object> T outside(Supplier<T> action) {
    state.pass = outer;
    try {
      return own == null ? action.get() : own.outside(action);
    } finally {
      state.pass = this;
    }
  }

  /** Returns what is being computed, for messages. */
  @Override
  public String toString() {
    return walk.toString();
  }

  /** Returns gradients that belong together, as far as this pass has brought them. */
  List<@Nullable Variable> together(Object owner, int count) {
    return together.computeIfAbsent(
        owner, ignored -> new ArrayList<>(Collections.nCopies(count, null)));
  }

  private void accumulate(Variable target, Value gradient) {
    Variable collected = target.grad();
    Variable total =
        collected == null ? unshared(gradient) : (Variable) builder.add(collected, gradient);
    target.collectGrad(total, enclosing);
  }

  /**
   * Returns the gradients of the outputs with respect to the inputs; null where there is no path
   * between them.
   */
  List<@Nullable Variable> gradients(
      List<Variable> outputs, List<Variable> seeds, List<Variable> inputs) {
    Set<GradNode> wanted = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Variable input : inputs) {
      wanted.add(nodeOf(input));
    }
    IdentityHashMap<GradNode, Value> found = new IdentityHashMap<>();
    walk.run(
        roots(outputs),
        seedValues(outputs, seeds),
        wanted,
        (node, gradient) -> {
          if (wanted.contains(node)) {
            found.put(node, gradient);
          }
        });
    List<@Nullable Variable> gradients = new ArrayList<>();
    for (Variable input : inputs) {
      Value gradient = found.get(nodeOf(input));
      gradients.add(gradient == null ? null : kept(unshared(gradient)));
    }
    return gradients;
  }

  private static GradNode nodeOf(Variable input) {
    GradNode node = input.node();
    if (node == null) {
      throw new AutogradException(
          "a " + input.spec() + " tensor does not require a gradient",
          "inputs that require one",
          "call setRequiresGrad(true) on it before the forward call");
    }
    return node;
  }

  /**
   * Returns the gradient in storage that nobody else has. Several variables may have received the
   * same one (those of a sum do), or the caller's seed; the first that took it over from this
   * pass's scope keeps it, the others get copies.
   */
  private Variable unshared(Value gradient) {
    Variable variable = (Variable) gradient;
    boolean isWhole =
        variable.layout().isPacked() && variable.shape().size() == variable.storage().size();
    boolean free = isWhole && own != null && variable.storage().owner() == own;
    return free
        ? variable.withoutSource()
        : (Variable) builder.apply(new Cast(variable.dtype()), variable);
  }

  /** Returns a gradient that outlives this pass. */
  Variable kept(Variable gradient) {
    return own == null ? gradient : own.keep(gradient);
  }

  private static List<GradNode> roots(List<Variable> outputs) {
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
    return roots;
  }

  private List<Value> seedValues(List<Variable> outputs, List<Variable> seeds) {
    if (!seeds.isEmpty() && seeds.size() != outputs.size()) {
      throw new AutogradException(
          "backward: "
              + seeds.size()
              + " gradients to start from for "
              + outputs.size()
              + " results",
          "one for each, or none");
    }
    List<Value> values = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      values.add(seeds.isEmpty() ? one(outputs.get(i)) : checked(seeds.get(i), outputs.get(i)));
    }
    return values;
  }

  private Value one(Variable output) {
    if (output.shape().size() != 1) {
      throw new AutogradException(
          "backward on a " + output.spec() + " tensor without a gradient to start from",
          "one element",
          "reduce it first, for example sum() or mean(), or pass the gradient");
    }
    return builder.apply(new Full(output.spec(), 1, output.device()));
  }

  private static Value checked(Variable seed, Variable output) {
    if (!seed.spec().equals(output.spec())) {
      throw new ShapeException(
          "backward: the gradient to start from is " + seed.spec(),
          "that of the result, " + output.spec());
    }
    return seed;
  }

  @Override
  public void close() {
    state.pass = outer;
    mode.close();
    if (own != null) {
      own.close();
    }
    stage.close();
  }
}
