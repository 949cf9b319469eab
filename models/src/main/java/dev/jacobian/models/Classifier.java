package dev.jacobian.models;

import dev.jacobian.metric.Accuracy;
import dev.jacobian.tensor.Tensor;

/** An estimator of one class out of several. */
public sealed interface Classifier extends Estimator
    permits LogisticRegression, SoftmaxRegression, MLPClassifier {
  /** Returns the probability of each class, {@code [n, classes]}; rows sum to 1. */
  Tensor predictProbability(Tensor x);

  /** Returns the most probable class of each row, int64 {@code [n]}. */
  @Override
  default Tensor predict(Tensor x) {
    return predictProbability(x).argmax(1);
  }

  /** Returns the part of the rows whose class is predicted. */
  @Override
  default double score(Tensor x, Tensor y) {
    Accuracy accuracy = new Accuracy();
    accuracy.update(predictProbability(x), Inputs.labels(y, x));
    return accuracy.value();
  }
}
