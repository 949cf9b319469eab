package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/** The running statistics of batch normalisations, found anew for weights that have changed. */
public final class BatchStatistics {
  private BatchStatistics() {}

  /**
   * Sets the running statistics of all batch normalisations of a model to the mean of those of
   * batches, such as the training data's, as averaged weights need it. PyTorch equivalent: {@code
   * torch.optim.swa_utils.update_bn}.
   *
   * <pre>{@code
   * BatchStatistics.update(average.module(), loader, batch -> batch.inputs());
   * }</pre>
   *
   * @param model stays in its mode; without such layers nothing is done
   * @param batches each is used once
   * @param inputs what the model is given of a batch, on its device
   * @throws DataException if there is no batch
   */
  public static <B> void update(Module model, Iterable<B> batches, Function<B, Tensor> inputs) {
    List<RunningNorm> norms =
        model.namedModules().values().stream()
            .filter(RunningNorm.class::isInstance)
            .map(RunningNorm.class::cast)
            .filter(RunningNorm::tracksBatches)
            .toList();
    if (norms.isEmpty()) {
      return;
    }
    boolean wasTraining = model.isTraining();
    long count = 0;
    model.train();
    try (Autograd.Guard mode = Autograd.noGrad()) {
      norms.forEach(RunningNorm::beginMean);
      for (B batch : batches) {
        try (MemoryScope scope = MemoryScope.open()) {
          model.call(inputs.apply(batch));
        }
        count++;
      }
    } finally {
      norms.forEach(RunningNorm::endMean);
      model.train(wasTraining);
    }
    if (count == 0) {
      throw new DataException(
          "BatchStatistics: no batches to take the statistics of", "at least one batch");
    }
  }
}
