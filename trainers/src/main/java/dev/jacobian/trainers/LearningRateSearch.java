package dev.jacobian.trainers;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rates that a {@link LearningRateFinder} tries, one after the other, and what came of them.
 */
final class LearningRateSearch {
  private final LearningRateFinder.Options options;
  private final List<LearningRateCurve.Point> points = new ArrayList<>();
  private Optional<String> stopReason = Optional.empty();
  private double average;
  private double best = Double.POSITIVE_INFINITY;

  LearningRateSearch(LearningRateFinder.Options options) {
    this.options = options;
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

  /** Takes the loss at the rate, and goes on to the next. */
  void add(double loss) {
    double rate = learningRate();
    if (!Double.isFinite(loss)) {
      stopReason = Optional.of("loss or gradients were not finite at learning rate " + rate);
      return;
    }
    average = options.smoothing() * average + (1 - options.smoothing()) * loss;
    // The average started at 0; this is the sum of the weights of the losses in it.
    double weight = 1 - Math.pow(options.smoothing(), points.size() + 1.0);
    double smoothed = average / weight;
    points.add(new LearningRateCurve.Point(rate, loss, smoothed));
    best = Math.min(best, smoothed);
    if (best > 0 && smoothed > options.stopFactor() * best) {
      stopReason =
          Optional.of(
              "the smoothed loss exceeded "
                  + options.stopFactor()
                  + " times the best at learning rate "
                  + rate);
    }
  }

  LearningRateCurve curve() {
    return new LearningRateCurve(points, stopReason);
  }
}
