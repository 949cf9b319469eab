package dev.jacobian.trainers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rates that a {@link LearningRateFinder} tries, one after the other, and what came of them.
 */
final class LearningRateSearch {
  private final LearningRateFinder.Options options;
  private final double lossBefore;
  private final List<LearningRateCurve.Point> points = new ArrayList<>();
  private Optional<String> stopReason = Optional.empty();

  /**
   * Makes a search.
   *
   * @param lossBefore the loss before the first step
   */
  LearningRateSearch(LearningRateFinder.Options options, double lossBefore) {
    this.options = options;
    this.lossBefore = lossBefore;
    if (!Double.isFinite(lossBefore)) {
      stopReason = Optional.of("the loss was not finite before the first step");
    }
  }

  /** Returns whether there is another rate to try. */
  boolean goesOn() {
    return points.size() < options.steps() && stopReason.isEmpty();
  }

  /** Returns the rate to try: the rates are a geometric sequence. */
  double learningRate() {
    double way = (double) points.size() / (options.steps() - 1);
    double start = options.startLearningRate();
    return start * Math.pow(options.endLearningRate() / start, way);
  }

  /** Takes the loss after the step at the rate, and goes on to the next. */
  void add(double loss) {
    double rate = learningRate();
    if (!Double.isFinite(loss)) {
      stopReason = Optional.of("loss or gradients were not finite at learning rate " + rate);
      return;
    }
    points.add(new LearningRateCurve.Point(rate, loss));
    if (lossBefore > 0 && loss > options.stopFactor() * lossBefore) {
      stopReason =
          Optional.of(
              "the loss exceeded "
                  + options.stopFactor()
                  + " times that before the first step at learning rate "
                  + rate);
    }
  }

  LearningRateCurve curve() {
    return new LearningRateCurve(points, stopReason);
  }
}
