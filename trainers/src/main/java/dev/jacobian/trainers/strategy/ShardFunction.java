package dev.jacobian.trainers.strategy;

import dev.jacobian.compile.BatchLayout;
import dev.jacobian.compile.Compiled;
import dev.jacobian.data.Batch;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchOutput;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A shard's part of a loss and the gradient of that, as a function of tensors that can be compiled.
 * It takes the shard's inputs and targets and what all rows of the batch count; it returns the part
 * of the loss, the gradients, and the predictions.
 *
 * @param layout how the first arguments are the shard
 */
record ShardFunction(Module model, Loss loss, List<Parameter> parameters, BatchLayout layout)
    implements Compiled.SeveralResults {
  /**
   * Returns the arguments for a shard.
   *
   * @param weights what all rows of the batch count: see {@link Loss#weights}
   */
  Tensor[] arguments(Batch shard, List<Tensor> weights) {
    List<Tensor> all = new ArrayList<>(Arrays.asList(layout.arguments(shard)));
    all.addAll(weights);
    return all.toArray(Tensor[]::new);
  }

  /** Returns the results for a shard as the gradient that they are. */
  BatchGradient gradient(Batch shard, List<Tensor> results) {
    List<Optional<Tensor>> gradients = new ArrayList<>();
    for (int i = 0; i < parameters.size(); i++) {
      Tensor result = results.get(1 + i);
      boolean isAbsent =
          result.size() == 0 && !result.shape().equals(parameters.get(i).tensor().shape());
      gradients.add(isAbsent ? Optional.empty() : Optional.of(result));
    }
    List<Tensor> predictions = results.subList(1 + parameters.size(), results.size());
    return new BatchGradient(
        results.get(0),
        Optional.empty(),
        shard.size(),
        gradients,
        List.of(new BatchOutput(predictions, shard.targetList())));
  }

  @Override
  public List<Tensor> apply(Tensor... arguments) {
    try (MemoryScope scope = MemoryScope.open()) {
      Batch shard = layout.batch(arguments);
      List<Tensor> weights = List.of(arguments).subList(layout.size(), arguments.length);
      List<Tensor> predictions = model.callAll(shard.inputArray());
      List<Tensor> parts = loss.shares(predictions, shard.targetList(), weights);
      Tensor part = BatchLoss.sum(parts);
      List<Optional<Tensor>> gradients = Gradients.of(part, parameters);
      List<Tensor> results = new ArrayList<>();
      results.add(loss.isWeightedMean() ? BatchLoss.numbers(parts) : Gradients.offTape(part));
      for (Optional<Tensor> gradient : gradients) {
        // Nothing stands for none.
        results.add(gradient.orElseGet(() -> Tensor.zeros(0)));
      }
      predictions.forEach(prediction -> results.add(prediction.detach()));
      results.forEach(scope::keep);
      return results;
    }
  }
}
