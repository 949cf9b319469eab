package dev.jacobian.cli;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Tanh;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/** A module of a user's own: two layers with a way around the first. */
public final class OwnModel extends Module {
  private final Linear first;
  private final Linear second;
  private final Tanh activation;

  public OwnModel() {
    super("OwnModel");
    Generator generator = new Generator(4);
    first = register("first", new Linear(2, 2, generator));
    second = register("second", new Linear(2, 1, generator));
    activation = register("activation", new Tanh());
  }

  @Override
  public Tensor forward(Tensor input) {
    return second.forward(activation.forward(first.forward(input)).add(input));
  }
}
