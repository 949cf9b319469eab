package dev.jacobian.trainers;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.Batch;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.NumericException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.strategy.CompileMode;
import dev.jacobian.trainers.strategy.GradientSource;
import dev.jacobian.trainers.strategy.GradientTask;
import dev.jacobian.trainers.strategy.SingleDevice;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/**
 * Finds where a training step that failed got its first value that is not finite: in the batch, in
 * the weights, or in an op, for which the step is done again, eagerly, with a look at every result.
 * It leaves everything as it was.
 */
final class NonFiniteSearch {
  private final Module model;
  private final Loss loss;
  private final Optimizer optimizer;
  private final int shards;

  /**
   * What was found.
   *
   * @param what where the value arose
   * @param fix what helps against that
   */
  record Finding(String what, String fix) {}

  /** Runs a model as the layer that it is, so that ops between its children are in a layer too. */
  private static final class Root extends Module {
    private final Module model;

    Root(Module model) {
      super(model.description());
      this.model = model;
    }

    @Override
    public List<Tensor> forwardAll(Tensor... inputs) {
      try (Autograd.Guard layer = Autograd.inLayer(model)) {
        return model.callAll(inputs);
      }
    }
  }

  NonFiniteSearch(Module model, Loss loss, Optimizer optimizer, int shards) {
    this.model = model;
    this.loss = loss;
    this.optimizer = optimizer;
    this.shards = shards;
  }

  /**
   * Searches with the weights as they are.
   *
   * @param before the states of the generators before the step, so that the same random numbers are
   *     drawn
   */
  Optional<Finding> search(Batch batch, IdentityHashMap<Generator, RandomState> before) {
    try (MemoryScope scope = MemoryScope.open();
        Snapshot now = Snapshot.of(model, optimizer, List.copyOf(before.keySet()))) {
      before.forEach(Generator::setState);
      return inRows("inputs", batch.inputList())
          .or(() -> inRows("targets", batch.targetList()))
          .or(this::inWeights)
          .or(() -> inOps(batch));
    }
  }

  private static Optional<Finding> inRows(String part, List<Tensor> tensors) {
    Optional<Finding> found = Optional.empty();
    for (int i = 0; i < tensors.size() && found.isEmpty(); i++) {
      found = inRows(tensors.size() == 1 ? part : part + "(" + i + ")", tensors.get(i));
    }
    return found;
  }

  private static Optional<Finding> inRows(String part, Tensor values) {
    if (!values.dtype().isFloating()) {
      return Optional.empty();
    }
    double[] numbers = values.toDoubleArray();
    for (int i = 0; i < numbers.length; i++) {
      if (!Double.isFinite(numbers[i])) {
        long row = i / (numbers.length / values.size(0));
        return Optional.of(
            new Finding(
                "the batch's " + part + " have " + numbers[i] + " in row " + row,
                "look at the data, and leave out or fill in such values"));
      }
    }
    return Optional.empty();
  }

  private Optional<Finding> inWeights() {
    for (Parameter parameter : model.parameters()) {
      for (double value : parameter.tensor().detach().toDoubleArray()) {
        if (!Double.isFinite(value)) {
          return Optional.of(
              new Finding(
                  parameter + " has the value " + value + " since an earlier step",
                  "lower the learning rate; where the gradient's norm is computed or clipped, one that is not finite is found before it is used"));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<Finding> inOps(Batch batch) {
    GradientTask task =
        new GradientTask(new Root(model), model.device(), loss, shards, CompileMode.OFF);
    try (Autograd.Guard mode = Autograd.detectAnomaly();
        GradientSource source = new SingleDevice().open(task)) {
      source.compute(batch);
      return Optional.empty();
    } catch (NumericException found) {
      return Optional.of(
          new Finding(
              found.problem(),
              "lower the learning rate, standardize the data, or keep that op's operands where it is finite"));
    } catch (JacobianException other) {
      return Optional.empty();
    }
  }
}
