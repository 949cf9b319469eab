package dev.jacobian.examples;

import java.util.List;

/**
 * Runs programs of the course by number: {@code ./jacobian example 3}; without a number it lists
 * them.
 */
public final class Examples {
  private static final List<Example> COURSE =
      List.of(
          new E01TensorsAndGradients(),
          new E02TrainingLoop(),
          new E03NorrisRegression(),
          new E04LongleyRegression(),
          new E05SwitchingDevices(),
          new E06IrisSoftmax(),
          new E07DigitImages(),
          new E08CsvByConfig(),
          new E09HandwrittenDigits(),
          new E10AirlinePassengers(),
          new E11Addition());

  private Examples() {}

  /** Returns the programs in order. */
  public static List<Example> course() {
    return COURSE;
  }

  /** Runs the programs whose numbers are given. */
  public static void main(String[] args) {
    if (args.length == 0) {
      for (int i = 0; i < COURSE.size(); i++) {
        System.out.printf("%2d  %s%n", i + 1, COURSE.get(i).title());
      }
      return;
    }
    for (String arg : args) {
      int number = arg.matches("[0-9]{1,3}") ? Integer.parseInt(arg) : 0;
      if (number < 1 || number > COURSE.size()) {
        System.err.println(
            "error: there is no example '"
                + arg
                + "'; expected a number from 1 to "
                + COURSE.size());
        System.exit(2);
      }
      Example.main(COURSE.get(number - 1));
    }
  }
}
