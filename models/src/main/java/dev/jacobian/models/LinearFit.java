package dev.jacobian.models;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A linear layer that was trained on scaled features: what linear, logistic and softmax regression
 * have in common.
 *
 * @param layer the trained layer, which wants scaled features
 * @param scaling of the features
 */
record LinearFit(Linear layer, Scaling scaling) {

  /**
   * Trains a layer.
   *
   * @param x float64 {@code [n, features]}
   * @param y what the loss compares the layer's outputs with
   */
  static LinearFit train(Tensor x, Tensor y, int outputs, Loss loss, FitOptions options) {
    Scaling scaling =
        options.standardize() ? Scaling.standard(x, options.intercept()) : Scaling.none(x.size(1));
    Linear layer = newLayer((int) x.size(1), outputs, options);
    Fitting.run(layer, loss, scaling.apply(x).to(options.dtype()), y, options);
    return new LinearFit(layer, scaling);
  }

  /** Returns the number of features. */
  int features() {
    return layer.inFeatures();
  }

  /**
   * Returns the layer's outputs {@code [n, outputs]}.
   *
   * @param x features in their original units
   */
  Tensor outputs(Tensor x, FitOptions options) {
    Tensor scaled = scaling.apply(Inputs.features(x, features())).to(options.dtype());
    return Fitting.forward(layer, scaled, options);
  }

  /** Returns the coefficients of each output for features in their original units. */
  List<LinearCoefficients> coefficients() {
    double[] weight = layer.weight().tensor().toDoubleArray();
    Parameter bias = layer.bias();
    List<LinearCoefficients> outputs = new ArrayList<>();
    for (int k = 0; k < layer.outFeatures(); k++) {
      double[] slopes = new double[features()];
      double intercept = bias == null ? 0 : bias.tensor().toDoubleArray()[k];
      for (int j = 0; j < slopes.length; j++) {
        slopes[j] = weight[k * slopes.length + j] / scaling.scale(j);
        intercept -= slopes[j] * scaling.shift(j);
      }
      outputs.add(new LinearCoefficients(slopes, intercept));
    }
    return outputs;
  }

  /** Returns a new layer that takes features in their original units. */
  Linear unscaled(FitOptions options) {
    return layer(coefficients(), options);
  }

  /** Returns a new layer with these coefficients, on the options' device. */
  static Linear layer(List<LinearCoefficients> outputs, FitOptions options) {
    int features = outputs.get(0).slopes().length;
    Linear layer = newLayer(features, outputs.size(), options);
    assign(layer, outputs);
    layer.to(options.device()).eval();
    return layer;
  }

  private static Linear newLayer(int features, int outputs, FitOptions options) {
    LinearOptions form =
        LinearOptions.defaults().withBias(options.intercept()).withDtype(options.dtype());
    return new Linear(features, outputs, form, new Generator(options.seed()));
  }

  /** Gives a layer these coefficients. */
  static void assign(Linear layer, List<LinearCoefficients> outputs) {
    int features = layer.inFeatures();
    double[] weight = new double[outputs.size() * features];
    double[] bias = new double[outputs.size()];
    for (int k = 0; k < bias.length; k++) {
      System.arraycopy(outputs.get(k).slopes(), 0, weight, k * features, features);
      bias[k] = outputs.get(k).intercept();
    }
    assign(layer.weight(), Tensor.of(weight, bias.length, features));
    Parameter constant = layer.bias();
    if (constant != null) {
      assign(constant, Tensor.of(bias));
    }
  }

  private static void assign(Parameter parameter, Tensor values) {
    Tensor tensor = parameter.tensor();
    try (Autograd.Guard mode = Autograd.noGrad()) {
      tensor.copyInPlace(values.to(tensor.dtype()).to(tensor.device()));
    }
  }
}
