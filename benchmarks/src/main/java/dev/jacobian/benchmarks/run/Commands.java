package dev.jacobian.benchmarks.run;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.TrainTask;
import dev.jacobian.benchmarks.worker.FirstStep;
import dev.jacobian.benchmarks.worker.LargeFileTraining;
import dev.jacobian.benchmarks.worker.Worker;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The command lines of the processes that are measured.
 *
 * @param python the Python that has PyTorch, or another one
 * @param scripts the folder with what Python runs
 * @param folder where libraries may unpack their native code
 * @param launcher what starts Jacobian's command line
 */
record Commands(String python, Path scripts, Path folder, Path launcher) {
  /** Why a contender of Python's is absent. */
  static final String NO_PYTHON = "no Python was found";

  private static final String WORKER = "worker.py";
  private static final String SCRIPT = "train_script.py";
  private static final int WARNS_OF_UNSAFE = 24;

  /** Resident memory can only be judged when the heap has a fixed size and was touched. */
  private static final List<String> FIXED_HEAP =
      List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

  /** Returns whether there is a Python. */
  boolean hasPython() {
    return !python.isEmpty();
  }

  /** Returns whether there is what runs a contender. */
  boolean isPossible(Contender contender) {
    return contender.host() != Contender.Host.PYTHON || hasPython();
  }

  /**
   * Returns the command of a worker.
   *
   * @param contenders those that share it
   * @param file what W6 reads
   */
  List<String> worker(Contest contest, List<Contender> contenders, Path file) {
    List<String> arguments = new ArrayList<>(List.of(contest.workload().name(), file.toString()));
    contenders.forEach(contender -> arguments.add(contender.name()));
    Contender first = contenders.get(0);
    if (first.host() == Contender.Host.PYTHON) {
      return python(WORKER, arguments);
    }
    List<String> options = contest.isSoak() ? FIXED_HEAP : List.of();
    return join(java(first, options, Worker.class), arguments);
  }

  /** Returns the command of a process that trains one step. */
  List<String> firstStep(Contender contender) {
    return contender.host() == Contender.Host.PYTHON
        ? python(WORKER, List.of("first", contender.name()))
        : join(java(contender, List.of(), FirstStep.class), List.of(contender.name()));
  }

  /** Returns the command of a process that says what a contender of W14 runs on. */
  List<String> about(Contender contender) {
    return contender.host() == Contender.Host.LAUNCHER
        ? List.of(launcher.toString(), "--version")
        : python(WORKER, List.of("about", contender.name()));
  }

  /** Returns the command of a process that writes the rows of W14's digits. */
  List<String> digits(Path npz) {
    return python(WORKER, List.of("digits", npz.toString()));
  }

  /**
   * Returns the command of a whole training.
   *
   * @param config for the launcher
   * @param data for the script
   * @param made what the process may write: a folder for the launcher, a file for the script
   */
  List<String> train(Contender contender, TrainTask task, Path config, Path data, Path made) {
    return contender.host() == Contender.Host.LAUNCHER
        ? List.of(launcher.toString(), "train", config.toString(), "--out", made.toString())
        : python(
            SCRIPT,
            List.of(
                data.toString(),
                made.toString(),
                String.valueOf(task.hidden()),
                task.activation(),
                String.valueOf(task.learningRate()),
                String.valueOf(task.epochs()),
                String.valueOf(task.batch()),
                String.valueOf(task.seed())));
  }

  private List<String> python(String script, List<String> arguments) {
    return join(List.of(python, scripts.resolve(script).toString()), arguments);
  }

  /** Returns the command of a process that trains on a CSV file in a small heap. */
  List<String> largeFile(Path csv, Path cache, int heapMegabytes, int workers) {
    return join(
        java(
            Contender.JACOBIAN_TRAINER,
            List.of("-Xmx" + heapMegabytes + "m"),
            LargeFileTraining.class),
        List.of(csv.toString(), cache.toString(), String.valueOf(workers)));
  }

  private List<String> java(Contender contender, List<String> options, Class<?> main) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= WARNS_OF_UNSAFE) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.add("-DDJL_CACHE_DIR=" + folder.resolve("djl"));
    command.addAll(options);
    command.addAll(contender.jvmOptions());
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    return command;
  }

  private static List<String> join(List<String> first, List<String> second) {
    return Stream.concat(first.stream(), second.stream()).toList();
  }
}
