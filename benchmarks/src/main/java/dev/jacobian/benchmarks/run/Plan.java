package dev.jacobian.benchmarks.run;

import static dev.jacobian.benchmarks.work.Contender.ARROW;
import static dev.jacobian.benchmarks.work.Contender.CBLAS;
import static dev.jacobian.benchmarks.work.Contender.DJL;
import static dev.jacobian.benchmarks.work.Contender.DL4J;
import static dev.jacobian.benchmarks.work.Contender.JACOBIAN_COMMAND;
import static dev.jacobian.benchmarks.work.Contender.JACOBIAN_COMPILED;
import static dev.jacobian.benchmarks.work.Contender.JACOBIAN_CSV;
import static dev.jacobian.benchmarks.work.Contender.JACOBIAN_EAGER;
import static dev.jacobian.benchmarks.work.Contender.JACOBIAN_ND4J;
import static dev.jacobian.benchmarks.work.Contender.JACOBIAN_SHARDS;
import static dev.jacobian.benchmarks.work.Contender.JACOBIAN_THREADS;
import static dev.jacobian.benchmarks.work.Contender.JACOBIAN_TRAINER;
import static dev.jacobian.benchmarks.work.Contender.JACOBIAN_TRANSPOSED;
import static dev.jacobian.benchmarks.work.Contender.JAX;
import static dev.jacobian.benchmarks.work.Contender.ND4J;
import static dev.jacobian.benchmarks.work.Contender.PANDAS;
import static dev.jacobian.benchmarks.work.Contender.PANDAS_ARROW;
import static dev.jacobian.benchmarks.work.Contender.POLARS;
import static dev.jacobian.benchmarks.work.Contender.PYTORCH;
import static dev.jacobian.benchmarks.work.Contender.PYTORCH_ALL;
import static dev.jacobian.benchmarks.work.Contender.PYTORCH_COMPILED;
import static dev.jacobian.benchmarks.work.Contender.PYTORCH_COMPILED_ALL;
import static dev.jacobian.benchmarks.work.Contender.PYTORCH_GRAPHS;
import static dev.jacobian.benchmarks.work.Contender.PYTORCH_LOADER;
import static dev.jacobian.benchmarks.work.Contender.PYTORCH_SCRIPT;
import static dev.jacobian.benchmarks.work.Contender.PYTORCH_SLICES;
import static dev.jacobian.benchmarks.work.Contender.SAMEDIFF;
import static dev.jacobian.benchmarks.work.Contender.TRANSFORMERS;
import static dev.jacobian.benchmarks.work.Contender.TRANSFORMERS_ALL;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.util.Collection;
import java.util.List;

/**
 * What a run measures.
 *
 * @param contests in order
 */
public record Plan(List<Contest> contests) {
  private static final double WARM = 3;
  private static final double ROUND = 0.2;
  private static final int ROUNDS = 15;
  private static final Contender[] STEPS = {
    JACOBIAN_COMPILED,
    JACOBIAN_EAGER,
    JACOBIAN_ND4J,
    PYTORCH,
    PYTORCH_ALL,
    PYTORCH_COMPILED,
    PYTORCH_COMPILED_ALL,
    JAX,
    DJL,
    SAMEDIFF,
    DL4J,
    ND4J
  };
  private static final Contender[] FUNCTIONS = {
    JACOBIAN_COMPILED,
    JACOBIAN_EAGER,
    PYTORCH,
    PYTORCH_ALL,
    PYTORCH_COMPILED,
    PYTORCH_COMPILED_ALL,
    JAX
  };

