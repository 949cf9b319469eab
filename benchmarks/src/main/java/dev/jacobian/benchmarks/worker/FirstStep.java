package dev.jacobian.benchmarks.worker;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.Workload;
import java.nio.file.Path;
import java.util.Optional;

/** W7: makes the model, trains one step, says so, and ends. */
public final class FirstStep {
  private FirstStep() {}

  /**
   * Runs.
   *
   * @param args the contender's name
   */
  public static void main(String[] args) {
    Optional<Program> program =
        Programs.create(Contender.valueOf(args[0]), Workload.W7, Path.of(""));
    program.ifPresent(Program::run);
    System.out.println(Protocol.MARK + (program.isPresent() ? Protocol.DONE : Programs.ABSENCE));
  }
}
