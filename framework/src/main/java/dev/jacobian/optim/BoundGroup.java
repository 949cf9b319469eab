package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A group of parameters with the rule that changes them and the state of each. */
final class BoundGroup<O extends OptimizerOptions<O>> {
  private final ParameterGroup<O> group;
  private final UpdateRule<O> rule;
  private final List<ParameterState> states = new ArrayList<>();

  /** Those at first: what a rule's suppliers know is the same whatever becomes of the rate. */
  private final O options;

  /** Names updates, for messages and profiles. */
  private final String name;

  BoundGroup(ParameterGroup<O> group, UpdateRule<O> rule, String name) {
    this.group = group;
    this.rule = rule;
    this.name = name;
    this.options = group.options();
    for (Parameter parameter : group.parameters()) {
      if (parameter.isComputed()) {
        throw new OptionException(
            "the optimizer got " + parameter + ", which is computed from other parameters",
            "parameters that are trained",
            "pass module.parameters(), which are these");
      }
      rule.requireFit(options, parameter);
      Tensor tensor = parameter.tensor();
      states.add(
          new ParameterState(
              tensor, spec -> rule.state(options, spec), () -> group.momentum().orElse(0)));
    }
  }

  ParameterGroup<O> group() {
    return group;
  }

  List<Parameter> parameters() {
    return group.parameters();
  }

  List<ParameterState> states() {
    return states;
  }

  /**
   * Returns a group of the same kind of optimizer.
   *
   * @throws OptionException if its options are those of another kind
   */
  @SuppressWarnings("unchecked") // The class of the options is the kind.
  BoundGroup<O> another(ParameterGroup<?> added) {
    Class<?> kind = options.getClass();
    if (added.options().getClass() != kind) {
      throw new OptionException(
          "a group with " + added.options() + " for an optimizer whose options are " + options,
          "options of the same kind");
    }
    return new BoundGroup<>((ParameterGroup<O>) added, rule, name);
  }

  void step() {
    for (int i = 0; i < states.size(); i++) {
      Tensor parameter = parameters().get(i).tensor();
      Tensor gradient = parameter.grad();
      if (gradient != null) {
        states.get(i).countStep();
        update(parameter, gradient, states.get(i));
      }
    }
  }

  private void update(Tensor parameter, Tensor gradient, ParameterState state) {
    state.update(
        name,
        gradient,
        () -> {
          Tensor downwards = options.maximize() ? gradient.neg() : gradient;
          rule.update(parameter, downwards, options, group::learningRate, state);
        });
  }
}
