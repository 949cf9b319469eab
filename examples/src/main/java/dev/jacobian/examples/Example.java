package dev.jacobian.examples;

import java.io.PrintStream;

/** A program of the course. */
public sealed interface Example
    permits E01TensorsAndGradients,
        E02TrainingLoop,
        E03NorrisRegression,
        E04LongleyRegression,
        E05SwitchingDevices,
        E06IrisSoftmax,
        E07DigitImages,
        E08CsvByConfig,
        E09HandwrittenDigits,
        E10AirlinePassengers,
        E11Addition {

  /** Returns what the program shows, in a few words. */
  String title();

  /**
   * Runs the program.
   *
   * @param out what it prints goes here
   * @return the figure that says whether it worked, beside its target
   */
  Outcome run(PrintStream out);

  /** Runs a program on the terminal, as its {@code main} does. */
  static void main(Example example) {
    System.out.println(example.title());
    System.out.println();
    Outcome outcome = example.run(System.out);
    System.out.println();
    System.out.println(outcome);
  }
}
