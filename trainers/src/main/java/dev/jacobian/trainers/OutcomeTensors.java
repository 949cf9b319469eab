package dev.jacobian.trainers;

import dev.jacobian.autograd.Unwatched;
import dev.jacobian.data.Batch;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.Output;
import dev.jacobian.trainers.strategy.StepOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An outcome as a list of tensors, which is what a compiled function gives: the loss, then the
 * predictions and targets of each output, and last the loss's weight and the gradient's norm if
 * there are any. Lone targets that are the batch's own are left out.
 */
final class OutcomeTensors {
  private final boolean norm;
  private final boolean weight;
  @Unwatched private int predictions;

  /**
   * Makes the form of some outcomes.
   *
   * @param norm whether they have the norm of a gradient
   * @param weight whether they have the weight of the loss
   */
  OutcomeTensors(boolean norm, boolean weight) {
    this.norm = norm;
    this.weight = weight;
  }

  /** Returns the tensors of what a batch gave. */
  List<Tensor> of(StepOutcome outcome, Batch batch) {
    List<Output> outputs = outcome.outputs();
    predictions = outputs.get(0).predictions().size();
    List<Tensor> tensors = new ArrayList<>();
    tensors.add(outcome.loss());
    for (Output output : outputs) {
      tensors.addAll(output.predictions());
      if (outputs.size() > 1 || !areOf(batch, output)) {
        tensors.addAll(output.targets());
      }
    }
    outcome.lossWeight().ifPresent(tensors::add);
    outcome.gradientNorm().ifPresent(tensors::add);
    return tensors;
  }

  private static boolean areOf(Batch batch, Output output) {
    List<Tensor> own = batch.targetList();
    List<Tensor> targets = output.targets();
    boolean same = own.size() == targets.size();
    for (int i = 0; same && i < own.size(); i++) {
      same = own.get(i) == targets.get(i);
    }
    return same;
  }

  /** Returns the outcome of a batch that the tensors are. */
  StepOutcome outcome(List<Tensor> tensors, Batch batch) {
    int end = tensors.size() - (norm ? 1 : 0) - (weight ? 1 : 0);
    List<Output> outputs = new ArrayList<>();
    if (end == 1 + predictions) {
      outputs.add(new Output(tensors.subList(1, end), batch.targetList()));
    } else {
      int step = predictions + batch.targetList().size();
      for (int at = 1; at < end; at += step) {
        int middle = at + predictions;
        outputs.add(new Output(tensors.subList(at, middle), tensors.subList(middle, at + step)));
      }
    }
    Optional<Tensor> lossWeight = weight ? Optional.of(tensors.get(end)) : Optional.empty();
    StepOutcome outcome = new StepOutcome(tensors.get(0), lossWeight, batch.size(), outputs);
    return norm ? outcome.withGradientNorm(tensors.get(tensors.size() - 1)) : outcome;
  }
}
