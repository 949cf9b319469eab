package dev.jacobian.trainers.callback;

import dev.jacobian.metric.Metric;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Computes metrics over the rows of each phase and adds them to its scores. Of a model with several
 * outputs, a {@link dev.jacobian.metric.OutputMetric} judges one.
 */
public final class MetricScores implements StatefulCallback {
  private final List<Metric> metrics;
  private final UnaryOperator<Tensor> ofPredictions;
  private final UnaryOperator<Tensor> ofTargets;
  private boolean isTrainingOver;
  private Map<String, Tensor> nothing = Map.of();
  private Map<String, Tensor> interrupted = Map.of();

  /** Computes these metrics. */
  public MetricScores(Metric... metrics) {
    this(List.of(metrics), UnaryOperator.identity());
  }

  /**
   * Computes metrics in other units than the loss's.
   *
   * @param units applied to predictions and targets before a metric sees them, for example the
   *     inverse of a scaling
   */
  public MetricScores(List<Metric> metrics, UnaryOperator<Tensor> units) {
    this(metrics, units, units);
  }

  /**
   * Computes metrics of other values than the loss's.
   *
   * @param ofPredictions applied to predictions before a metric sees them
   * @param ofTargets applied to targets: where the loss compares probabilities of classes, for
   *     example, metrics want the most probable one
   */
  public MetricScores(
      List<Metric> metrics, UnaryOperator<Tensor> ofPredictions, UnaryOperator<Tensor> ofTargets) {
    this.metrics = List.copyOf(metrics);
    this.ofPredictions = ofPredictions;
    this.ofTargets = ofTargets;
  }

  @Override
  public void runStarted(RunStarted event) {
    isTrainingOver = false;
    metrics.forEach(Metric::reset);
    nothing = stateDict();
  }

  @Override
  public void phaseStarted(PhaseStarted event) {
    boolean isTraining = event.phase() == Phase.TRAIN;
    isTrainingOver = isTrainingOver && !isTraining;
    interrupted = isTraining ? nothing : stateDict();
    metrics.forEach(Metric::reset);
  }

  @Override
  public void batchFinished(BatchFinished event) {
    for (BatchOutput output : event.outputs()) {
      List<Tensor> predictions = output.predictions().stream().map(ofPredictions).toList();
      List<Tensor> targets = output.targets().stream().map(ofTargets).toList();
      for (Metric metric : metrics) {
        metric.update(predictions, targets);
      }
    }
  }

  @Override
  public void phaseFinished(PhaseFinished event) {
    for (Metric metric : metrics) {
      event.scores().put(event.phase().score(metric.name()), metric.value());
    }
    if (event.phase() == Phase.TRAIN) {
      isTrainingOver = true;
    } else if (!isTrainingOver) {
      loadStateDict(interrupted);
    }
  }

  /**
   * {@inheritDoc} That is the rows of an epoch that goes on; those of one that is over are nothing
   * that a checkpoint has to hold, and some metrics keep them all.
   */
  @Override
  public Map<String, Tensor> stateDict() {
    if (isTrainingOver) {
      return nothing;
    }
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (Metric metric : metrics) {
      metric.stateDict().forEach((name, tensor) -> state.put(metric.name() + "." + name, tensor));
    }
    return state;
  }

  @Override
  public void loadStateDict(Map<String, Tensor> state) {
    for (Metric metric : metrics) {
      metric.loadStateDict(CallbackState.part(state, metric.name() + "."));
    }
  }
}
