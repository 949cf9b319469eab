package dev.jacobian.nn;

import dev.jacobian.autograd.CallGradients;
import dev.jacobian.autograd.Variable;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of a module that has backward hooks. */
final class HookedCall implements CallGradients.Listener {
  private final Module module;
  private final List<FullBackwardPreHook> preHooks;
  private final List<FullBackwardHook> hooks;
  private final CallGradients gradients;

  HookedCall(Module module, List<FullBackwardPreHook> preHooks, List<FullBackwardHook> hooks) {
    this.module = module;
    this.preHooks = preHooks;
    this.hooks = hooks;
    this.gradients = new CallGradients(module.toString(), this);
  }

  /** Returns what the module is to compute with. */
  List<Tensor> enter(List<Tensor> inputs) {
    return same(inputs, gradients.enter(inputs.stream().map(Tensor::variable).toList()));
  }

  /** Returns what the call gives. */
  List<Tensor> leave(List<Tensor> outputs) {
    return same(outputs, gradients.leave(outputs.stream().map(Tensor::variable).toList()));
  }

  private static List<Tensor> same(List<Tensor> before, List<Variable> now) {
    List<Tensor> tensors = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      Tensor tensor = before.get(i);
      tensors.add(tensor.variable() == now.get(i) ? tensor : Tensor.ofValue(now.get(i)));
    }
    return List.copyOf(tensors);
  }

  @Override
  public List<@Nullable Variable> outputs(List<@Nullable Variable> gradOutputs) {
    List<@Nullable Tensor> current = tensors(gradOutputs);
    for (FullBackwardPreHook hook : preHooks) {
      List<@Nullable Tensor> made = hook.apply(module, current);
      current = made == null ? current : made;
    }
    return variables(current);
  }

  @Override
  public List<@Nullable Variable> inputs(
      List<@Nullable Variable> gradInputs, List<@Nullable Variable> gradOutputs) {
    List<@Nullable Tensor> current = tensors(gradInputs);
    for (FullBackwardHook hook : hooks) {
      List<@Nullable Tensor> made = hook.apply(module, current, tensors(gradOutputs));
      current = made == null ? current : made;
    }
    return variables(current);
  }

  private static List<@Nullable Tensor> tensors(List<@Nullable Variable> variables) {
    List<@Nullable Tensor> tensors = new ArrayList<>();
    for (Variable variable : variables) {
      tensors.add(variable == null ? null : Tensor.ofValue(variable));
    }
    return tensors;
  }

  private static List<@Nullable Variable> variables(List<@Nullable Tensor> tensors) {
    List<@Nullable Variable> variables = new ArrayList<>();
    for (Tensor tensor : tensors) {
      variables.add(tensor == null ? null : tensor.variable());
    }
    return variables;
  }
}
