package dev.jacobian.models.onnx;

import dev.jacobian.data.column.DatePart;
import java.util.List;

/**
 * Translates the parts of dates to arithmetic on float64, which is exact for whole numbers. The
 * calendar is that of {@code java.time}, reckoned in years that begin in March, so that the day
 * that comes and goes is the last. Source: Hinnant, "chrono-Compatible Low-Level Date Algorithms".
 */
final class DateTranslator {
  private static final int SECONDS_OF_DAY = 86_400;

  /** The days from 0000-03-01 to 1970-01-01. */
  private static final int EPOCH = 719_468;

  private static final int DAYS_OF_ERA = 146_097;
  private static final int YEARS_OF_ERA = 400;

  /** The days from the first of March to the first of January. */
  private static final int MARCH_TO_JANUARY = 306;

  private final GraphBuilder graph;
  private final String place;
  private final String second;
  private final String day;

  /**
   * Starts with a column of dates.
   *
   * @param seconds since 1970-01-01T00:00, float64
   */
  DateTranslator(GraphBuilder graph, String place, String seconds) {
    this.graph = graph;
    this.place = place;
    String whole = floor(seconds);
    this.day = quotient(whole, SECONDS_OF_DAY);
    this.second = minus(whole, times(day, SECONDS_OF_DAY));
  }

  /** Returns a part, float64. */
  String part(DatePart part) {
    return switch (part) {
      case YEAR -> year();
      case MONTH -> month();
      case DAY -> day();
      case WEEKDAY -> remainder(plus(day, 3), 7); // 1970-01-01 was a Thursday.
      case DAY_OF_YEAR -> dayOfYear();
      case HOUR -> quotient(second, 3600);
      case MINUTE -> remainder(quotient(second, 60), 60);
      case SECOND -> remainder(second, 60);
    };
  }

  private String era() {
    return quotient(plus(day, EPOCH), DAYS_OF_ERA);
  }

  private String dayOfEra() {
    return remainder(plus(day, EPOCH), DAYS_OF_ERA);
  }

  private String yearOfEra() {
    String days = dayOfEra();
    String leapDays =
        plus(minus(quotient(days, 1460), quotient(days, 36_524)), quotient(days, DAYS_OF_ERA - 1));
    return quotient(minus(days, leapDays), 365);
  }

  /** Returns the days since the first of March. */
  private String dayOfMarchYear() {
    return minus(dayOfEra(), daysOf(yearOfEra()));
  }

  /** Returns the days of so many years of an era. */
  private String daysOf(String years) {
    return plus(times(years, 365), minus(quotient(years, 4), quotient(years, 100)));
  }

  /** Returns the month, from 0 for March. */
  private String monthFromMarch() {
    return quotient(plus(times(dayOfMarchYear(), 5), 2), 153);
  }

  /** Returns 1 for January and February, which belong to the next year, and 0 for the others. */
  private String afterNewYear() {
    return quotient(plus(monthFromMarch(), 2), 12);
  }

  private String year() {
    return plus(plus(yearOfEra(), times(era(), YEARS_OF_ERA)), afterNewYear());
  }

  private String month() {
    return minus(plus(monthFromMarch(), 3), times(afterNewYear(), 12));
  }

  private String day() {
    String before = quotient(plus(times(monthFromMarch(), 153), 2), 5);
    return plus(minus(dayOfMarchYear(), before), 1);
  }

  private String dayOfYear() {
    String years = plus(year(), -1);
    String newYear = plus(plus(daysOf(years), quotient(years, YEARS_OF_ERA)), MARCH_TO_JANUARY);
    return plus(minus(plus(day, EPOCH), newYear), 1);
  }

  private String floor(String value) {
    return graph.node("Floor", place, List.of(value));
  }

  private String quotient(String value, int divisor) {
    return floor(graph.node("Div", place, List.of(value, graph.number(divisor))));
  }

  private String remainder(String value, int divisor) {
    return minus(value, times(quotient(value, divisor), divisor));
  }

  private String times(String value, int factor) {
    return graph.node("Mul", place, List.of(value, graph.number(factor)));
  }

  private String plus(String value, int summand) {
    return graph.node("Add", place, List.of(value, graph.number(summand)));
  }

  private String plus(String left, String right) {
    return graph.node("Add", place, List.of(left, right));
  }

  private String minus(String left, String right) {
    return graph.node("Sub", place, List.of(left, right));
  }
}
