package dev.jacobian.compile;

import dev.jacobian.device.threads.ThreadSettings;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs of programs that change nothing for each other, prepared one after the other and computed on
 * several threads, each with a program and memory of its own.
 */
final class RunsAtOnce {
  private final WorkerThreads threads;
  private final Consumer<Tensor[]> eager;
  private final List<Program> programs = new ArrayList<>();
  private final List<Tensor[]> arguments = new ArrayList<>();

  /**
   * Starts without any runs.
   *
   * @param eager makes a run eagerly, to say in the user's terms what is wrong with its data
   */
  RunsAtOnce(WorkerThreads threads, Consumer<Tensor[]> eager) {
    this.threads = threads;
    this.eager = eager;
  }

  /** Returns how many runs wait. */
  int size() {
    return programs.size();
  }

  /**
   * Does what a run does in Java.
   *
   * @param program of which no other run waits
   * @return the tensors that {@link #compute} fills
   */
  List<Tensor> prepare(Program program, Tensor[] inputs, double @Nullable [] numbersRead) {
    List<Tensor> outputs = program.prepare(inputs, numbersRead);
    programs.add(program);
    arguments.add(inputs);
    return outputs;
  }

  /** Computes the runs that wait; if one fails, none has been made. */
  void compute() {
    try {
      threads.run(programs.size(), this::compute);
    } catch (DataException e) {
      List<Tensor[]> given = List.copyOf(arguments);
      takeBack();
      given.forEach(eager);
      throw e;
    } catch (RuntimeException | Error failure) {
      takeBack();
      throw failure;
    }
    programs.forEach(Program::finish);
    clear();
  }

  private void compute(int run) {
    try (ThreadSettings.Alone here = ThreadSettings.alone()) {
      programs.get(run).compute();
    }
  }

  /** Takes back what the runs that wait did in Java, the last first. */
  void takeBack() {
    for (int i = programs.size() - 1; i >= 0; i--) {
      programs.get(i).takeBack();
    }
    clear();
  }

  private void clear() {
    programs.clear();
    arguments.clear();
  }
}
