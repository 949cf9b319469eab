package dev.jacobian.benchmarks.run;

import dev.jacobian.benchmarks.report.Quantity;
import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.TrainTask;
import dev.jacobian.benchmarks.work.Workload;
import dev.jacobian.benchmarks.worker.Protocol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Times processes from their start: W7 until the first step of training is done, W14 until they
 * end. The contenders take turns, each time in a new process.
 *
 * @param root the folder with the examples
 * @param temporary a folder for what the processes read and write
 */
record ProcessTimes(Recorder recorder, Commands commands, Path root, Path temporary) {
  /** A new process from its start. */
  @FunctionalInterface
  private interface Start {
    /** Returns the seconds that it took, or empty if the contender is not there. */
    OptionalDouble seconds() throws IOException;
  }

  /** Measures the time to the first step. */
  void firstSteps(Contest contest) throws IOException {
    Map<Contender, Start> starts = new LinkedHashMap<>();
    for (Contender contender : contest.contenders()) {
      if (commands.isPossible(contender)) {
        starts.put(contender, () -> firstStep(contest.workload(), contender));
      } else {
        recorder.absent(contest.workload(), contender, Commands.NO_PYTHON);
      }
    }
    rounds(contest, starts);
  }

  private OptionalDouble firstStep(Workload workload, Contender contender) {
    long start = System.nanoTime();
    try (WorkerProcess process = new WorkerProcess(commands.firstStep(contender))) {
      List<String> answer = process.answer();
      double seconds = (System.nanoTime() - start) / 1e9;
      return isThere(workload, contender, answer)
          ? OptionalDouble.of(seconds)
          : OptionalDouble.empty();
    }
  }

  /** Measures whole trainings, after one of each that is not timed and has to come out the same. */
  void trainings(Contest contest) throws IOException {
    Workload workload = contest.workload();
    TrainTask task = TrainTask.of(workload);
    Path data = temporary.resolve("digits.npz");
    Path config = temporary.resolve("digits.yaml");
    if (workload == Workload.W14_IRIS) {
      data = root.resolve("examples/data/iris.csv");
      config = root.resolve("examples/configs/iris.yaml");
    } else if (!commands.hasPython() || !digits(contest, data)) {
      return;
    } else {
      Files.writeString(config, task.config(data.getFileName().toString()));
    }
    Agreement agreement = new Agreement(workload, workload.tolerance());
    Map<Contender, Start> starts = new LinkedHashMap<>();
    for (Contender contender : contest.contenders()) {
      if (!isThere(workload, contender)) {
        continue;
      }
      Path made = temporary.resolve(contender.name());
      List<String> command = commands.train(contender, task, config, data, made);
      Optional<String> difference =
          agreement.difference(contender, new double[] {train(command, made).accuracy()});
      if (difference.isPresent()) {
        recorder.absent(workload, contender, difference.get());
      } else {
        starts.put(contender, () -> OptionalDouble.of(train(command, made).seconds()));
      }
    }
    rounds(contest, starts);
  }

  /** Writes the rows of the digits; without scikit-learn nobody trains on them. */
  private boolean digits(Contest contest, Path npz) {
    try (WorkerProcess process = new WorkerProcess(commands.digits(npz))) {
      List<String> answer = process.answer();
      boolean isWritten = true;
      for (Contender contender : contest.contenders()) {
        isWritten &= isThere(contest.workload(), contender, answer);
      }
      return isWritten;
    }
  }

  private boolean isThere(Workload workload, Contender contender) {
    if (!commands.isPossible(contender)) {
      recorder.absent(workload, contender, Commands.NO_PYTHON);
      return false;
    }
    List<String> about = commands.about(contender);
    if (contender.host() == Contender.Host.LAUNCHER) {
      if (!Files.isExecutable(commands.launcher())) {
        recorder.absent(workload, contender, "there is no " + commands.launcher());
        return false;
      }
      // A launcher that has something to build says so first.
      String version = WholeTraining.run(about).output().lines().reduce("", (one, next) -> next);
      recorder.results().addLibrary(contender, version);
      return true;
    }
    try (WorkerProcess process = new WorkerProcess(about)) {
      List<String> answer = process.answer();
      boolean isThere = isThere(workload, contender, answer);
      if (isThere) {
        recorder.results().addLibrary(contender, Protocol.text(answer));
      }
      return isThere;
    }
  }

  private boolean isThere(Workload workload, Contender contender, List<String> answer) {
    if (answer.get(0).equals(Protocol.ABSENT)) {
      recorder.absent(workload, contender, Protocol.text(answer));
      return false;
    }
    return true;
  }

  /** Trains, and deletes what it made. */
  private static WholeTraining train(List<String> command, Path made) throws IOException {
    WholeTraining training = WholeTraining.run(command);
    Folders.delete(made);
    return training;
  }

  private void rounds(Contest contest, Map<Contender, Start> starts) throws IOException {
    Map<Contender, List<Double>> seconds = new LinkedHashMap<>();
    for (int round = 0; round < contest.rounds(); round++) {
      for (Map.Entry<Contender, Start> entry : List.copyOf(starts.entrySet())) {
        Turn.pause();
        OptionalDouble found = entry.getValue().seconds();
        if (found.isPresent()) {
          seconds
              .computeIfAbsent(entry.getKey(), who -> new ArrayList<>())
              .add(found.getAsDouble());
        } else {
          starts.remove(entry.getKey());
        }
      }
    }
    seconds.forEach((who, found) -> recorder.add(contest.workload(), who, Quantity.SECONDS, found));
  }
}
