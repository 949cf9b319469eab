package dev.jacobian.trainers.callback;

import java.util.List;
import java.util.OptionalDouble;

/**
 * A batch was used. The tensors are released when the callbacks have returned.
 *
 * @param phase what the rows were used for
 * @param epoch the epoch, from 1
 * @param batch the batch in the phase, from 1
 * @param batches the batches of the phase
 * @param step how many training steps the run has done, this one included
 * @param rows the batch's rows
 * @param loss the mean loss of the rows, computed before the weights changed
 * @param meanLoss the loss of the phase's batches until now, each as its rows count
 * @param learningRate of the step, or, after the training batches, of the next one
 * @param gradientNorm the Euclidean norm of the step's gradient before anything changed it, if
 *     {@link dev.jacobian.trainers.TrainerOptions#withGradientNorm} asks for it
 * @param outputs the outputs, one for each micro-batch in order
 */
public record BatchFinished(
    Phase phase,
    int epoch,
    long batch,
    long batches,
    long step,
    long rows,
    double loss,
    double meanLoss,
    double learningRate,
    OptionalDouble gradientNorm,
    List<BatchOutput> outputs) {
  /** Copies the list. */
  public BatchFinished {
    outputs = List.copyOf(outputs);
  }
}
