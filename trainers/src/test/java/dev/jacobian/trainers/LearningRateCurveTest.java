package dev.jacobian.trainers;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LearningRateCurveTest {
  /** Returns a curve whose learning rates are the numbers of the steps. */
  private static LearningRateCurve curve(double... smoothed) {
    List<LearningRateCurve.Point> points = new ArrayList<>();
    for (int i = 0; i < smoothed.length; i++) {
      points.add(new LearningRateCurve.Point(i, Double.NaN, smoothed[i]));
    }
    return new LearningRateCurve(points, Optional.empty());
  }

  @Test
  void theSteepestDescentIsBetweenItsNeighbours() {
    // numpy.gradient gives 0, -0.5, -2.5, -3.5, -1.5, 1, 2, and for the first four below 0, -2,
    // -2.5, -1.
    assertEquals(OptionalDouble.of(3), curve(9, 9, 8, 4, 1, 1, 3).suggestion(0, 0));
    assertEquals(OptionalDouble.of(2), curve(9, 9, 5, 4, 3.5, 1, 9).suggestion(0, 3));
  }

  @Test
  void endsHaveOneNeighbour() {
    // numpy.gradient gives -4, -2.5, -1 and -1, -2.5, -4.
    assertEquals(OptionalDouble.of(0), curve(9, 5, 4).suggestion(0, 0));
    assertEquals(OptionalDouble.of(2), curve(9, 8, 4).suggestion(0, 0));
  }

  @Test
  void stepsAtTheEndsAreLeftOut() {
    assertEquals(OptionalDouble.of(2), curve(99, 9, 8, 4, -50).suggestion(2, 1));
    double[] losses = new double[14];
    losses[0] = 1000;
    losses[11] = -1;
    losses[12] = -3;
    losses[13] = -1000;
    assertEquals(OptionalDouble.of(12), curve(losses).suggestion());
  }

  @Test
  void thereMayBeNoSuggestion() {
    assertEquals(OptionalDouble.empty(), curve(1, 1, 2, 3).suggestion(0, 0));
    assertEquals(OptionalDouble.empty(), curve(3, 2, 1).suggestion(1, 1));
    assertEquals(OptionalDouble.empty(), curve(3, 2, 1).suggestion());
    assertEquals(OptionalDouble.empty(), curve().suggestion());
  }
}
