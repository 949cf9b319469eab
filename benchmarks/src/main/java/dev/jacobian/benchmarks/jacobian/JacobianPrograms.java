package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.StepTask;
import dev.jacobian.benchmarks.work.Workload;
import dev.jacobian.trainers.strategy.SingleDevice;
import dev.jacobian.trainers.strategy.Threads;
import java.nio.file.Path;

/** Chooses Jacobian's program for a workload. */
public final class JacobianPrograms {
  private JacobianPrograms() {}

  /**
   * Prepares a workload.
   *
   * @param file what W6 reads
   */
  public static Program create(Contender contender, Workload workload, Path file) {
    return Placement.waiting(program(contender, workload, file));
  }

  private static Program program(Contender contender, Workload workload, Path file) {
    return switch (workload) {
      case W1, W2, W7, W8_SMALL, W8_LARGE, W9, W15_DEEP, W15_WIDE, W17 ->
          training(contender, workload);
      case W3 -> epoch(contender);
      case W4, W4_TRANSPOSED, W4_COLUMNS, W4_STRIDED ->
          new FunctionProgram(new Polynomial(workload), isCompiled(contender));
      case W5, W5_LARGE -> new Gram(workload, contender == Contender.JACOBIAN_TRANSPOSED);
      case W6 -> new CsvReading(file);
      case W10 -> SequenceTraining.gpt(isCompiled(contender));
      case W16 -> SequenceTraining.lstm(isCompiled(contender));
      case W11 -> new FunctionProgram(new RowFunctions.CrossEntropy(), isCompiled(contender));
      case W12 -> new FunctionProgram(new RowFunctions.Normalization(), isCompiled(contender));
      case W13 -> new Generating();
      case W14_IRIS, W14_DIGITS ->
          throw new IllegalArgumentException(workload + " is a process of its own");
    };
  }

  private static Program training(Contender contender, Workload workload) {
    return switch (contender) {
      case JACOBIAN_COMPILED -> new CompiledTraining(Training.of(workload));
      case JACOBIAN_SHARDS -> new ShardedTraining(StepTask.of(workload), new SingleDevice());
      case JACOBIAN_THREADS -> new ShardedTraining(StepTask.of(workload), new Threads(2));
      default -> new EagerTraining(Training.of(workload));
    };
  }

  private static Program epoch(Contender contender) {
    if (contender == Contender.JACOBIAN_TRAINER) {
      return new TrainerEpoch();
    }
    return isCompiled(contender) ? new CompiledEpoch() : new EagerEpoch();
  }

  static String about() {
    return "Jacobian: " + Placement.DEVICE.backend().description();
  }

  private static boolean isCompiled(Contender contender) {
    return contender == Contender.JACOBIAN_COMPILED;
  }
}
