package dev.jacobian.optim.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.schedule.ReduceLROnPlateau.Mode;
import dev.jacobian.optim.schedule.ReduceLROnPlateau.ThresholdMode;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LRSchedulerTest {
  private static final ReduceLROnPlateau.Options PLATEAU = ReduceLROnPlateau.Options.defaults();

  private static void assertMessage(
      Class<? extends JacobianException> type, String message, Executable call) {
    assertEquals(message, assertThrows(type, call).getMessage());
  }

  @Test
  void bindingSetsTheRatesOfTheFirstPosition() {
    Optimizer optimizer = ScheduleRows.optimizer();
    LRScheduler scheduler =
        new LRScheduler(optimizer, LinearLR.defaults().withStartFactor(0.5).withSteps(2));
    assertEquals(0, scheduler.position());
    assertArrayEquals(new double[] {0.05, 0.0125}, ScheduleRows.rates(optimizer));
    scheduler.step();
    assertArrayEquals(new double[] {0.075, 0.01875}, ScheduleRows.rates(optimizer), 1e-15);
  }

  @Test
  void aLambdaIsASchedule() {
    Optimizer optimizer = ScheduleRows.optimizer();
    LRScheduler scheduler = new LRScheduler(optimizer, (base, position) -> base / (1 + position));
    scheduler.moveTo(4);
    assertArrayEquals(new double[] {0.02, 0.005}, ScheduleRows.rates(optimizer), 1e-15);
  }

  @Test
  void aGroupMayHaveAScheduleOfItsOwn() {
    Optimizer optimizer = ScheduleRows.optimizer();
    List<Schedule> schedules = List.of((base, position) -> base, new ExponentialLR(0.5));
    new LRScheduler(optimizer, schedules).step();
    assertArrayEquals(new double[] {0.1, 0.0125}, ScheduleRows.rates(optimizer));
    assertMessage(
        OptionException.class,
        "LRScheduler: 1 schedules for 2 parameter groups; expected one for each group, or one for all",
        () -> new LRScheduler(optimizer, List.of(StepLR.of(1))));
  }

  @Test
  void aScheduleThatGivesNoLearningRateChangesNothing() {
    Optimizer optimizer = ScheduleRows.optimizer();
    LRScheduler scheduler =
        new LRScheduler(optimizer, (base, position) -> position == 1 && base < 0.1 ? -1 : base / 2);
    assertMessage(
        OptionException.class,
        "LRScheduler: learning rates [0.05, -1.0] at position 1; expected a schedule that gives finite numbers, 0 or"
            + " more",
        scheduler::step);
    assertEquals(0, scheduler.position());
    assertArrayEquals(new double[] {0.05, 0.0125}, ScheduleRows.rates(optimizer));
    assertMessage(
        OptionException.class,
        "LRScheduler: position -1; expected at least 0",
        () -> scheduler.moveTo(-1));
  }

  @NeedsCompiler
  @Test
  void stepsInsideACompiledFunctionAreRefused() {
    Optimizer optimizer = ScheduleRows.optimizer();
    LRScheduler scheduler = new LRScheduler(optimizer, StepLR.of(1));
    ReduceLROnPlateau plateau = new ReduceLROnPlateau(optimizer, PLATEAU);
    Map<String, Runnable> calls = new LinkedHashMap<>();
    calls.put("LRScheduler", scheduler::step);
    calls.put("ReduceLROnPlateau", () -> plateau.step(1));
    calls.forEach(
        (name, call) -> {
          Compiled function =
              Compiled.function(
                  tensors -> {
                    call.run();
                    return tensors[0].mul(2);
                  });
          assertMessage(
              AutogradException.class,
              name
                  + ": step() inside a compiled function, which repeats tensor ops only; expected a call between the"
                  + " steps; fix: call it after the compiled function has run; the new rate counts from the next run"
                  + " on",
              () -> function.run(Tensor.ones(2)));
        });
    assertEquals(0, scheduler.position());
  }

  @Test
  void theStateHasNamesAndSpecs() {
    Optimizer optimizer = ScheduleRows.optimizer();
    LRScheduler scheduler = new LRScheduler(optimizer, StepLR.of(1));
    scheduler.moveTo(3);
    Map<String, Tensor> state = scheduler.stateDict();
    assertEquals(List.of("position", "base_lrs"), List.copyOf(state.keySet()));
    assertEquals(3, state.get("position").item());
    assertArrayEquals(new double[] {0.1, 0.025}, state.get("base_lrs").toDoubleArray());
    ReduceLROnPlateau plateau = new ReduceLROnPlateau(optimizer, PLATEAU);
    assertEquals(
        List.of("best", "num_bad_epochs", "cooldown_counter", "lrs"),
        List.copyOf(plateau.stateDict().keySet()));
    assertEquals(Double.POSITIVE_INFINITY, plateau.stateDict().get("best").item());
  }

  @Test
  void oneErrorListsEverythingThatDoesNotFit() {
    Optimizer optimizer = ScheduleRows.optimizer();
    LRScheduler scheduler = new LRScheduler(optimizer, StepLR.of(1));
    scheduler.step();
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("position", Tensor.of(new double[] {1}, new long[0]));
    state.put("best", Tensor.zeros(1));
    assertMessage(
        StateException.class,
        "the state does not fit the LRScheduler: position is float64[] instead of int64[], missing base_lrs"
            + " float64[2], unexpected best float32[1]; expected the state of a LRScheduler over as many parameter"
            + " groups; fix: make optimizer and schedule with the options that the state was saved with",
        () -> scheduler.loadStateDict(state));
    assertEquals(1, scheduler.position());
  }

  @Test
  void savedNumbersAreChecked() {
    Optimizer optimizer = ScheduleRows.optimizer();
    LRScheduler scheduler = new LRScheduler(optimizer, StepLR.of(1));
    assertMessage(
        StateException.class,
        "LRScheduler: saved position -5; expected 0 or more",
        () -> scheduler.loadStateDict(with(scheduler.stateDict(), "position", -5)));
    assertMessage(
        StateException.class,
        "LRScheduler: saved base_lrs [NaN, NaN]; expected finite numbers, 0 or more",
        () -> scheduler.loadStateDict(with(scheduler.stateDict(), "base_lrs", Double.NaN)));
    ReduceLROnPlateau plateau = new ReduceLROnPlateau(optimizer, PLATEAU);
    assertMessage(
        StateException.class,
        "ReduceLROnPlateau: saved best NaN; expected a number",
        () -> plateau.loadStateDict(with(plateau.stateDict(), "best", Double.NaN)));
    assertMessage(
        StateException.class,
        "ReduceLROnPlateau: saved num_bad_epochs -1; expected 0 or more",
        () -> plateau.loadStateDict(with(plateau.stateDict(), "num_bad_epochs", -1)));
    assertMessage(
        StateException.class,
        "ReduceLROnPlateau: saved lrs [-1.0, -1.0]; expected finite numbers, 0 or more",
        () -> plateau.loadStateDict(with(plateau.stateDict(), "lrs", -1)));
    assertArrayEquals(new double[] {0.1, 0.025}, ScheduleRows.rates(optimizer));
  }

  private static Map<String, Tensor> with(Map<String, Tensor> state, String name, double value) {
    state.get(name).fillInPlace(value);
    return state;
  }

  @Test
  void aRateThatTheUserChangedIsWhatThePlateauLowers() {
    Optimizer optimizer = ScheduleRows.optimizer();
    ReduceLROnPlateau plateau =
        new ReduceLROnPlateau(optimizer, PLATEAU.withPatience(0).withFactor(0.5));
    assertFalse(plateau.step(1));
    optimizer.setLearningRate(0.8);
    assertTrue(plateau.step(1));
    assertArrayEquals(new double[] {0.4, 0.4}, ScheduleRows.rates(optimizer));
  }

  @Test
  void anInfiniteScoreIsNotBetterThanNone() {
    for (Mode mode : Mode.values()) {
      double worst = mode == Mode.MIN ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
      Optimizer optimizer = ScheduleRows.optimizer();
      ReduceLROnPlateau plateau =
          new ReduceLROnPlateau(optimizer, PLATEAU.withMode(mode).withPatience(1));
      assertFalse(plateau.step(worst));
      assertTrue(plateau.step(worst));
      assertFalse(plateau.step(0));
      assertEquals(0, plateau.stateDict().get("best").item());
    }
  }

  @Test
  void aCycleThatIsOverStaysWhereItEnded() {
    OneCycleLR cycle = OneCycleLR.of(1, 10);
    double last = cycle.rate(0.1, 9);
    assertEquals(1.0 / 25 / 1e4, last, 1e-18);
    assertEquals(last, cycle.rate(0.1, 10));
    assertEquals(last, cycle.rate(0.1, Long.MAX_VALUE));
    // The way up has no length: 0.1 * 10 - 1.
    assertEquals(1, cycle.withRiseFraction(0.1).rate(0.1, 0));
  }

  @Test
  void farPositionsKeepTheirAccuracy() {
    CosineAnnealingLR cosine = CosineAnnealingLR.of(10);
    assertEquals(cosine.rate(1, 3), cosine.rate(1, 20_000_000_000_003L));
    assertEquals(1, LinearLR.defaults().rate(1, Long.MAX_VALUE));
    assertEquals(0, PolynomialLR.defaults().rate(1, Long.MAX_VALUE));
    CosineAnnealingWarmRestarts restarts = CosineAnnealingWarmRestarts.of(10);
    assertEquals(restarts.rate(1, 3), restarts.rate(1, 10_000_000_000_003L));
    double last = restarts.withMultiplier(3).rate(1, Long.MAX_VALUE);
    assertTrue(last >= 0 && last <= 1, "rate " + last);
    CyclicLR cyclic = CyclicLR.of(0.1, 1).withSteps(4);
    assertEquals(cyclic.rate(1, 3), cyclic.rate(1, 8_000_000_000_003L));
  }

  @Test
  void countsAreChecked() {
    Map<String, Executable> calls = new LinkedHashMap<>();
    calls.put("StepLR: step size 0; expected at least 1", () -> StepLR.of(0));
    calls.put("CosineAnnealingLR: steps 0; expected at least 1", () -> CosineAnnealingLR.of(0));
    calls.put("LinearLR: steps 0; expected at least 1", () -> LinearLR.defaults().withSteps(0));
    calls.put(
        "PolynomialLR: steps -1; expected at least 1", () -> PolynomialLR.defaults().withSteps(-1));
    calls.put("OneCycleLR: steps 1; expected at least 2", () -> OneCycleLR.of(1, 1));
    calls.put(
        "ReduceLROnPlateau: patience -1; expected at least 0", () -> PLATEAU.withPatience(-1));
    calls.put(
        "ReduceLROnPlateau: cooldown -1; expected at least 0", () -> PLATEAU.withCooldown(-1));
    calls.put(
        "MultiStepLR: milestones [5, 5]; expected positions above 0, each above the one before",
        () -> MultiStepLR.of(5, 5));
    calls.put(
        "MultiStepLR: milestones [0]; expected positions above 0, each above the one before",
        () -> MultiStepLR.of(0));
    calls.put(
        "SequentialLR: milestones [3, 2]; expected positions above 0, each above the one before",
        () -> new SequentialLR(List.of(StepLR.of(1), StepLR.of(1), StepLR.of(1)), List.of(3L, 2L)));
    calls.put(
        "SequentialLR: 1 schedules with 1 milestones; expected one milestone for each schedule but the first",
        () -> new SequentialLR(List.of(StepLR.of(1)), List.of(3L)));
    calls.put("ConstantLR: steps -1; expected at least 0", () -> new ConstantLR(1, -1));
    calls.put(
        "CosineAnnealingWarmRestarts: steps 0; expected at least 1",
        () -> CosineAnnealingWarmRestarts.of(0));
    calls.put(
        "CosineAnnealingWarmRestarts: multiplier 0; expected at least 1",
        () -> CosineAnnealingWarmRestarts.of(1).withMultiplier(0));
    calls.put(
        "CyclicLR: steps up 0; expected at least 1", () -> CyclicLR.of(0.1, 1).withSteps(0, 1));
    calls.put(
        "CyclicLR: steps down 0; expected at least 1", () -> CyclicLR.of(0.1, 1).withSteps(1, 0));
    calls.put(
        "CyclicLR: from 1.0 up to 0.1; expected a maximum that is not below the base",
        () -> CyclicLR.of(1, 0.1));
    calls.put("ChainedScheduler: no schedules; expected at least one", ChainedScheduler::of);
    calls.forEach((message, call) -> assertMessage(OptionException.class, message, call));
    assertEquals(18, calls.size());
  }

  @Test
  void numbersAreChecked() {
    OneCycleLR cycle = OneCycleLR.of(1, 10);
    assertRange("StepLR: gamma", "a finite number above 0", value -> StepLR.of(1).withGamma(value));
    assertRange(
        "MultiStepLR: gamma",
        "a finite number above 0",
        value -> MultiStepLR.of(1).withGamma(value));
    assertRange("ExponentialLR: gamma", "a finite number above 0", ExponentialLR::new);
    assertRange(
        "CosineAnnealingLR: minimum learning rate",
        "a finite number, 0 or more",
        value -> CosineAnnealingLR.of(1).withMinLearningRate(value));
    assertRange(
        "LinearLR: start factor",
        "a number in [0, 1]",
        value -> LinearLR.defaults().withStartFactor(value));
    assertRange(
        "LinearLR: end factor",
        "a number in [0, 1]",
        value -> LinearLR.defaults().withEndFactor(value));
    assertRange(
        "ConstantLR: factor",
        "a number in [0, 1]",
        value -> ConstantLR.defaults().withFactor(value));
    assertRange(
        "CosineAnnealingWarmRestarts: minimum learning rate",
        "a finite number, 0 or more",
        value -> CosineAnnealingWarmRestarts.of(1).withMinLearningRate(value));
    assertRange(
        "CyclicLR: gamma",
        "a finite number above 0",
        value -> CyclicLR.of(0.1, 1).withGamma(value));
    assertRange(
        "CyclicLR: base learning rate",
        "a finite number, 0 or more",
        value -> CyclicLR.of(value, 1));
    assertRange(
        "PolynomialLR: power",
        "a finite number above 0",
        value -> PolynomialLR.defaults().withPower(value));
    assertRange(
        "OneCycleLR: maximum learning rate",
        "a finite number above 0",
        value -> OneCycleLR.of(value, 10));
    assertRange("OneCycleLR: rise fraction", "a number in [0, 1]", cycle::withRiseFraction);
    assertRange("OneCycleLR: start divisor", "a finite number above 0", cycle::withStartDivisor);
    assertRange("OneCycleLR: final divisor", "a finite number above 0", cycle::withFinalDivisor);
    assertRange("ReduceLROnPlateau: factor", "a number in (0, 1)", PLATEAU::withFactor);
    assertRange(
        "ReduceLROnPlateau: threshold",
        "a finite number, 0 or more",
        value -> PLATEAU.withThreshold(value, ThresholdMode.ABSOLUTE));
    assertRange(
        "ReduceLROnPlateau: minimum learning rate",
        "a finite number, 0 or more",
        PLATEAU::withMinLearningRate);
    assertRange("ReduceLROnPlateau: epsilon", "a finite number, 0 or more", PLATEAU::withEpsilon);
    assertMessage(
        OptionException.class,
        "OneCycleLR: rise fraction 0.6 in three phases; expected at most 0.5, since the way down is as long as the way"
            + " up",
        () -> cycle.withRiseFraction(0.6).withThreePhase(true));
    assertMessage(
        OptionException.class,
        "ReduceLROnPlateau: relative threshold 1.5; expected a part of the best score, in [0, 1); fix: use"
            + " ThresholdMode.ABSOLUTE for a difference of scores",
        () -> PLATEAU.withThreshold(1.5, ThresholdMode.RELATIVE));
  }

  private static void assertRange(String option, String expected, DoubleConsumer make) {
    for (double value : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      assertMessage(
          OptionException.class,
          option + " " + value + "; expected " + expected,
          () -> make.accept(value));
    }
  }
}
