package dev.jacobian.benchmarks.run;

import dev.jacobian.benchmarks.report.Quantity;
import dev.jacobian.benchmarks.report.Results;
import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.CsvTask;
import dev.jacobian.benchmarks.work.Workload;
import dev.jacobian.benchmarks.worker.Protocol;
import dev.jacobian.benchmarks.worker.Soak;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** One run of a plan. */
public final class Session {
  /** What Python runs, in the folder {@code python} of the resources. */
  static final List<String> SCRIPTS =
      List.of(
          "worker.py",
          "tasks.py",
          "with_torch.py",
          "with_jax.py",
          "with_tables.py",
          "with_transformers.py",
          "train_script.py");

  private final Recorder recorder;
  private final Commands commands;
  private final ProcessTimes processes;
  private final Path csv;

  private Session(Consumer<String> progress, Path temporary, Folder folder, Results results) {
    this.recorder = new Recorder(results, progress);
    this.commands =
        new Commands(
            PythonFinder.find().orElse(""),
            temporary,
            folder.unpacked(),
            folder.root().resolve("jacobian"));
    this.processes = new ProcessTimes(recorder, commands, folder.root(), temporary);
    this.csv = temporary.resolve("numbers.csv");
  }

  /**
   * The folders that a run uses.
   *
   * @param unpacked where libraries may unpack their native code
   * @param root of the project, with the launcher and the examples
   */
  public record Folder(Path unpacked, Path root) {}

  /**
   * Runs a plan, and adds to results what it finds.
   *
   * @param progress takes lines that say how far it is
   */
  public static void run(Plan plan, Folder folder, Consumer<String> progress, Results results)
      throws IOException {
    Path temporary = Files.createTempDirectory("benchmark");
    try {
      for (String script : SCRIPTS) {
        Files.writeString(temporary.resolve(script), script(script));
      }
      Session session = new Session(progress, temporary, folder, results);
      Machine.describe(results);
      for (Contest contest : plan.contests()) {
        session.hold(contest);
      }
    } finally {
      Folders.delete(temporary);
    }
  }

  /** Returns the text of a script for Python. */
  static String script(String name) throws IOException {
    try (InputStream script = Session.class.getResourceAsStream("python/" + name)) {
      return new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void hold(Contest contest) throws IOException {
    recorder.begin(contest.workload());
    switch (contest.workload()) {
      case W7 -> processes.firstSteps(contest);
      case W14_IRIS, W14_DIGITS -> processes.trainings(contest);
      default -> work(contest);
    }
  }

  private void work(Contest contest) throws IOException {
    if (contest.workload() == Workload.W6) {
      CsvTask.write(csv);
    }
    List<WorkerProcess> open = new ArrayList<>();
    try {
      List<Turn> turns = prepare(contest, open);
      if (contest.isSoak()) {
        turns.forEach(turn -> soak(contest.workload(), turn, contest.rounds()));
      } else {
        rounds(contest, turns);
      }
    } finally {
      open.forEach(WorkerProcess::close);
    }
  }

  private List<Turn> prepare(Contest contest, List<WorkerProcess> open) {
    Agreement agreement =
        new Agreement(contest.workload(), Environment.tolerance(contest.workload()));
    List<Turn> turns = new ArrayList<>();
    for (List<Contender> contenders : contest.processes()) {
      if (!commands.isPossible(contenders.get(0))) {
        recorder.absent(contest.workload(), contenders.get(0), Commands.NO_PYTHON);
        continue;
      }
      WorkerProcess process = new WorkerProcess(commands.worker(contest, contenders, csv));
      open.add(process);
      for (int index = 0; index < contenders.size(); index++) {
        Contender contender = contenders.get(index);
        List<String> about = process.answer();
        if (about.get(0).equals(Protocol.ABSENT)) {
          recorder.absent(contest.workload(), contender, Protocol.text(about));
          break;
        }
        recorder.results().addLibrary(contender, Protocol.text(about));
        Optional<String> difference =
            agreement.difference(contender, Turn.numbers(process.answer(Protocol.CHECK)));
        if (difference.isPresent()) {
          recorder.absent(contest.workload(), contender, difference.get());
        } else {
          turns.add(new Turn(contender, process, index));
        }
      }
    }
    return turns;
  }

  private void rounds(Contest contest, List<Turn> turns) {
    for (Turn turn : turns) {
      turn.warm(contest.warmSeconds(), contest.roundSeconds());
    }
    for (int round = 0; round < contest.rounds(); round++) {
      for (Turn turn : turns) {
        Turn.pause();
        turn.round();
      }
    }
    for (Turn turn : turns) {
      recorder.add(contest.workload(), turn.contender(), Quantity.SECONDS, turn.seconds());
      if (contest.weighs()) {
        List<Double> bytes = List.of(turn.resident());
        recorder.add(contest.workload(), turn.contender(), Quantity.RESIDENT, bytes);
      }
    }
  }

  private void soak(Workload workload, Turn turn, int steps) {
    Soak soak = turn.soak(steps);
    Contender contender = turn.contender();
    recorder.add(workload, contender, Quantity.RESIDENT, List.of(soak.residentBytes()));
    recorder.add(workload, contender, Quantity.RESIDENT_GROWTH, List.of(soak.residentGrowth()));
    recorder.add(workload, contender, Quantity.POOL_GROWTH, List.of(soak.poolGrowth()));
    recorder.add(workload, contender, Quantity.HEAP_PER_STEP, List.of(soak.heapPerCall()));
  }
}