  /** Returns every workload with every contender: some twenty minutes. */
  public static Plan full() {
    return new Plan(
        List.of(
            Contest.of(Workload.W1, ROUNDS, WARM, ROUND, STEPS),
            Contest.of(Workload.W2, ROUNDS, WARM, ROUND, STEPS),
            Contest.of(
                Workload.W3,
                7,
                1,
                0,
                JACOBIAN_COMPILED,
                JACOBIAN_TRAINER,
                JACOBIAN_EAGER,
                PYTORCH_LOADER,
                PYTORCH_SLICES,
                JAX,
                DJL),
            Contest.of(
                Workload.W4,
                ROUNDS,
                WARM,
                ROUND,
                JACOBIAN_COMPILED,
                JACOBIAN_EAGER,
                JACOBIAN_ND4J,
                PYTORCH,
                PYTORCH_ALL,
                PYTORCH_COMPILED,
                PYTORCH_COMPILED_ALL,
                JAX,
                DJL,
                ND4J),
            Contest.of(Workload.W4_TRANSPOSED, ROUNDS, WARM, ROUND, FUNCTIONS),
            Contest.of(Workload.W4_COLUMNS, ROUNDS, WARM, ROUND, FUNCTIONS),
            Contest.of(Workload.W4_STRIDED, ROUNDS, WARM, ROUND, FUNCTIONS),
            Contest.of(
                    Workload.W5,
                    ROUNDS,
                    WARM,
                    ROUND,
                    PYTORCH,
                    PYTORCH_ALL,
                    PYTORCH_COMPILED_ALL,
                    JAX,
                    DJL,
                    ND4J)
                .withShared(JACOBIAN_EAGER, JACOBIAN_TRANSPOSED, CBLAS),
            Contest.of(Workload.W6, 5, 1, 0, JACOBIAN_CSV, ARROW, POLARS, PANDAS_ARROW, PANDAS),
            Contest.of(
                Workload.W7, 7, 0, 0, JACOBIAN_COMPILED, JACOBIAN_EAGER, PYTORCH, JAX, DJL, DL4J),
            Contest.of(Workload.W8_SMALL, 100_000, 0, 0, JACOBIAN_COMPILED, JACOBIAN_EAGER),
            Contest.of(Workload.W8_LARGE, 1_000, 0, 0, JACOBIAN_COMPILED, JACOBIAN_EAGER),
            Contest.of(Workload.W9, ROUNDS, WARM, ROUND, FUNCTIONS),
            Contest.of(Workload.W10, ROUNDS, WARM, ROUND, FUNCTIONS),
            Contest.of(Workload.W11, ROUNDS, WARM, ROUND, FUNCTIONS),
            Contest.of(Workload.W12, ROUNDS, WARM, ROUND, FUNCTIONS),
            Contest.of(Workload.W13, 3, 0, 0, JACOBIAN_EAGER, TRANSFORMERS, TRANSFORMERS_ALL),
            Contest.of(Workload.W14_IRIS, 7, 0, 0, JACOBIAN_COMMAND, PYTORCH_SCRIPT),
            Contest.of(Workload.W14_DIGITS, 7, 0, 0, JACOBIAN_COMMAND, PYTORCH_SCRIPT),
            shards(Workload.W15_DEEP),
            shards(Workload.W15_WIDE),
            Contest.of(Workload.W16, ROUNDS, WARM, ROUND, FUNCTIONS),
            Contest.of(Workload.W17, ROUNDS, WARM, ROUND, FUNCTIONS)));
  }

  private static Contest shards(Workload workload) {
    return Contest.of(
        workload, ROUNDS, WARM, ROUND, JACOBIAN_COMPILED, JACOBIAN_SHARDS, JACOBIAN_THREADS);
  }

  /** Returns the most important workloads with the closest peers: about two minutes. */
  public static Plan brief() {
    Contender[] closest = {JACOBIAN_COMPILED, JACOBIAN_EAGER, PYTORCH, PYTORCH_ALL, JAX, DJL};
    return new Plan(
        List.of(
            Contest.of(Workload.W1, 7, 1, 0.1, closest),
            Contest.of(Workload.W2, 7, 1, 0.1, closest),
            Contest.of(Workload.W4, 7, 1, 0.1, closest),
            Contest.of(Workload.W6, 3, 0, 0, JACOBIAN_CSV, ARROW, POLARS),
            Contest.of(Workload.W14_IRIS, 3, 0, 0, JACOBIAN_COMMAND, PYTORCH_SCRIPT)));
  }

  /** Returns what is measured on a GPU: some ten minutes. */
  public static Plan gpu() {
    Contender[] steps = {
      JACOBIAN_COMPILED, JACOBIAN_EAGER, PYTORCH, PYTORCH_COMPILED, PYTORCH_GRAPHS
    };
    Contender[] functions = {JACOBIAN_COMPILED, JACOBIAN_EAGER, PYTORCH, PYTORCH_COMPILED};
    return new Plan(
        List.of(
            Contest.of(Workload.W1, ROUNDS, WARM, ROUND, steps),
            Contest.of(Workload.W2, ROUNDS, WARM, ROUND, steps),
            Contest.of(Workload.W4, ROUNDS, WARM, ROUND, functions),
            Contest.of(Workload.W5, ROUNDS, WARM, ROUND, JACOBIAN_EAGER, PYTORCH),
            Contest.of(Workload.W5_LARGE, ROUNDS, WARM, ROUND, JACOBIAN_EAGER, PYTORCH),
            Contest.of(Workload.W9, ROUNDS, WARM, ROUND, steps),
            Contest.of(Workload.W10, ROUNDS, WARM, ROUND, steps)));
  }

  /** Returns a plan's contests, each as a plan of its own. */
  public List<Plan> each() {
    return contests.stream().map(contest -> new Plan(List.of(contest))).toList();
  }

  /** Returns this plan in a moment: it shows that all of it runs, and not how fast. */
  public Plan rehearsal() {
    return new Plan(
        contests.stream()
            .map(contest -> new Contest(contest.workload(), contest.processes(), 2, 0.01, 0.001))
            .toList());
  }

  /** Returns only some workloads of this plan. */
  public Plan only(Collection<Workload> wanted) {
    return new Plan(
        contests.stream().filter(contest -> wanted.contains(contest.workload())).toList());
  }
}
