package dev.jacobian.trainers.strategy;

import dev.jacobian.data.Batch;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchOutput;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The gradient of one shard, by the ops of the loop that a user writes by hand. */
record WholeGradient(Module model, Device device, Loss loss, List<Parameter> parameters)
    implements Function<Batch, BatchGradient> {
  WholeGradient(GradientTask task) {
    this(task.model(), task.device(), task.loss(), task.model().parameters());
  }

  @Override
  public BatchGradient apply(Batch batch) {
    Batch here = Shards.of(batch, 1).get(0).to(device);
    try (MemoryScope scope = MemoryScope.open()) {
      List<Tensor> predictions = model.callAll(here.inputArray());
      BatchLoss value = BatchLoss.of(loss, predictions, here.targetList());
      List<Optional<Tensor>> gradients = Gradients.of(value.loss(), parameters);
      gradients.forEach(gradient -> gradient.ifPresent(scope::keep));
      return new BatchGradient(
          scope.keep(Gradients.offTape(value.loss())),
          value.means().map(scope::keep),
          batch.size(),
          gradients,
          List.of(
              new BatchOutput(
                  predictions.stream().map(each -> scope.keep(each.detach())).toList(),
                  here.targetList())));
    }
  }
}
