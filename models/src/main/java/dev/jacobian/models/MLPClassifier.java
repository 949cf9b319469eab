package dev.jacobian.models;

import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.tensor.Tensor;
import org.jspecify.annotations.Nullable;

/** A classification by an {@link MLP}, trained on the cross entropy with standardised features. */
public final class MLPClassifier implements Classifier {
  private final MLP.Options form;
  private final FitOptions options;
  private @Nullable MLPFit fit;

  /** Makes a model with the default options. */
  public MLPClassifier(MLP.Options form) {
    this(form, FitOptions.defaults());
  }

  /**
   * Makes a model.
   *
   * @param form of the network, whose outputs are the classes; its dtype gives way to that of
   *     {@code options}
   */
  public MLPClassifier(MLP.Options form, FitOptions options) {
    Inputs.requireClasses(form.outputs(), "MLPClassifier");
    this.form = form;
    this.options = options;
  }

  /**
   * {@inheritDoc}
   *
   * @param x features {@code [n, inputs]}
   * @param y class indices from 0 to {@code outputs - 1}, int64 {@code [n]}
   */
  @Override
  public void fit(Tensor x, Tensor y) {
    Tensor features = Inputs.features(x);
    Tensor labels = Inputs.labels(y, x);
    Inputs.checkClasses(labels, form.outputs());
    fit = MLPFit.train(form, features, labels, new CrossEntropyLoss(), options);
  }

  /** Returns the probability of each class, {@code [n, outputs]}. */
  @Override
  public Tensor predictProbability(Tensor x) {
    return Inputs.trained(fit, "MLPClassifier").outputs(x, options).softmax(1);
  }

  /** Returns a copy of the network that takes features in their original units and gives logits. */
  @Override
  public MLP module() {
    MLPFit fitted = Inputs.trained(fit, "MLPClassifier");
    return fitted.unscaled(Scaling.none(form.outputs()), options);
  }
}
