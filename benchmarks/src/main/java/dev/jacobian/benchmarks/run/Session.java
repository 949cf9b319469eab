package dev.jacobian.benchmarks.run;

import dev.jacobian.benchmarks.report.Measurement;
import dev.jacobian.benchmarks.report.Quantity;
import dev.jacobian.benchmarks.report.Results;
import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.CsvTask;
import dev.jacobian.benchmarks.work.Workload;
import dev.jacobian.benchmarks.worker.Protocol;
import dev.jacobian.benchmarks.worker.Soak;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Consumer;

/** One run of a plan. */
public final class Session {
  static final String SCRIPT = "pytorch_worker.py";

  /** Threads that spin after their work are asleep by then, and do not take the next one's time. */
  private static final long PAUSE_MILLIS = 50;

  private final Results results = new Results();
  private final Consumer<String> progress;
  private final boolean hasPython;
  private final Commands commands;
  private final Path csv;

  private Session(Consumer<String> progress, Optional<String> python, Path temporary, Path folder) {
    this.progress = progress;
    this.hasPython = python.isPresent();
    this.commands = new Commands(python.orElse(""), temporary.resolve(SCRIPT), folder);
    this.csv = temporary.resolve("numbers.csv");
  }

  /**
   * Runs a plan.
   *
   * @param folder where libraries may unpack their native code
   * @param progress takes lines that say how far it is
   */
  public static Results run(Plan plan, Path folder, Consumer<String> progress) throws IOException {
    Path temporary = Files.createTempDirectory("benchmark");
    Session session = new Session(progress, PythonFinder.find(), temporary, folder);
    try (InputStream script = Session.class.getResourceAsStream(SCRIPT)) {
      Files.copy(
          Objects.requireNonNull(script),
          session.commands.script(),
          StandardCopyOption.REPLACE_EXISTING);
      Machine.describe(session.results);
      for (Contest contest : plan.contests()) {
        session.hold(contest);
      }
    } finally {
      Files.deleteIfExists(session.csv);
      Files.deleteIfExists(session.commands.script());
      Files.delete(temporary);
    }
    return session.results;
  }

  private void hold(Contest contest) throws IOException {
    progress.accept(contest.workload() + ": " + contest.workload().title());
    if (contest.workload() == Workload.W6) {
      CsvTask.write(csv);
    }
    List<WorkerProcess> open = new ArrayList<>();
    try {
      if (contest.workload() == Workload.W7) {
        startUps(contest);
      } else {
        List<Turn> turns = prepare(contest, open);
        if (contest.isSoak()) {
          turns.forEach(turn -> soak(contest.workload(), turn, contest.rounds()));
        } else {
          rounds(contest, turns);
        }
      }
    } finally {
      open.forEach(WorkerProcess::close);
    }
  }

  private List<Turn> prepare(Contest contest, List<WorkerProcess> open) {
    Agreement agreement = new Agreement(contest.workload());
    List<Turn> turns = new ArrayList<>();
    for (List<Contender> contenders : contest.processes()) {
      if (!isPossible(contest.workload(), contenders.get(0))) {
        continue;
      }
      WorkerProcess process = new WorkerProcess(commands.worker(contest, contenders, csv));
      open.add(process);
      for (int index = 0; index < contenders.size(); index++) {
        Contender contender = contenders.get(index);
        List<String> about = process.answer();
        if (about.get(0).equals(Protocol.ABSENT)) {
          absent(contest.workload(), contender, text(about));
          break;
        }
        results.addLibrary(contender, text(about));
        Optional<String> difference =
            agreement.difference(contender, Turn.numbers(process.answer(Protocol.CHECK)));
        if (difference.isPresent()) {
          absent(contest.workload(), contender, difference.get());
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
        pause();
        turn.round();
      }
    }
    for (Turn turn : turns) {
      add(contest.workload(), turn.contender(), Quantity.SECONDS, turn.seconds());
    }
  }

  private void startUps(Contest contest) {
    Map<Contender, List<Double>> seconds = new LinkedHashMap<>();
    for (List<Contender> process : contest.processes()) {
      if (isPossible(contest.workload(), process.get(0))) {
        seconds.put(process.get(0), new ArrayList<>());
      }
    }
    for (int round = 0; round < contest.rounds(); round++) {
      for (Map.Entry<Contender, List<Double>> entry : List.copyOf(seconds.entrySet())) {
        pause();
        OptionalDouble startUp = startUp(contest.workload(), entry.getKey());
        if (startUp.isPresent()) {
          entry.getValue().add(startUp.getAsDouble());
        } else {
          seconds.remove(entry.getKey());
        }
      }
    }
    seconds.forEach((who, found) -> add(contest.workload(), who, Quantity.SECONDS, found));
  }

  /** Returns the seconds to the first step, or empty if the contender is not there. */
  private OptionalDouble startUp(Workload workload, Contender contender) {
    long start = System.nanoTime();
    try (WorkerProcess process = new WorkerProcess(commands.firstStep(contender))) {
      List<String> answer = process.answer();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (answer.get(0).equals(Protocol.ABSENT)) {
        absent(workload, contender, text(answer));
        return OptionalDouble.empty();
      }
      return OptionalDouble.of(seconds);
    }
  }

  private static String text(List<String> answer) {
    return String.join(" ", answer.subList(1, answer.size()));
  }

  private void soak(Workload workload, Turn turn, int steps) {
    Soak soak = turn.soak(steps);
    Contender contender = turn.contender();
    add(workload, contender, Quantity.RESIDENT, List.of(soak.residentBytes()));
    add(workload, contender, Quantity.RESIDENT_GROWTH, List.of(soak.residentGrowth()));
    add(workload, contender, Quantity.POOL_GROWTH, List.of(soak.poolGrowth()));
    add(workload, contender, Quantity.HEAP_PER_STEP, List.of(soak.heapPerCall()));
  }

  private boolean isPossible(Workload workload, Contender contender) {
    if (contender.host() == Contender.Host.PYTHON && !hasPython) {
      absent(workload, contender, "no Python was found");
      return false;
    }
    return true;
  }

  private void absent(Workload workload, Contender contender, String reason) {
    progress.accept("  " + contender.title() + ": absent, " + reason);
    results.addAbsence(workload, contender, reason);
  }

  private void add(Workload workload, Contender contender, Quantity quantity, List<Double> values) {
    Measurement measurement = new Measurement(workload, contender, quantity, values);
    progress.accept(
        String.format(
            Locale.ROOT,
            "  %s: %s %s (%s .. %s)",
            contender.title(),
            quantity.title(),
            quantity.format(measurement.median()),
            quantity.format(measurement.least()),
            quantity.format(measurement.most())));
    results.add(measurement);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
