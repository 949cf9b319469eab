package dev.jacobian.models;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Softmax regression, also called multinomial logistic regression: class probabilities {@code
 * softmax(W x + b)}. Trained on the cross entropy, with standardised features; coefficients are in
 * the original units.
 */
public final class SoftmaxRegression implements Classifier {
  private final int classes;
  private final FitOptions options;
  private @Nullable LinearFit fit;

  /** Makes a model with the default options. */
  public SoftmaxRegression(int classes) {
    this(classes, FitOptions.defaults());
  }

  /**
   * Makes a model.
   *
   * @param classes number of classes, 2 or more
   */
  public SoftmaxRegression(int classes, FitOptions options) {
    Inputs.requireClasses(classes, "SoftmaxRegression");
    this.classes = classes;
    this.options = options;
  }

  /**
   * {@inheritDoc}
   *
   * @param x features {@code [n, features]}
   * @param y class indices from 0 to {@code classes - 1}, int64 {@code [n]}
   */
  @Override
  public void fit(Tensor x, Tensor y) {
    Tensor features = Inputs.features(x);
    Tensor labels = Inputs.labels(y, x);
    Inputs.checkClasses(labels, classes);
    fit = LinearFit.train(features, labels, classes, new CrossEntropyLoss(), options);
  }

  /** Returns the probability of each class, {@code [n, classes]}. */
  @Override
  public Tensor predictProbability(Tensor x) {
    return fitted().outputs(x, options).softmax(1);
  }

  /**
   * Returns W, {@code [classes][features]}. Only differences between classes have a meaning: the
   * same vector added to all rows changes no probability.
   */
  public double[][] coefficients() {
    return fitted().coefficients().stream()
        .map(LinearCoefficients::slopes)
        .toArray(double[][]::new);
  }

  /** Returns b, one number per class; zeros if the model has no intercept. */
  public double[] intercepts() {
    return fitted().coefficients().stream().mapToDouble(LinearCoefficients::intercept).toArray();
  }

  /**
   * Returns a {@link Linear} layer from features in original units to logits {@code [n, classes]}.
   */
  @Override
  public Linear module() {
    return fitted().unscaled(options);
  }

  private LinearFit fitted() {
    return Inputs.trained(fit, "SoftmaxRegression");
  }
}
