package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * A weight computed by modules of users, one after the other, from what it was: see {@link
 * Parametrizations#register}. Parameter {@code original}; the modules are the children {@code 0},
 * {@code 1} and so on.
 */
final class Registered extends Parametrization {
  private final Parameter original;

  Registered(Tensor weight) {
    super("ParametrizationList()");
    original = registerParameter("original", weight.detach());
  }

  void append(Module module) {
    register(Integer.toString(children().size()), module);
  }

  @Override
  Tensor value() {
    try (Autograd.Guard layer = enter()) {
      Tensor value = original.tensor();
      for (Module module : children()) {
        value = module.call(value);
      }
      return value;
    }
  }
}
