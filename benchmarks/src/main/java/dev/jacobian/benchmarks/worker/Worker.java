package dev.jacobian.benchmarks.worker;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.benchmarks.work.Workload;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A process that does the work of contenders when it is told to: see {@link Protocol}. */
public final class Worker {
  private Worker() {}

  /**
   * Prepares and serves until its input ends.
   *
   * @param args the workload, the file that W6 reads, and the contenders that share this process
   */
  public static void main(String[] args) throws IOException {
    Workload workload = Workload.valueOf(args[0]);
    Path file = Path.of(args[1]);
    List<Program> programs = new ArrayList<>();
    for (String name : List.of(args).subList(2, args.length)) {
      Optional<Program> program = Programs.create(Contender.valueOf(name), workload, file);
      if (program.isEmpty()) {
        answer(Programs.ABSENCE);
        return;
      }
      programs.add(program.get());
      answer(Protocol.ABOUT + " " + program.get().about());
      answer(Protocol.CHECK + check(program.get(), workload));
    }
    BufferedReader commands =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      String[] words = line.split(" ");
      answer(obey(words[0], programs.get(Integer.parseInt(words[1])), words[2]));
    }
  }

  private static String check(Program program, Workload workload) {
    StringBuilder numbers = new StringBuilder();
    int calls = 0;
    for (int checkpoint : workload.checkpoints()) {
      for (; calls < checkpoint; calls++) {
        program.run();
      }
      for (double result : program.results()) {
        numbers.append(' ').append(result);
      }
    }
    return numbers.toString();
  }

  private static String obey(String command, Program program, String amount) {
    return switch (command) {
      case Protocol.WARM -> warm(program, Double.parseDouble(amount));
      case Protocol.RUN -> run(program, Integer.parseInt(amount));
      case Protocol.SOAK ->
          Protocol.SOAKED + " " + Soak.run(program, Integer.parseInt(amount)).line();
      case Protocol.RESIDENT -> Protocol.RESIDENT + " " + ResidentMemory.bytes();
      default -> throw new IllegalArgumentException("unknown command " + command);
    };
  }

  /** Works for about this long, and answers with the speed at the end. */
  private static String warm(Program program, double seconds) {
    long start = System.nanoTime();
    String answer;
    int calls = 1;
    do {
      long before = System.nanoTime();
      answer = run(program, calls);
      // Portions of a tenth of the time: the last one shows the speed that was reached.
      if (System.nanoTime() - before < seconds * 1e8) {
        calls *= 2;
      }
    } while (System.nanoTime() - start < seconds * 1e9);
    return answer;
  }

  private static String run(Program program, int calls) {
    long start = System.nanoTime();
    for (int i = 0; i < calls; i++) {
      program.run();
    }
    program.finish();
    return Protocol.TOOK + " " + calls + " " + (System.nanoTime() - start) / 1e9;
  }

  private static void answer(String text) {
    System.out.println(Protocol.MARK + text);
  }
}
