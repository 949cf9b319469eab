package dev.jacobian.optim.schedule;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.nn.Goldens;
import dev.jacobian.optim.schedule.ReduceLROnPlateau.ThresholdMode;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Holds every default against the signature of PyTorch's class. */
class ScheduleDefaultsTest {
  private final Goldens goldens = Goldens.load("schedules.txt");
  private final Set<String> seen = new HashSet<>();

  private void assertDefault(String name, Object actual) {
    seen.add(name);
    if (actual instanceof Number number) {
      assertEquals(goldens.number("default/" + name), number.doubleValue(), name);
    } else {
      assertEquals(
          goldens.text("default/" + name), actual.toString().toLowerCase(Locale.ROOT), name);
    }
  }

  @Test
  void defaultsArePyTorchs() {
    assertDefault("StepLR/gamma", StepLR.of(1).gamma());
    assertDefault("MultiStepLR/gamma", MultiStepLR.of(1).gamma());
    assertDefault("CosineAnnealingLR/eta_min", CosineAnnealingLR.of(1).minLearningRate());
    assertDefault("LinearLR/start_factor", LinearLR.defaults().startFactor());
    assertDefault("LinearLR/end_factor", LinearLR.defaults().endFactor());
    assertDefault("LinearLR/total_iters", LinearLR.defaults().steps());
    assertDefault("PolynomialLR/total_iters", PolynomialLR.defaults().steps());
    assertDefault("PolynomialLR/power", PolynomialLR.defaults().power());
    OneCycleLR cycle = OneCycleLR.of(1, 2);
    assertDefault("OneCycleLR/pct_start", cycle.riseFraction());
    assertDefault("OneCycleLR/anneal_strategy", cycle.annealing());
    assertDefault("OneCycleLR/div_factor", cycle.startDivisor());
    assertDefault("OneCycleLR/final_div_factor", cycle.finalDivisor());
    assertDefault("OneCycleLR/three_phase", cycle.threePhase());
    assertDefault("OneCycleLR/cycle_momentum", cycle.cycleMomentum());
    assertDefault("OneCycleLR/base_momentum", cycle.baseMomentum());
    assertDefault("OneCycleLR/max_momentum", cycle.maxMomentum());
    assertDefault("ConstantLR/factor", ConstantLR.defaults().factor());
    assertDefault("ConstantLR/total_iters", ConstantLR.defaults().steps());
    CosineAnnealingWarmRestarts restarts = CosineAnnealingWarmRestarts.of(3);
    assertDefault("CosineAnnealingWarmRestarts/T_mult", restarts.multiplier());
    assertDefault("CosineAnnealingWarmRestarts/eta_min", restarts.minLearningRate());
    CyclicLR cyclic = CyclicLR.of(0.1, 1);
    assertDefault("CyclicLR/step_size_up", cyclic.stepsUp());
    assertEquals(cyclic.stepsUp(), cyclic.stepsDown());
    assertDefault("CyclicLR/step_size_down", "None");
    assertDefault("CyclicLR/mode", cyclic.mode());
    assertDefault("CyclicLR/gamma", cyclic.gamma());
    assertDefault("CyclicLR/cycle_momentum", cyclic.cycleMomentum());
    assertDefault("CyclicLR/base_momentum", cyclic.baseMomentum());
    assertDefault("CyclicLR/max_momentum", cyclic.maxMomentum());
    ReduceLROnPlateau.Options plateau = ReduceLROnPlateau.Options.defaults();
    assertDefault("ReduceLROnPlateau/mode", plateau.mode());
    assertDefault("ReduceLROnPlateau/factor", plateau.factor());
    assertDefault("ReduceLROnPlateau/patience", plateau.patience());
    assertDefault("ReduceLROnPlateau/threshold", plateau.threshold());
    assertEquals(ThresholdMode.RELATIVE, plateau.thresholdMode());
    assertDefault("ReduceLROnPlateau/threshold_mode", "rel");
    assertDefault("ReduceLROnPlateau/cooldown", plateau.cooldown());
    assertDefault("ReduceLROnPlateau/min_lr", plateau.minLearningRate());
    assertDefault("ReduceLROnPlateau/eps", plateau.epsilon());

    Set<String> expected = new TreeSet<>();
    for (String name : goldens.parts("default/")) {
      goldens.parts("default/" + name + "/").forEach(option -> expected.add(name + "/" + option));
    }
    assertEquals(35, expected.size());
    assertEquals(expected, new TreeSet<>(seen));
  }
}
