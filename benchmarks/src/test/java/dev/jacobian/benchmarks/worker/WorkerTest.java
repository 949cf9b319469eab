package dev.jacobian.benchmarks.worker;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.Workload;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class WorkerTest {
  /**
   * The loss before training and after the 20 steps that every run compares, by hand in float64.
   */
  private static final double FIRST_LOSS = 0.4886586;

  private static final double LATER_LOSS = 0.4343791;

  @ParameterizedTest
  @EnumSource(
      value = Contender.class,
      names = {
        "JACOBIAN_EAGER",
        "JACOBIAN_COMPILED",
        "JACOBIAN_SHARDS",
        "JACOBIAN_THREADS",
        "DL4J",
        "SAMEDIFF",
        "ND4J"
      })
  void aStepIsTheSameForEverybody(Contender contender) {
    Program program = Programs.create(contender, Workload.W1, Path.of("")).orElseThrow();
    assertEquals(FIRST_LOSS, program.results()[0], 1e-5);
    for (int step = 0; step < 20; step++) {
      program.run();
    }
    assertEquals(LATER_LOSS, program.results()[0], 1e-5);
    assertTrue(program.about().matches(".*\\d+ threads.*|.*openblas.*"), program::about);
  }

  @ParameterizedTest
  @EnumSource(
      value = Contender.class,
      names = {"JACOBIAN_EAGER", "JACOBIAN_COMPILED", "ND4J"})
  void thePolynomialIsTheSameForEverybody(Contender contender) {
    Program program = Programs.create(contender, Workload.W4, Path.of("")).orElseThrow();
    program.run();
    assertEquals(1.3331490, program.results()[0], 1e-6);
  }

  @ParameterizedTest
  @EnumSource(
      value = Workload.class,
      names = {"W4_TRANSPOSED", "W4_COLUMNS", "W4_STRIDED", "W9", "W11", "W12"})
  void aFunctionIsTheSameEagerAndCompiled(Workload workload) {
    double[] eager = results(Contender.JACOBIAN_EAGER, workload);
    double[] compiled = results(Contender.JACOBIAN_COMPILED, workload);
    assertArrayEquals(eager, compiled, 1e-6 * Arrays.stream(eager).max().orElseThrow());
    assertTrue(Arrays.stream(eager).allMatch(number -> number > 0));
  }

  @ParameterizedTest
  @EnumSource(
      value = Workload.class,
      names = {"W10", "W16"})
  void aSequenceIsLearnedTheSameEagerAndCompiled(Workload workload) {
    Program eager = Programs.create(Contender.JACOBIAN_EAGER, workload, Path.of("")).orElseThrow();
    Program compiled =
        Programs.create(Contender.JACOBIAN_COMPILED, workload, Path.of("")).orElseThrow();
    double first = eager.results()[0];
    assertEquals(first, compiled.results()[0], 1e-6 * first);
    for (int step = 0; step < 3; step++) {
      eager.run();
      compiled.run();
    }
    double last = eager.results()[0];
    assertTrue(last < first, last + " after " + first);
    assertEquals(last, compiled.results()[0], 1e-4 * first);
  }

  private static double[] results(Contender contender, Workload workload) {
    Program program = Programs.create(contender, workload, Path.of("")).orElseThrow();
    program.run();
    return program.results();
  }

  @ParameterizedTest
  @EnumSource(
      value = Contender.class,
      names = {"JACOBIAN_EAGER", "JACOBIAN_TRANSPOSED", "CBLAS", "ND4J"})
  void theProductIsTheSameForEverybody(Contender contender) {
    Program program = Programs.create(contender, Workload.W5, Path.of("")).orElseThrow();
    program.run();
    assertEquals(221.80945, program.results()[1], 1e-3);
  }

  @Test
  void aSoakCountsTheHeapOfACall() {
    int[][] kept = new int[1][];
    Program program =
        new Program() {
          @Override
          public void run() {
            kept[0] = new int[1000];
          }

          @Override
          public double[] results() {
            return new double[0];
          }

          @Override
          public String about() {
            return "";
          }
        };
    Soak soak = Soak.run(program, 20_000);
    assertEquals(4016, soak.heapPerCall(), 200);
    assertEquals(0, soak.poolGrowth());
    assertEquals(1000, kept[0].length);
  }

  @Test
  void everyContenderOfThisBuildIsKnown() {
    EnumSet<Contender> steps =
        EnumSet.of(Contender.JACOBIAN_EAGER, Contender.DL4J, Contender.SAMEDIFF, Contender.ND4J);
    for (Contender contender : steps) {
      assertTrue(Programs.create(contender, Workload.W2, Path.of("")).isPresent());
    }
  }
}
