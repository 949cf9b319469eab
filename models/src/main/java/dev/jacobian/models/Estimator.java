package dev.jacobian.models;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.nn.Module;
import dev.jacobian.tensor.Tensor;
import java.util.stream.LongStream;

/**
 * A model with the way to train it, used as in scikit-learn: {@code fit}, then {@code predict} and
 * {@code score}. Fitting again starts anew. Not safe for use by several threads.
 */
public sealed interface Estimator permits Regressor, Classifier {
  /**
   * Trains the model.
   *
   * @param x features {@code [n, features]}, with n of 1 or more and without NaN
   * @param y targets: numbers {@code [n]} or {@code [n, outputs]} for a regression, int64 class
   *     indices {@code [n]} for a classification
   * @throws dev.jacobian.shape.JacobianException if the data does not fit the model, or the loss
   *     leaves the finite numbers
   */
  void fit(Tensor x, Tensor y);

  /** Trains the model on all rows of a dataset, which are held in memory for that time. */
  default void fit(Dataset dataset) {
    Batch all = dataset.gather(LongStream.range(0, dataset.size()).toArray());
    fit(all.inputs(), all.targets());
  }

  /**
   * Returns predictions for the rows of {@code x}: numbers {@code [n, outputs]} of a regression,
   * int64 class indices {@code [n]} of a classification.
   *
   * @throws dev.jacobian.shape.StateException before fit
   */
  Tensor predict(Tensor x);

  /**
   * Returns how good predictions for {@code x} are: R² of a regression, the accuracy of a
   * classification.
   */
  double score(Tensor x, Tensor y);

  /**
   * Returns the trained module, from features in their original units to predictions or logits.
   *
   * @throws dev.jacobian.shape.StateException before fit
   */
  Module module();
}
