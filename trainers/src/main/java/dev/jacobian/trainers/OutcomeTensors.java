package dev.jacobian.trainers;

import dev.jacobian.data.Batch;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchOutput;
import dev.jacobian.trainers.strategy.StepOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The outcome of one shard as a list of tensors, which is what a compiled function gives: the loss,
 * its means and the gradient's norm if there are any, and the predictions.
 *
 * @param means whether outcomes have the means of the loss
 * @param norm whether they have the norm of a gradient
 */
record OutcomeTensors(boolean means, boolean norm) {
  /** Returns the tensors of what a batch gave. */
  List<Tensor> of(StepOutcome outcome) {
    List<Tensor> tensors = new ArrayList<>(List.of(outcome.loss()));
    outcome.lossMeans().ifPresent(tensors::add);
    outcome.gradientNorm().ifPresent(tensors::add);
    outcome.outputs().forEach(output -> tensors.addAll(output.predictions()));
    return tensors;
  }

  /** Returns the outcome of a batch that the tensors are. */
  StepOutcome outcome(List<Tensor> tensors, Batch batch) {
    int first = 1 + (means ? 1 : 0) + (norm ? 1 : 0);
    return new StepOutcome(
        tensors.get(0),
        means ? Optional.of(tensors.get(1)) : Optional.empty(),
        batch.size(),
        List.of(new BatchOutput(tensors.subList(first, tensors.size()), batch.targetList())),
        norm ? Optional.of(tensors.get(first - 1)) : Optional.empty());
  }
}
