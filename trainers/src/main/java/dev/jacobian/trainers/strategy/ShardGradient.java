package dev.jacobian.trainers.strategy;

import dev.jacobian.compile.BatchLayout;
import dev.jacobian.compile.Compiled;
import dev.jacobian.data.Batch;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.tensor.Tensor;
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
record ShardGradient(Module model, Loss loss, List<Parameter> parameters, BatchLayout layout)
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

  /** Returns how many results come before the predictions. */
  int sums() {
    return 1 + parameters.size();
  }

  @Override
  public List<Tensor> apply(Tensor... arguments) {
    try (MemoryScope scope = MemoryScope.open()) {
      Batch shard = layout.batch(arguments);
      List<Tensor> weights = List.of(arguments).subList(layout.size(), arguments.length);
      List<Tensor> predictions = model.forwardAll(shard.inputArray());
      Tensor part = loss.share(predictions, shard.targetList(), weights);
      List<Tensor> results = new ArrayList<>();
      results.add(Gradients.offTape(part));
      for (Optional<Tensor> gradient : Gradients.of(part, parameters)) {
        results.add(gradient.orElseGet(() -> Tensor.zeros(0)));
      }
      predictions.forEach(prediction -> results.add(prediction.detach()));
      results.forEach(scope::keep);
      return results;
    }
  }

  /** Returns whether a result stands for the gradient of a parameter that has none. */
  boolean isAbsent(List<Tensor> results, int index) {
    Tensor result = results.get(index);
    return index > 0
        && result.size() == 0
        && !result.shape().equals(parameters.get(index - 1).tensor().shape());
  }
}
