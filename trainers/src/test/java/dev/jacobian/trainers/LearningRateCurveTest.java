package dev.jacobian.trainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Curves with known falls, at 100 rates from 1e-8 to 1 unless a test says otherwise. */
class LearningRateCurveTest {
  private static final int SEEDS = 200;

  /** Falls from 1 to 0.2; steepest at 10^-2.5, almost all of it between 1e-4 and 1e-1. */
  private static double fall(double exponent) {
    return 1 - 0.8 / (1 + Math.exp(-3 * (exponent + 2.5)));
  }

  private static double explosion(double exponent, double from) {
    return Math.min(1e6, Math.exp(10 * (exponent - from)));
  }

  private static LearningRateCurve curve(int steps, DoubleUnaryOperator lossAtExponent) {
    List<LearningRateCurve.Point> points = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      double exponent = -8 + 8.0 * i / (steps - 1);
      points.add(
          new LearningRateCurve.Point(
              Math.pow(10, exponent), lossAtExponent.applyAsDouble(exponent)));
    }
    return new LearningRateCurve(points, Optional.empty());
  }

  /** Returns a curve of which each loss is off by a random factor of this logarithmic deviation. */
  private static LearningRateCurve noisy(DoubleUnaryOperator loss, double deviation, int seed) {
    Random random = new Random(seed);
    return curve(100, x -> loss.applyAsDouble(x) * Math.exp(deviation * random.nextGaussian()));
  }

  private static double exponent(LearningRateCurve curve) {
    return Math.log10(curve.suggestion().orElseThrow());
  }

  @Test
  void aFallIsFoundInTheMiddleOfIt() {
    assertEquals(-2.5, exponent(curve(100, LearningRateCurveTest::fall)), 0.1);
    assertEquals(-2.5, exponent(curve(20, LearningRateCurveTest::fall)), 0.3);
    assertEquals(-2.5, exponent(curve(3000, LearningRateCurveTest::fall)), 0.1);
  }

  @Test
  void neitherTheHeightNorTheUnitOfTheLossMatters() {
    double plain = exponent(curve(100, LearningRateCurveTest::fall));
    assertEquals(plain, exponent(curve(100, x -> 1e6 * fall(x))), 1e-9);
    assertEquals(plain, exponent(curve(100, x -> fall(x) - 7)), 1e-9);
    assertEquals(plain, exponent(curve(100, x -> 1e-9 * fall(x))), 1e-9);
  }

  @Test
  void whatComesAfterTheLowestLossDoesNotMatter() {
    double plain = exponent(curve(100, LearningRateCurveTest::fall));
    assertEquals(
        plain, exponent(curve(100, x -> fall(x) + explosion(x, -0.5))), 0.2, "an explosion");
    assertEquals(
        plain, exponent(curve(100, x -> x < -0.6 ? fall(x) : 3 + x)), 0.2, "a climb by a step");
    assertEquals(
        plain,
        exponent(curve(100, x -> x < -0.6 ? fall(x) : 1 + Math.sin(40 * x) / 2)),
        0.2,
        "losses that leap up and down");
  }

  /** Batches that differ: a level with noise, then a fall, with and without an explosion. */
  @ParameterizedTest
  @CsvSource({"0.02, 0.2, 0", "0.1, 0.3, 0", "0.3, 0.5, 10"})
  void noiseMovesTheSuggestionLittle(double deviation, double tolerance, int most) {
    int off = 0;
    for (int seed = 0; seed < SEEDS; seed++) {
      off += isOff(noisy(LearningRateCurveTest::fall, deviation, seed), tolerance) ? 1 : 0;
      off += isOff(noisy(x -> fall(x) + explosion(x, -0.5), deviation, seed), tolerance) ? 1 : 0;
    }
    assertTrue(off <= most, off + " of " + 2 * SEEDS + " are off by more than " + tolerance);
  }

  private static boolean isOff(LearningRateCurve curve, double tolerance) {
    OptionalDouble found = curve.suggestion();
    return found.isEmpty() || Math.abs(Math.log10(found.getAsDouble()) + 2.5) > tolerance;
  }

  @Test
  void theLevelBeforeTheFallIsNotSuggested() {
    for (int seed = 0; seed < SEEDS; seed++) {
      double found = exponent(noisy(x -> x < -3 ? 1 : Math.max(0.2, -x / 3), 0.15, seed));
      assertTrue(found > -3 && found < -0.5, "seed " + seed + ": " + found);
    }
  }

  @Test
  void aLossThatExplodesAtOnceHasNoSuggestion() {
    assertEquals(OptionalDouble.empty(), curve(100, x -> 1 + explosion(x, -7.5)).suggestion());
    for (int seed = 0; seed < SEEDS; seed++) {
      assertEquals(
          OptionalDouble.empty(),
          noisy(x -> 1 + explosion(x, -7.5), 0.1, seed).suggestion(),
          "seed " + seed);
    }
  }

  @Test
  void aLossThatStaysHasNoSuggestionHoweverNoisy() {
    assertEquals(OptionalDouble.empty(), curve(100, x -> 1).suggestion());
    for (double deviation : new double[] {0.02, 0.1, 0.5}) {
      int found = 0;
      for (int seed = 0; seed < 1000; seed++) {
        found += noisy(x -> 1, deviation, seed).suggestion().isPresent() ? 1 : 0;
      }
      assertTrue(found < 10, found + " of 1000 with noise of " + deviation);
    }
  }

  @Test
  void aLossThatFallsFromTheFirstRateToTheLastIsTakenInTheMiddle() {
    assertEquals(-4, exponent(curve(100, x -> -x)), 0.1);
    for (int seed = 0; seed < SEEDS; seed++) {
      assertEquals(-4, exponent(noisy(x -> 1 - x, 0.1, seed)), 1, "seed " + seed);
    }
  }

  @Test
  void aLossThatOnlyBeganToFallIsTakenThere() {
    double found = exponent(curve(100, x -> fall(x - 2)));
    assertTrue(found > -1.5 && found < 0, "" + found);
  }

  @Test
  void ofTwoFallsTheOneThatExplainsMoreIsTaken() {
    double found = exponent(curve(100, x -> fall(x) + 0.1 * fall(x + 4)));
    assertEquals(-2.5, found, 0.3);
  }

  @Test
  void classesThatAreLearnedFallFromTheLogarithmOfTheirNumber() {
    double found =
        exponent(
            curve(
                100, x -> x > -1 ? 2 + x : Math.log(3) * (1 - 0.9 / (1 + Math.exp(-4 * (x + 3))))));
    assertEquals(-3, found, 0.2);
  }

  @Test
  void fewStepsAreTakenAsTheyAre() {
    assertEquals(OptionalDouble.empty(), curve(100, x -> 1).suggestion());
    assertEquals(
        OptionalDouble.empty(), new LearningRateCurve(List.of(), Optional.empty()).suggestion());
    assertEquals(
        OptionalDouble.empty(),
        new LearningRateCurve(List.of(new LearningRateCurve.Point(0.1, 3)), Optional.empty())
            .suggestion());
    assertEquals(-4, exponent(curve(2, x -> -x)), 1e-9);
    assertEquals(-4, exponent(curve(3, x -> -x)), 1e-9);
    assertEquals(OptionalDouble.empty(), curve(3, x -> x).suggestion());
  }

  @Test
  void aLossThatClimbsHasNoSuggestion() {
    assertEquals(OptionalDouble.empty(), curve(100, x -> 10 + x).suggestion());
  }
}
