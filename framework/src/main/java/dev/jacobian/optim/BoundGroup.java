package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** A group of parameters with the rule that changes them and the state of each. */
final class BoundGroup<O extends OptimizerOptions<O>> {
  private final ParameterGroup<O> group;
  private final UpdateRule<O> rule;
  private final List<ParameterState> states = new ArrayList<>();

  BoundGroup(ParameterGroup<O> group, UpdateRule<O> rule) {
    this.group = group;
    this.rule = rule;
    group.parameters().forEach(parameter -> states.add(new ParameterState(parameter.tensor())));
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

  /** Returns the names of the tensors in the state of a parameter that has been updated. */
  List<String> stateNames() {
    return rule.stateNames(group.options());
  }

  void step() {
    for (int i = 0; i < states.size(); i++) {
      Tensor parameter = parameters().get(i).tensor();
      Tensor gradient = parameter.grad();
      if (gradient != null) {
        states.get(i).countStep();
        rule.update(parameter, gradient, group.options(), group::learningRate, states.get(i));
      }
    }
  }
}
