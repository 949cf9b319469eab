package dev.jacobian.data.column;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.column.CategoryType.Unseen;
import dev.jacobian.shape.DataException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ColumnTypeTest {
  private static final CategoryType SEX = ColumnType.category(List.of("female", "male"));

  /** pandas: {@code pd.Timestamp("2024-02-29T13:45:30.25").timestamp()}. */
  private static final double LEAP_DAY = 1709214330.25;

  private static void assertNone(ColumnType type, Object... values) {
    for (Object value : values) {
      assertTrue(Double.isNaN(type.raw(value)), () -> type + " takes " + value);
    }
  }

  @Test
  void numbersStandForThemselves() {
    NumberType type = ColumnType.number();
    assertEquals(-1.5, type.raw(" -1.5 "));
    assertEquals(2000, type.raw("2e3"));
    assertEquals(7, type.raw(7L));
    assertEquals(1, type.raw(true));
    assertEquals(0, type.raw("False"));
    assertNone(type, "male", "1,5", "1e999", Double.POSITIVE_INFINITY, LocalDate.EPOCH);
    assertEquals("3", type.text(3));
    assertEquals("0.1", type.text(0.1));
  }

  @Test
  void truthIsWrittenInManyWays() {
    BooleanType type = ColumnType.bool();
    for (Object one : new Object[] {true, "True", "yes", "T", "Y", "1", "1.0", 1, 1.0}) {
      assertEquals(1, type.raw(one), () -> "of " + one);
    }
    for (Object zero : new Object[] {false, "FALSE", "no", "f", "N", "0", "-0.0", 0}) {
      assertEquals(0.0, type.raw(zero), () -> "of " + zero);
    }
    assertNone(type, "2", 0.5, "maybe", "on");
    assertEquals("false", type.text(0));
  }

  @Test
  void categoriesAreTheirPlaces() {
    assertEquals(1, SEX.raw("male"));
    assertEquals(0, SEX.raw(" female "));
    assertNone(SEX, "Male", "other", 1);
    assertEquals(2, SEX.withUnseen(Unseen.UNKNOWN).raw("other"));
    assertEquals("male", SEX.text(1));
    assertEquals("an unknown category", SEX.text(2));
  }

  @Test
  void categoriesThatAreNumbersHaveAnySpelling() {
    CategoryType type = ColumnType.category(List.of("1", "2", "10"));
    assertEquals(2, type.raw("10.0"));
    assertEquals(2, type.raw(10));
    assertEquals(0, type.raw(1.0));
    assertNone(type, 3, true);
    CategoryType truth = ColumnType.category(List.of("False", "True"));
    assertEquals(1, truth.raw(true));
  }

  @Test
  void datesAreSecondsAsTheyAreWrittenAndThoseWithAZoneInUtc() {
    DateType type = ColumnType.date();
    for (Object date :
        new Object[] {
          "2024-02-29T13:45:30.25",
          "2024-02-29 13:45:30,250",
          "2024-02-29T13:45:30.25Z",
          "2024-02-29 13:45:30.25 UTC",
          "2024-02-29 15:45:30.25+02:00",
          "2024-02-29T08:15:30.25-0530",
          "2024-03-01 00:45:30.25 +11",
          LocalDateTime.parse("2024-02-29T13:45:30.25"),
          OffsetDateTime.parse("2024-02-29T08:45:30.25-05:00"),
          ZonedDateTime.parse("2024-02-29T14:45:30.25+01:00[Europe/Berlin]"),
          Instant.parse("2024-02-29T13:45:30.25Z")
        }) {
      assertEquals(LEAP_DAY, type.raw(date), () -> "of " + date);
    }
    assertEquals(0, type.raw("1970-01-01"));
    assertEquals(-86_400, type.raw(LocalDate.of(1969, 12, 31)));
    assertEquals(
        type.raw("1999-12-31"),
        type.raw(java.sql.Timestamp.valueOf(LocalDateTime.parse("1999-12-31T00:00"))));
    assertNone(type, "2023-02-29", "29.02.2024", "02/29/2024", "2024-2-29", 20240229, "now");
    assertNone(type, "2024-02-29T13:45+19:00", "2024-02-29+02:00");
    assertEquals("2024-02-29T13:45:30.250", type.text(LEAP_DAY));
    assertEquals("1969-12-31", type.text(-86_400));
  }

  @Test
  void rowsAreReadByName() {
    TableSchema schema =
        new TableSchema(
            List.of(
                Feature.number("age"),
                new Feature("sex", SEX),
                new Feature("adult", ColumnType.bool()),
                new Feature("day", ColumnType.date())));
    Map<String, Object> row = new HashMap<>();
    row.put("sex", "male");
    row.put("age", null);
    row.put("adult", "NA");
    row.put("day", LocalDate.of(1970, 1, 2));
    row.put("other", new Object());
    double[] raw = schema.raw(row);
    assertEquals("[NaN, 1.0, NaN, 86400.0]", Arrays.toString(raw));
    row.remove("age");
    DataException lacking = assertThrows(DataException.class, () -> schema.raw(row));
    assertTrue(
        lacking.getMessage().startsWith("the row has no 'age', but ["), lacking.getMessage());
    assertTrue(
        lacking
            .getMessage()
            .endsWith(
                "; expected a value for each of [age, sex, adult, day]; fix: name it so, or give"
                    + " null for a missing value"),
        lacking.getMessage());
  }

  @Test
  void valuesThatDoNotFitAreNamed() {
    DataException unseen =
        assertThrows(DataException.class, () -> new Feature("sex", SEX).raw("mal"));
    assertEquals(
        "the feature 'sex' is 'mal'; expected one of [female, male]; fix: correct it, or train with"
            + " data.unseen: unknown to let a model take categories that it does not know",
        unseen.getMessage());
    DataException date =
        assertThrows(
            DataException.class, () -> new Feature("day", ColumnType.date()).raw("1.2.2024"));
    assertEquals(
        "the feature 'day' is '1.2.2024'; expected a date such as 2024-02-29 or 2024-02-29T13:45;"
            + " fix: write dates as ISO 8601 has them, year first",
        date.getMessage());
    List<String> many = IntStream.range(0, 5000).mapToObj(i -> "town " + i).toList();
    DataException bounded =
        assertThrows(
            DataException.class,
            () -> new Feature("town", ColumnType.category(many)).raw("x".repeat(1_000_000)));
    assertTrue(bounded.getMessage().length() < 1000, bounded::getMessage);
    assertThrows(DataException.class, () -> TableSchema.numbers(List.of("x", "x")), "a name twice");
  }

  @Test
  void aCategoryMayHaveTheNameOfAMissingValue() {
    Feature country = new Feature("country", ColumnType.category(List.of("DE", "NA")));
    assertEquals(1, country.raw("NA"));
    assertTrue(Double.isNaN(country.raw("null")));
  }
}
