package dev.jacobian.models;

import dev.jacobian.metric.R2Score;
import dev.jacobian.tensor.Tensor;

/** An estimator of numbers. */
public sealed interface Regressor extends Estimator permits LinearRegression, MLPRegressor {
  /**
   * Returns R², the part of the variation of {@code y} that the predictions explain: 1 is perfect,
   * the mean gives 0.
   */
  @Override
  default double score(Tensor x, Tensor y) {
    Tensor prediction = predict(x);
    R2Score score = new R2Score();
    score.update(prediction, Inputs.numbers(y, x).to(prediction.dtype()));
    return score.value();
  }
}
