package dev.jacobian.models;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.BCEWithLogitsLoss;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Logistic regression for two classes: the probability of class 1 is {@code sigmoid(b + w_1 x_1 +
 * ... + w_k x_k)}. Trained on the binary cross entropy, with standardised features; coefficients
 * are in the original units.
 *
 * <p>Where a plane separates the classes without an error, the best coefficients are infinite: they
 * grow with the number of epochs.
 */
public final class LogisticRegression implements Classifier {
  private static final int CLASSES = 2;

  private final FitOptions options;
  private @Nullable LinearFit fit;

  /** Makes a model with the default options. */
  public LogisticRegression() {
    this(FitOptions.defaults());
  }

  /** Makes a model. */
  public LogisticRegression(FitOptions options) {
    this.options = options;
  }

  /**
   * {@inheritDoc}
   *
   * @param x features {@code [n, features]}
   * @param y classes 0 and 1, int64 {@code [n]}
   */
  @Override
  public void fit(Tensor x, Tensor y) {
    Tensor features = Inputs.features(x);
    Tensor labels = Inputs.labels(y, x);
    Inputs.checkClasses(labels, CLASSES);
    Tensor targets = labels.to(options.dtype()).unsqueeze(1);
    fit = LinearFit.train(features, targets, 1, new BCEWithLogitsLoss(), options);
  }

  /** Returns the probabilities of class 0 and 1, {@code [n, 2]}. */
  @Override
  public Tensor predictProbability(Tensor x) {
    Tensor logits = fitted().outputs(x, options);
    return Tensor.concat(1, logits.neg().sigmoid(), logits.sigmoid());
  }

  /** Returns, per feature, by how much one unit of it raises the log odds of class 1. */
  public double[] coefficients() {
    return fitted().coefficients().get(0).slopes();
  }

  /** Returns the log odds of class 1 where all features are 0; 0 if the model has no intercept. */
  public double intercept() {
    return fitted().coefficients().get(0).intercept();
  }

  /**
   * Returns a {@link Linear} layer from features in original units to the logit of class 1, {@code
   * [n, 1]}.
   */
  @Override
  public Linear module() {
    return fitted().unscaled(options);
  }

  private LinearFit fitted() {
    return Inputs.trained(fit, "LogisticRegression");
  }
}
