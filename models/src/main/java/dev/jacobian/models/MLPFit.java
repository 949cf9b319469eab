package dev.jacobian.models;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * An MLP that was trained on scaled features: what regressor and classifier have in common.
 *
 * @param network the trained network, which wants scaled features
 * @param scaling of the features
 */
record MLPFit(MLP network, Scaling scaling) {

  /**
   * Trains a network.
   *
   * @param x float64 {@code [n, features]}
   * @param y what the loss compares the outputs with
   */
  static MLPFit train(MLP.Options form, Tensor x, Tensor y, Loss loss, FitOptions options) {
    if (x.size(1) != form.inputs()) {
      throw new ShapeException(
          "MLP: features of shape " + x.shape(),
          "[rows, " + form.inputs() + "], as its options say");
    }
    Scaling scaling = options.standardize() ? Scaling.standard(x, true) : Scaling.none(x.size(1));
    MLP network = new MLP(form.withDtype(options.dtype()), new Generator(options.seed()));
    Fitting.run(network, loss, scaling.apply(x).to(options.dtype()), y, options);
    return new MLPFit(network, scaling);
  }

  /** Returns the network's outputs for features in their original units. */
  Tensor outputs(Tensor x, FitOptions options) {
    Tensor scaled = scaling.apply(Inputs.features(x, scaling.columns())).to(options.dtype());
    return Fitting.forward(network, scaled, options);
  }

  /**
   * Returns a copy of the network that takes features, and gives targets, in their original units:
   * both scalings are moved into its first and last layer.
   */
  MLP unscaled(Scaling target, FitOptions options) {
    MLP copy = Module.deepCopy(network);
    Sequential layers = copy.layers();
    Linear first = (Linear) layers.get(0);
    LinearFit.assign(first, new LinearFit(first, scaling).coefficients());
    Linear last = (Linear) layers.get(layers.size() - 1);
    List<LinearCoefficients> outputs =
        new LinearFit(last, Scaling.none(last.inFeatures())).coefficients();
    List<LinearCoefficients> unscaled = new ArrayList<>();
    for (int k = 0; k < outputs.size(); k++) {
      unscaled.add(outputs.get(k).unscaled(target.shift(k), target.scale(k)));
    }
    LinearFit.assign(last, unscaled);
    copy.to(options.device()).eval();
    return copy;
  }
}
