package dev.jacobian.trainers.run;

import dev.jacobian.data.Dataset;
import dev.jacobian.data.Standardizer;
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
 * @param features scales the inputs, if they are scaled
 * @param targets scales the targets, if they are scaled
 */
public record Preparation(
    Task task,
    List<String> featureNames,
    List<String> targetNames,
    List<String> classNames,
    Optional<Standardizer> features,
    Optional<Standardizer> targets) {
  /** Copies the lists. */
  public Preparation {
    featureNames = List.copyOf(featureNames);
    targetNames = List.copyOf(targetNames);
    classNames = List.copyOf(classNames);
  }

  /** Returns the number of a model's outputs. */
  public int outputs() {
    if (task == Task.REGRESSION) {
      return targetNames.size();
    }
    return task == Task.BINARY ? 1 : classNames.size();
  }

  /** Returns raw rows as a model is given them. */
  Dataset apply(Dataset raw) {
    Dataset labelled = task == Task.BINARY ? new BinaryTargets(raw) : raw;
    Dataset scaledInputs = features.isPresent() ? features.get().transform(labelled) : labelled;
    return targets.isPresent() ? targets.get().transformTargets(scaledInputs) : scaledInputs;
  }

  /** Returns outputs or targets of a regression in the data's own units. */
  Tensor inDataUnits(Tensor values) {
    return targets.isPresent() ? targets.get().inverse(values) : values;
  }
}
