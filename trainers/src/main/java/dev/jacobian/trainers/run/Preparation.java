package dev.jacobian.trainers.run;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.Standardizer;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.TransformedDataset;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.Task;
import java.util.List;
import java.util.Optional;

/**
 * How raw rows become a model's inputs, and its outputs values in the data's own units. It is saved
 * with the weights, which mean nothing without it.
 *
 * @param task what the outputs are
 * @param featureNames the columns of the inputs, in order
 * @param targetNames the columns of the targets, in order
 * @param classNames the labels in the order of their indices; empty for a regression
 * @param classRows the training rows of each class, if the loss is balanced by them; else empty
 * @param features scales the inputs, if they are scaled
 * @param targets scales the targets, if they are scaled
 */
public record Preparation(
    Task task,
    List<String> featureNames,
    List<String> targetNames,
    List<String> classNames,
    List<Long> classRows,
    Optional<Standardizer> features,
    Optional<Standardizer> targets) {
  /** Copies the lists. */
  public Preparation {
    featureNames = List.copyOf(featureNames);
    targetNames = List.copyOf(targetNames);
    classNames = List.copyOf(classNames);
    classRows = List.copyOf(classRows);
  }

  /** Returns the number of a model's outputs. */
  public int outputs() {
    if (task == Task.REGRESSION) {
      return targetNames.size();
    }
    return task == Task.BINARY ? 1 : classNames.size();
  }

  /**
   * Returns raw rows as a model is given them.
   *
   * @param fitMemory whether they may be scaled once and kept; else each batch is when it is read
   */
  Dataset apply(Dataset raw, boolean fitMemory) {
    Dataset labelled = task == Task.BINARY ? new BinaryTargets(raw) : raw;
    if (features.isEmpty() && targets.isEmpty()) {
      return labelled;
    }
    Dataset scaled = new TransformedDataset(labelled, this::scale);
    return fitMemory ? TensorDataset.copyOf(scaled) : scaled;
  }

  private Batch scale(Batch batch) {
    return new Batch(
        features.map(scale -> scale.transform(batch.inputs())).orElse(batch.inputs()),
        targets.map(scale -> scale.transform(batch.targets())).orElse(batch.targets()));
  }

  /** Returns outputs or targets of a regression in the data's own units. */
  Tensor inDataUnits(Tensor values) {
    return targets.isPresent() ? targets.get().inverse(values) : values;
  }
}
