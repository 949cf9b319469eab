package dev.jacobian.benchmarks.run;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.worker.Protocol;
import dev.jacobian.benchmarks.worker.Soak;
import java.util.ArrayList;
import java.util.List;

/** A contender in a process that is ready, and what it has taken so far. */
final class Turn {
  /** Threads that spin after their work are asleep by then, and do not take the next one's time. */
  private static final long PAUSE_MILLIS = 50;

  private final Contender contender;
  private final WorkerProcess process;
  private final int index;
  private final List<Double> seconds = new ArrayList<>();
  private int calls = 1;

  /**
   * Makes a turn.
   *
   * @param index of the contender in its process
   */
  Turn(Contender contender, WorkerProcess process, int index) {
    this.contender = contender;
    this.process = process;
    this.index = index;
  }

  Contender contender() {
    return contender;
  }

  /** Returns the seconds of a call, a number for each round. */
  List<Double> seconds() {
    return seconds;
  }

  /** Works before the first round, and finds how many calls fill one. */
  void warm(double warmSeconds, double roundSeconds) {
    double perCall = took(Protocol.WARM + " " + index + " " + warmSeconds);
    calls = (int) Math.max(1, Math.min(Integer.MAX_VALUE, Math.round(roundSeconds / perCall)));
  }

  /** Works for one round, after half of one that does not count. */
  void round() {
    if (calls > 1) {
      // While others had their turns, this process slept, and so did its processors.
      run(calls / 2);
    }
    seconds.add(run(calls));
  }

  private double run(int times) {
    return took(Protocol.RUN + " " + index + " " + times);
  }

  Soak soak(int steps) {
    process.send(Protocol.SOAK + " " + index + " " + steps);
    double[] numbers = numbers(process.answer(Protocol.SOAKED));
    return new Soak(numbers[0], numbers[1], numbers[2], numbers[3]);
  }

  /** Returns the bytes of resident memory of the process. */
  double resident() {
    process.send(Protocol.RESIDENT + " " + index + " 0");
    return numbers(process.answer(Protocol.RESIDENT))[0];
  }

  private double took(String command) {
    process.send(command);
    double[] numbers = numbers(process.answer(Protocol.TOOK));
    return numbers[1] / numbers[0];
  }

  /** Waits a little before somebody's turn. */
  static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static double[] numbers(List<String> words) {
    return words.stream().mapToDouble(Double::parseDouble).toArray();
  }
}
