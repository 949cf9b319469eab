package dev.jacobian.trainers.saved;

import dev.jacobian.nn.Module;
import dev.jacobian.tensor.Tensor;

/**
 * A model of padded texts that is given how many tokens each has in place of where it is padding:
 * ids, int64 {@code [n, t]}, and lengths, int64 {@code [n]}.
 */
final class CountedTokens extends Module {
  private final Module model;

  CountedTokens(Module model) {
    super("CountedTokens");
    this.model = register("model", model);
    train(model.isTraining());
  }

  @Override
  public Tensor forward(Tensor ids, Tensor lengths) {
    Tensor places = Tensor.arange(ids.size(1)).to(ids.device());
    return model.forward(ids, places.ge(lengths.unsqueeze(1)));
  }
}
