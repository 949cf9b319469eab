package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import java.util.List;

/**
 * Adam with decoupled weight decay: {@code p *= 1 - lr * weightDecay}, then {@link Adam}'s step by
 * the plain gradient, whatever {@link Adam.Options#decoupledWeightDecay} says. Source: Loshchilov
 * and Hutter, ICLR 2019. PyTorch equivalent: {@code torch.optim.AdamW}.
 */
public final class AdamW extends Optimizer {
  /** Makes an optimizer with PyTorch's defaults and a learning rate. */
  public AdamW(List<Parameter> parameters, double learningRate) {
    this(parameters, options(learningRate));
  }

  /** Makes an optimizer with the same options for all parameters. */
  public AdamW(List<Parameter> parameters, Adam.Options options) {
    this(List.of(new ParameterGroup<>(parameters, options)));
  }

  /** Makes an optimizer with options for each group. */
  public AdamW(List<ParameterGroup<Adam.Options>> groups) {
    super(groups, new Adam.Rule(true));
  }

  /** Returns PyTorch's defaults: Adam's, with a decoupled weight decay of 0.01. */
  public static Adam.Options options() {
    return Adam.Options.defaults().withDecoupledWeightDecay(true).withWeightDecay(0.01);
  }

  /** Returns the defaults with a learning rate. */
  public static Adam.Options options(double learningRate) {
    return options().withLearningRate(learningRate);
  }
}
