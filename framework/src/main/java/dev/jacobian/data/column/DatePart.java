package dev.jacobian.data.column;

import java.time.LocalDateTime;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalField;
import java.util.Locale;

/** A part of a date, as a number. pandas: the attributes of {@code Series.dt}. */
public enum DatePart {
  /** Such as 2024. */
  YEAR(ChronoField.YEAR, 0),
  /** From 1 to 12. */
  MONTH(ChronoField.MONTH_OF_YEAR, 0),
  /** Of the month, from 1. */
  DAY(ChronoField.DAY_OF_MONTH, 0),
  /** From 0 for Monday to 6. */
  WEEKDAY(ChronoField.DAY_OF_WEEK, 1),
  /** From 1 to 366. */
  DAY_OF_YEAR(ChronoField.DAY_OF_YEAR, 0),
  /** From 0 to 23. */
  HOUR(ChronoField.HOUR_OF_DAY, 0),
  /** Of the hour, from 0. */
  MINUTE(ChronoField.MINUTE_OF_HOUR, 0),
  /** Of the minute, from 0. */
  SECOND(ChronoField.SECOND_OF_MINUTE, 0);

  private final TemporalField field;
  private final int first;

  DatePart(TemporalField field, int first) {
    this.field = field;
    this.first = first;
  }

  /** Returns the part of a date. */
  public int of(LocalDateTime date) {
    return date.get(field) - first;
  }

  /** Returns the name: {@code day_of_year}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
