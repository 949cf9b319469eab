package dev.jacobian.optim;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Observation;
import dev.jacobian.autograd.ObservedStage;
import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.Unwatched;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Changes parameters by their gradients. The parameters are found once, when the optimizer is made;
 * those without a gradient are left alone. PyTorch equivalent: {@code torch.optim.Optimizer}.
 */
public abstract class Optimizer {
  private final List<BoundGroup<?>> bound = new ArrayList<>();
  @Unwatched private int loads;

  /**
   * Makes an optimizer.
   *
   * @param groups at least one, with each parameter once
   * @param rule how one parameter is changed
   * @throws OptionException if there are no parameters, or one is there twice
   */
  protected <O extends OptimizerOptions<O>> Optimizer(
      List<ParameterGroup<O>> groups, UpdateRule<O> rule) {
    for (ParameterGroup<O> group : groups) {
      add(new BoundGroup<>(group, rule, getClass().getSimpleName()));
    }
    if (bound.stream().allMatch(group -> group.parameters().isEmpty())) {
      throw new OptionException(
          "the optimizer got no parameters",
          "at least one",
          "pass module.parameters(); a module finds the layers that were added with register(name, layer)");
    }
  }

  /**
   * Adds a group of parameters, such as those of layers that are no longer frozen; their first
   * update is number 1. PyTorch equivalent: {@code add_param_group}.
   *
   * @param group with options of this kind of optimizer
   * @throws OptionException if they are those of another kind, or a parameter is here already
   */
  public final void addGroup(ParameterGroup<?> group) {
    add(bound.get(0).another(group));
  }

  private void add(BoundGroup<?> added) {
    Set<Parameter> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    bound.forEach(group -> seen.addAll(group.parameters()));
    for (Parameter parameter : added.parameters()) {
      if (!seen.add(parameter)) {
        throw new OptionException(
            "the optimizer got " + parameter + " twice", "each parameter in one group, once");
      }
    }
    bound.add(added);
  }

  /** Changes every parameter that has a gradient. */
  public final void step() {
    // A loaded state lies in other tensors than those that a compiled step knows.
    int before = loads;
    Recording.assume(() -> loads == before);
    int groups = bound.size();
    Recording.assume(() -> bound.size() == groups);
    try (Autograd.Guard mode = Autograd.noGrad();
        Autograd.Guard stage = Observation.stage(ObservedStage.UPDATE, getClass().getSimpleName());
        MemoryScope scope = MemoryScope.open()) {
      bound.forEach(BoundGroup::step);
    }
  }

  /** Sets the gradients to null. Call it before each backward; gradients add up otherwise. */
  public final void zeroGrad() {
    for (BoundGroup<?> group : bound) {
      group.parameters().forEach(parameter -> parameter.tensor().setGrad(null));
    }
  }

  /** Returns the parameter groups with their options as they are now. */
  public final List<ParameterGroup<?>> groups() {
    List<ParameterGroup<?>> groups = new ArrayList<>();
    bound.forEach(group -> groups.add(group.group()));
    return Collections.unmodifiableList(groups);
  }

  /** Returns the learning rate of the first group. */
  public final double learningRate() {
    return bound.get(0).group().learningRate();
  }

  /** Changes the learning rate of all groups from the next step on. */
  public final void setLearningRate(double learningRate) {
    bound.forEach(group -> group.group().setLearningRate(learningRate));
  }

  /**
   * Returns what has to be saved to go on with the same numbers: for parameter i (counted over all
   * groups) its number of updates {@code state.i.step}, int64 {@code []}, and its tensors under
   * PyTorch's names, such as {@code state.0.exp_avg}; and for group j its learning rate {@code
   * param_groups.j.lr}, float64 {@code []}. Tensors share their storage with the optimizer.
   */
  public final Map<String, Tensor> stateDict() {
    return OptimizerState.save(bound);
  }

  /**
   * Goes on from a saved state; the other options are those this optimizer was made with.
   *
   * @throws dev.jacobian.shape.StateException that lists everything that does not fit; nothing has
   *     changed then
   */
  public final void loadStateDict(Map<String, Tensor> state) {
    loads++;
    OptimizerState.load(bound, state);
  }
}
