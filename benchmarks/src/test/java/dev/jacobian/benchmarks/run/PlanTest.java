package dev.jacobian.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanTest {
  @Test
  void everyWorkloadAndEveryContenderIsInTheFullPlanOrInThatOfGpus() {
    List<Contest> contests =
        Stream.of(Plan.full(), Plan.gpu()).flatMap(plan -> plan.contests().stream()).toList();
    assertEquals(
        EnumSet.allOf(Workload.class),
        contests.stream().map(Contest::workload).collect(Collectors.toSet()));
    Set<Contender> contenders =
        contests.stream()
            .flatMap(contest -> contest.processes().stream())
            .flatMap(List::stream)
            .collect(Collectors.toSet());
    assertEquals(EnumSet.allOf(Contender.class), contenders);
  }

  @Test
  void aProcessIsEitherJavaOrOnePythonContender() {
    for (Contest contest : Plan.full().contests()) {
      for (List<Contender> process : contest.processes()) {
        boolean isJava =
            process.stream().allMatch(contender -> contender.host() == Contender.Host.JVM);
        assertTrue(isJava || process.size() == 1, () -> contest.workload() + " " + process);
      }
    }
  }

  @Test
  void onlySomeWorkloadsKeepTheirOrder() {
    List<Contest> contests = Plan.full().only(List.of(Workload.W4, Workload.W1)).contests();
    assertEquals(
        List.of(Workload.W1, Workload.W4), contests.stream().map(Contest::workload).toList());
  }
}
