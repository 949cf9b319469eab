package dev.jacobian.trainers;

import dev.jacobian.nn.Module;
import dev.jacobian.optim.WeightAverage;
import dev.jacobian.tensor.Tensor;
import java.util.Map;
import java.util.Optional;

/**
 * The averages that a run keeps, if it keeps any.
 *
 * @param averaging which, if any
 * @param average the averages themselves, likewise
 */
record AveragedWeights(
    Module model, Optional<WeightAveraging> averaging, Optional<WeightAverage> average) {
  static AveragedWeights of(Module model, Optional<WeightAveraging> averaging) {
    return new AveragedWeights(model, averaging, averaging.map(kind -> kind.of(model)));
  }

  /** Returns what is updated in each step, if steps are averaged. */
  Optional<WeightAverage> ofSteps() {
    return averaging.filter(WeightAveraging::isOfSteps).flatMap(kind -> average);
  }

  /** Takes the weights at the end of an epoch into the averages, if it counts. */
  void epochEnded(int epoch) {
    if (averaging.filter(kind -> kind.takes(epoch)).isPresent()) {
      average.ifPresent(each -> each.update(model));
    }
  }

  /** Runs something while the model has the averages, if there are any yet. */
  void during(Runnable work) {
    adopt();
    try {
      work.run();
    } finally {
      adopt();
    }
  }

  /** Exchanges the weights of the model with the averages, if there are any yet. */
  void adopt() {
    average.filter(each -> each.updates() > 0).ifPresent(each -> each.swap(model));
  }

  /** Returns what goes into a state of the run. */
  Map<String, Tensor> stateDict() {
    return average.map(WeightAverage::stateDict).orElse(Map.of());
  }

  /** Goes on from a saved state. */
  void loadStateDict(Map<String, Tensor> state) {
    average.ifPresent(each -> each.loadStateDict(state));
  }

  /** Returns what the averages are of, or {@code none}. */
  @Override
  public String toString() {
    return averaging.map(Object::toString).orElse("none");
  }
}
