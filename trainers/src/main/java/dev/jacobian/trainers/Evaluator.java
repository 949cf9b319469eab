package dev.jacobian.trainers;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.Batch;
import dev.jacobian.data.BatchIterator;
import dev.jacobian.data.DataLoader;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.metric.Metric;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchOutput;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.strategy.BatchLoss;
import dev.jacobian.trainers.strategy.CompileMode;
import dev.jacobian.trainers.strategy.StepOutcome;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Judges a model without changing it. */
public final class Evaluator {
  private Evaluator() {}

  /**
   * Returns the mean loss (as {@code loss}) and the metrics over all rows of a loader, compiled
   * where that is possible.
   *
   * @param units applied to predictions and targets before a metric sees them
   */
  public static Map<String, Double> scores(
      Module model,
      Loss loss,
      DataLoader loader,
      List<Metric> metrics,
      UnaryOperator<Tensor> units) {
    return scores(model, loss, loader, metrics, units, CompileMode.AUTO);
  }

  /**
   * Returns the mean loss (as {@code loss}) and the metrics over all rows of a loader: what they
   * are of all rows at once, weighted if the loss is, in whatever order and batches the rows come.
   *
   * @param units applied to predictions and targets before a metric sees them
   * @param compile whether the forward calls are compiled
   */
  public static Map<String, Double> scores(
      Module model,
      Loss loss,
      DataLoader loader,
      List<Metric> metrics,
      UnaryOperator<Tensor> units,
      CompileMode compile) {
    boolean wasTraining = model.isTraining();
    model.eval();
    metrics.forEach(Metric::reset);
    BatchFunction function = function(model, loss, compile);
    MeanLoss meanLoss = MeanLoss.NONE;
    try (BatchIterator batches = loader.iterator(0, 0, model.device())) {
      while (batches.hasNext()) {
        try (MemoryScope scope = MemoryScope.open()) {
          StepOutcome outcome = function.run(batches.next());
          for (BatchOutput output : outcome.outputs()) {
            List<Tensor> predictions = output.predictions().stream().map(units).toList();
            List<Tensor> targets = output.targets().stream().map(units).toList();
            metrics.forEach(metric -> metric.update(predictions, targets));
          }
          meanLoss = meanLoss.plus(outcome);
        }
      }
    }
    if (wasTraining) {
      model.train();
    }
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put(Phase.LOSS, meanLoss.value());
    metrics.forEach(metric -> scores.put(metric.name(), metric.value()));
    return scores;
  }

  /** Returns what gives the loss and outputs of a batch, without recording for backward. */
  static BatchFunction function(Module model, Loss loss, CompileMode compile) {
    return new BatchFunction(
        compile,
        Optional.empty(),
        new OutcomeTensors(loss.isWeightedMean(), false),
        batch -> evaluate(model, loss, batch));
  }

  private static StepOutcome evaluate(Module model, Loss loss, Batch batch) {
    try (Autograd.Guard mode = Autograd.noGrad()) {
      List<Tensor> predictions = model.callAll(batch.inputArray());
      BatchLoss value = BatchLoss.of(loss, predictions, batch.targetList());
      return new StepOutcome(
          value.loss().to(DType.FLOAT64),
          value.means(),
          batch.size(),
          List.of(new BatchOutput(predictions, batch.targetList())));
    }
  }
}
