package dev.jacobian.data.csv;

import dev.jacobian.shape.DataException;
import java.util.function.LongFunction;

/**
 * What is wrong with a row, before it is known on which line of the file it stands.
 *
 * @param line lines between the start of the part of the file and the row
 * @param error makes the exception from the line's number in the file
 */
public record CsvProblem(long line, LongFunction<DataException> error) {
  /**
   * Returns the exception.
   *
   * @param firstLine the number of the line with which the part starts
   */
  public DataException at(long firstLine) {
    return error.apply(firstLine + line);
  }
}
