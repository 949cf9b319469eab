package dev.jacobian.optim.schedule;

import dev.jacobian.nn.Parameter;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.ParameterGroup;
import dev.jacobian.optim.SGD;
import dev.jacobian.optim.schedule.ReduceLROnPlateau.Mode;
import dev.jacobian.optim.schedule.ReduceLROnPlateau.ThresholdMode;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The schedules of {@code goldens_schedules.py}, by their names there. */
public final class ScheduleRows {
  private ScheduleRows() {}

  /** Returns the schedules that are functions of the position; one for both groups or one each. */
  public static Map<String, List<Schedule>> schedules() {
    Map<String, List<Schedule>> all = new TreeMap<>();
    put(all, "step", StepLR.of(7));
    put(all, "stepGamma", StepLR.of(1).withGamma(1.05));
    put(all, "multiStep", MultiStepLR.of(3, 4, 30));
    put(all, "multiStepGamma", MultiStepLR.of(1, 59, 100).withGamma(0.3));
    put(all, "exponential", new ExponentialLR(0.9));
    put(all, "cosine", CosineAnnealingLR.of(20));
    put(all, "cosineMinimum", CosineAnnealingLR.of(13).withMinLearningRate(0.01));
    LinearLR linear = LinearLR.defaults();
    put(all, "linear", linear);
    put(all, "linearUp", linear.withStartFactor(0.01).withSteps(17));
    put(all, "linearDown", linear.withStartFactor(1).withEndFactor(0.2).withSteps(50));
    put(all, "polynomial", PolynomialLR.defaults());
    put(all, "polynomialPower", PolynomialLR.defaults().withSteps(40).withPower(2.5));
    OneCycleLR cycle = OneCycleLR.of(0.5, 60);
    put(all, "oneCycle", cycle);
    put(all, "oneCycleLinear", cycle.withAnnealing(Annealing.LINEAR).withRiseFraction(0.21));
    OneCycleLR threePhase = cycle.withThreePhase(true);
    put(all, "oneCycleThreePhase", threePhase);
    put(
        all,
        "oneCycleThreePhaseLinear",
        threePhase.withAnnealing(Annealing.LINEAR).withRiseFraction(0.5));
    put(all, "oneCycleDivisors", cycle.withStartDivisor(4).withFinalDivisor(100));
    put(all, "oneCycleOnlyDown", cycle.withRiseFraction(0));
    put(all, "oneCycleOnlyUp", cycle.withRiseFraction(1));
    put(all, "oneCycleMomentum", cycle.withMomentum(0.2, 0.7));
    put(all, "oneCycleKept", cycle.withCycleMomentum(false));
    all.put("oneCycleShort", List.of(OneCycleLR.of(0.5, 11), OneCycleLR.of(0.2, 11)));
    put(
        all,
        "warmUp",
        SequentialLR.warmUp(linear.withStartFactor(0.1).withSteps(6), CosineAnnealingLR.of(54)));
    put(
        all,
        "sequence",
        new SequentialLR(
            List.of(linear.withSteps(20), new ExponentialLR(0.95), StepLR.of(4).withGamma(0.5)),
            List.of(10L, 31L)));
    others(all);
    return all;
  }

  private static void others(Map<String, List<Schedule>> all) {
    put(all, "constant", ConstantLR.defaults());
    put(all, "constantHalf", ConstantLR.defaults().withFactor(0.5).withSteps(20));
    put(all, "lambda", new LambdaLR(position -> 1 / (1 + 0.1 * position)));
    put(all, "multiplicative", new MultiplicativeLR(position -> position % 7 == 0 ? 0.5 : 0.99));
    CosineAnnealingWarmRestarts restarts = CosineAnnealingWarmRestarts.of(9);
    put(all, "restarts", restarts);
    put(all, "restartsGrowing", restarts.withMultiplier(2).withMinLearningRate(0.01));
    CyclicLR cyclic = CyclicLR.of(0.01, 0.3).withSteps(8);
    put(all, "cyclic", cyclic);
    put(all, "cyclicHalf", cyclic.withSteps(5, 9).withMode(CyclicLR.Mode.TRIANGULAR2));
    put(all, "cyclicExp", cyclic.withMode(CyclicLR.Mode.EXP_RANGE).withGamma(0.97));
    put(all, "cyclicMomentum", cyclic.withMomentum(0.1, 0.95));
    put(all, "cyclicKept", cyclic.withCycleMomentum(false));
    put(
        all,
        "chained",
        ChainedScheduler.of(
            ConstantLR.defaults().withFactor(0.1).withSteps(20), new ExponentialLR(0.9)));
    put(
        all,
        "chainedCosine",
        ChainedScheduler.of(
            LinearLR.defaults().withSteps(6), CosineAnnealingLR.of(70), StepLR.of(11)));
  }

  private static void put(Map<String, List<Schedule>> all, String name, Schedule schedule) {
    all.put(name, List.of(schedule, schedule));
  }

  /** Returns the options of the plateau schedules. */
  public static Map<String, ReduceLROnPlateau.Options> plateaus() {
    Map<String, ReduceLROnPlateau.Options> all = new TreeMap<>();
    ReduceLROnPlateau.Options defaults = ReduceLROnPlateau.Options.defaults();
    ReduceLROnPlateau.Options half = defaults.withFactor(0.5);
    ReduceLROnPlateau.Options quick = half.withPatience(1);
    ReduceLROnPlateau.Options higher = half.withMode(Mode.MAX).withPatience(3);
    all.put("default", defaults);
    all.put("patience", half.withPatience(2));
    all.put("impatient", defaults.withFactor(0.9).withPatience(0));
    all.put("higher", higher.withThreshold(1e-4, ThresholdMode.ABSOLUTE));
    all.put("higherRelative", higher.withThreshold(0.02, ThresholdMode.RELATIVE));
    all.put("relative", half.withPatience(2).withThreshold(1e-3, ThresholdMode.RELATIVE));
    all.put("absolute", half.withPatience(2).withThreshold(7e-4, ThresholdMode.ABSOLUTE));
    all.put("cooldown", quick.withCooldown(4));
    all.put("minimum", quick.withMinLearningRate(0.004));
    all.put("epsilon", quick.withEpsilon(0.004));
    all.put("holes", half.withPatience(2).withCooldown(1));
    all.put("nothing", half.withPatience(4));
    return all;
  }

  /** Returns an optimizer with the two groups of the goldens. */
  public static Optimizer optimizer() {
    return optimizer(0.1, 0.025);
  }

  /** Returns an optimizer with a group for each learning rate. */
  public static Optimizer optimizer(double first, double second) {
    return new SGD(List.of(group(first), group(second)));
  }

  private static ParameterGroup<SGD.Options> group(double learningRate) {
    return new ParameterGroup<>(
        List.of(Parameter.of(Tensor.zeros(1))), SGD.Options.of(learningRate).withMomentum(0.5));
  }

  /** Returns the momentums of an optimizer's groups. */
  public static double[] momentums(Optimizer optimizer) {
    return optimizer.groups().stream().mapToDouble(group -> group.momentum().orElse(-1)).toArray();
  }

  /** Returns the learning rates of an optimizer's groups. */
  public static double[] rates(Optimizer optimizer) {
    return optimizer.groups().stream().mapToDouble(ParameterGroup::learningRate).toArray();
  }
}
