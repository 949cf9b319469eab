package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.tensor.Tensor;

/**
 * Modules one after another: each takes what the one before gave. Children are named by their
 * index, from 0. Without modules it is the identity. PyTorch equivalent: {@code
 * torch.nn.Sequential}.
 */
public final class Sequential extends Module {
  private final Module[] modules;

  /** Makes a chain of modules, first to last. */
  public Sequential(Module... modules) {
    this.modules = modules.clone();
    for (int i = 0; i < modules.length; i++) {
      register(Integer.toString(i), modules[i]);
    }
  }

  /** Returns the number of modules. */
  public int size() {
    return modules.length;
  }

  /** Returns a module by its index, from 0. */
  public Module get(int index) {
    return modules[index];
  }

  @Override
  public Tensor forward(Tensor input) {
    Tensor output = input;
    for (Module module : modules) {
      // Modules of users need not name themselves.
      try (Autograd.Guard layer = module.enter()) {
        output = module.call(output);
      }
    }
    return output;
  }
}
