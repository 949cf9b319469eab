package dev.jacobian.models;

import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * A regression by an {@link MLP}, trained on the mean squared error with standardised features and
 * targets.
 */
public final class MLPRegressor implements Regressor {
  private final MLP.Options form;
  private final FitOptions options;
  private @Nullable MLPFit fit;
  private Scaling target = Scaling.none(1);

  /** Makes a model with the default options. */
  public MLPRegressor(MLP.Options form) {
    this(form, FitOptions.defaults());
  }

  /**
   * Makes a model.
   *
   * @param form of the network; its dtype gives way to that of {@code options}
   */
  public MLPRegressor(MLP.Options form, FitOptions options) {
    this.form = form;
    this.options = options;
  }

  /**
   * {@inheritDoc}
   *
   * @param x features {@code [n, inputs]}
   * @param y numbers {@code [n, outputs]}, or {@code [n]} for one output
   */
  @Override
  public void fit(Tensor x, Tensor y) {
    Tensor features = Inputs.features(x);
    Tensor targets = Inputs.numbers(y, x);
    if (targets.size(1) != form.outputs()) {
      throw new ShapeException(
          "MLPRegressor: targets of shape " + y.shape(),
          form.outputs() + " per row, as its options say");
    }
    Scaling scaling =
        options.standardize() ? Scaling.standard(targets, true) : Scaling.none(targets.size(1));
    Tensor scaled = scaling.apply(targets).to(options.dtype());
    fit = MLPFit.train(form, features, scaled, new MSELoss(), options);
    target = scaling;
  }

  /** Returns predictions {@code [n, outputs]}. */
  @Override
  public Tensor predict(Tensor x) {
    Tensor scaled = Inputs.trained(fit, "MLPRegressor").outputs(x, options);
    return target.invert(scaled.to(DType.FLOAT64)).to(options.dtype());
  }

  /**
   * Returns a copy of the network that takes features and gives predictions in their original
   * units.
   */
  @Override
  public MLP module() {
    return Inputs.trained(fit, "MLPRegressor").unscaled(target, options);
  }
}
