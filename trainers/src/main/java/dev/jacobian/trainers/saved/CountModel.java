package dev.jacobian.trainers.saved;

import dev.jacobian.nn.Module;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.LossConfig;
import dev.jacobian.trainers.config.kind.LossKind;

/**
 * A model of counts: {@code e} to the power of what another one gives, the mean of a Poisson
 * distribution. So what is predicted, judged and exported are counts, though the other model's
 * outputs are logarithms.
 */
public final class CountModel extends Module {
  private final Module model;

  private CountModel(Module model) {
    super("exp(" + model.description() + ")");
    this.model = register("model", model);
  }

  /** Returns a model whose outputs are what a loss compares with targets. */
  public static Module of(Module model, LossConfig loss) {
    return loss.kind() == LossKind.POISSON_NLL ? new CountModel(model) : model;
  }

  /** Returns the model that gives the logarithms, or the model itself if it is of no counts. */
  public static Module logarithms(Module model) {
    return model instanceof CountModel counts ? counts.model : model;
  }

  @Override
  public Tensor forward(Tensor input) {
    return model.call(input).exp();
  }
}
