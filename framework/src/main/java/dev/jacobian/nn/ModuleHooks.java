package dev.jacobian.nn;

import dev.jacobian.autograd.Hooks;
import dev.jacobian.tensor.Tensor;
import java.util.List;

/** The hooks of a module that has had any. */
record ModuleHooks(
    Hooks<ForwardPreHook> forwardPre,
    Hooks<ForwardHook> forward,
    Hooks<FullBackwardPreHook> backwardPre,
    Hooks<FullBackwardHook> backward) {
  ModuleHooks() {
    this(new Hooks<>(), new Hooks<>(), new Hooks<>(), new Hooks<>());
  }

  /** Returns these hooks as those of another module. */
  ModuleHooks copy() {
    return new ModuleHooks(copy(forwardPre), copy(forward), copy(backwardPre), copy(backward));
  }

  private static <H> Hooks<H> copy(Hooks<H> hooks) {
    Hooks<H> copy = new Hooks<>();
    hooks.now().forEach(copy::add);
    return copy;
  }

  /** Computes what a module gives, and has the hooks look at what goes in and comes out. */
  List<Tensor> call(Module module, List<Tensor> inputs) {
    List<Tensor> given = inputs;
    for (ForwardPreHook hook : forwardPre.now()) {
      given = hook.apply(module, given);
    }
    if (backwardPre.now().isEmpty() && backward.now().isEmpty()) {
      return forward(module, given);
    }
    HookedCall call = new HookedCall(module, backwardPre.now(), backward.now());
    return call.leave(forward(module, call.enter(given)));
  }

  private List<Tensor> forward(Module module, List<Tensor> given) {
    List<Tensor> outputs = module.forwardAll(given.toArray(Tensor[]::new));
    for (ForwardHook hook : forward.now()) {
      outputs = hook.apply(module, given, outputs);
    }
    return outputs;
  }
}
