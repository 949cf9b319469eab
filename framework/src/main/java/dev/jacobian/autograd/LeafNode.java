package dev.jacobian.autograd;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The end of the tape at a variable that the user asked the gradient of. */
final class LeafNode extends GradNode {
  private final Variable variable;
  private final Hooks<GradientHook> hooks = new Hooks<>();
  private final Hooks<Consumer<Variable>> accumulationHooks = new Hooks<>();

  LeafNode(Variable variable) {
    this.variable = variable;
  }

  Variable variable() {
    return variable;
  }

  @Override
  List<GradientHook> hooks() {
    // Hooks of what a captured function computes are captured with it; a leaf is from outside.
    Recording.assume(hooks, accumulationHooks);
    return hooks.now();
  }

  @Override
  RemovableHandle addHook(GradientHook hook) {
    return hooks.add(hook);
  }

  /** Returns what is called with the variable when its gradient has been added to. */
  List<Consumer<Variable>> accumulationHooks() {
    return accumulationHooks.now();
  }

  boolean hasHooks() {
    return !hooks.now().isEmpty() || !accumulationHooks.now().isEmpty();
  }

  Stream<Object> allHooks() {
    return Stream.concat(hooks.now().stream(), accumulationHooks.now().stream());
  }

  RemovableHandle addAccumulationHook(Consumer<Variable> hook) {
    return accumulationHooks.add(hook);
  }

  @Override
  public List<@Nullable GradNode> inputs() {
    return List.of();
  }

  @Override
  public String label() {
    return "leaf " + variable.spec();
  }
}
