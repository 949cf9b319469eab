package dev.jacobian.data.column;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Date;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Dates with or without a time of day, as ISO 8601 writes them: {@code 2024-02-29}, {@code
 * 2024-02-29T13:45}, {@code 2024-02-29 13:45:30.25}. The raw number is the seconds from
 * 1970-01-01T00:00 to the date as it is written; a time with a zone behind it ({@code Z}, {@code
 * +02:00}), and a value of Java's that has one, is taken as UTC, so that it is the same number from
 * text as from Parquet, Arrow and databases. pandas equivalent: {@code to_datetime(s, utc=True)}.
 *
 * <p>float64 has these numbers to the microsecond; float32, only to two minutes.
 */
public record DateType() implements ColumnType {
  private static final Pattern ISO =
      Pattern.compile(
          "(\\d{4})-(\\d{2})-(\\d{2})"
              + "(?:[T ](\\d{2}):(\\d{2})(?::(\\d{2})([.,]\\d{1,9})?)?"
              + "(?: ?(Z|UTC|[+-]\\d{2}(?::?\\d{2})?))?)?");

  private static final int SECONDS_OF_DAY = 86_400;

  @Override
  public String name() {
    return "date";
  }

  @Override
  @SuppressWarnings("JavaUtilDate") // JDBC gives dates so.
  public double raw(Object value) {
    if (value instanceof Instant instant) {
      return raw(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
    }
    if (value instanceof Date date) {
      // Databases give a date as it stands there, in the zone of this machine.
      return raw(
          LocalDateTime.ofInstant(Instant.ofEpochMilli(date.getTime()), ZoneId.systemDefault()));
    }
    if (value instanceof TemporalAccessor zoned && zoned.isSupported(ChronoField.INSTANT_SECONDS)) {
      return raw(Instant.from(zoned));
    }
    if (value instanceof TemporalAccessor temporal) {
      @Nullable LocalDate day = temporal.query(TemporalQueries.localDate());
      @Nullable LocalTime time = temporal.query(TemporalQueries.localTime());
      return day == null ? Double.NaN : seconds(day, time == null ? LocalTime.MIDNIGHT : time);
    }
    return value instanceof CharSequence text ? parsed(text.toString().strip()) : Double.NaN;
  }

  private static double parsed(String text) {
    Matcher parts = ISO.matcher(text);
    if (!parts.matches()) {
      return Double.NaN;
    }
    try {
      LocalDate day = LocalDate.of(number(parts, 1), number(parts, 2), number(parts, 3));
      LocalTime time = LocalTime.of(number(parts, 4), number(parts, 5), number(parts, 6));
      double fraction =
          parts.group(7) == null ? 0 : Double.parseDouble("0." + parts.group(7).substring(1));
      String zone = parts.group(8);
      int offset = zone == null || zone.equals("UTC") ? 0 : ZoneOffset.of(zone).getTotalSeconds();
      return seconds(day, time) - offset + fraction;
    } catch (DateTimeException e) {
      return Double.NaN;
    }
  }

  private static int number(Matcher parts, int group) {
    return parts.group(group) == null ? 0 : Integer.parseInt(parts.group(group));
  }

  private static double seconds(LocalDate day, LocalTime time) {
    return day.toEpochDay() * (double) SECONDS_OF_DAY + time.toNanoOfDay() / 1e9;
  }

  /** Returns the date and time that a raw number stands for. */
  public static LocalDateTime dateTime(double raw) {
    double second = Math.floor(raw);
    // As near as float64 has them.
    long nanos = Math.min(999_999_000, Math.round((raw - second) * 1e6) * 1000);
    return LocalDateTime.ofEpochSecond((long) second, (int) nanos, ZoneOffset.UTC);
  }

  @Override
  public String text(double raw) {
    LocalDateTime date = dateTime(raw);
    return date.toLocalTime().equals(LocalTime.MIDNIGHT)
        ? date.toLocalDate().toString()
        : date.toString();
  }

  @Override
  public String expected() {
    return "a date such as 2024-02-29 or 2024-02-29T13:45";
  }

  @Override
  public Optional<String> fix() {
    return Optional.of("write dates as ISO 8601 has them, year first");
  }
}
