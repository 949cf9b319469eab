package dev.jacobian.trainers.config.keys;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTypeTest {
  private static <T> T read(ValueType<T> type, String text) {
    return type.require(YamlReader.readValue(KeyPlace.of("--set limit=" + text), text));
  }

  private static String error(ValueType<?> type, String text) {
    return assertThrows(ConfigException.class, () -> read(type, text)).getMessage();
  }

  @ParameterizedTest
  @CsvSource({
    "250ms, PT0.25S",
    "30s, PT30S",
    "10m, PT10M",
    "2h, PT2H",
    "1.5h, PT1H30M",
    "3d, PT72H",
    "'\"30s\"', PT30S"
  })
  void aTimeHasANumberAndAUnit(String text, String expected) {
    assertEquals(Duration.parse(expected), read(ValueType.duration(), text));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "10, 10, ",
        "ten, 'ten', ",
        "10x, '10x', ",
        "-5m, '-5m', ",
        "0s, '0s', ",
        "1h30m, '1h30m', ",
        "1:30, '1:30', ",
        "99999999999d, '99999999999d', ",
        "nan, 'nan', ",
        "||, nothing, ",
        "[10m], a list of 1 value, ",
        "10 m, '10 m', 10m",
        "10 Minutes, '10 Minutes', 10m",
        "1.5hours, '1.5hours', 1.5h",
        "30sec, '30sec', 30s",
        "2H, '2H', 2h"
      })
  void anotherTextIsNoTime(String text, String shown, String meant) {
    assertEquals(
        "--set limit="
            + text
            + ": the value is "
            + shown
            + "; expected a time above 0 with a unit out of ms, s, m, h, d, such as 30s or 2h"
            + (meant == null ? "" : "; fix: did you mean " + meant + "?"),
        error(ValueType.duration(), text));
  }

  @ParameterizedTest
  @CsvSource({"true, true", "True, true", "TRUE, true", "false, false", "False, false"})
  void truthsMayHaveCapitals(String text, boolean expected) {
    assertEquals(expected, read(ValueType.bool(), text));
  }

  @Test
  void aLongValueIsShortened() {
    assertEquals(
        "--set limit="
            + "y".repeat(100)
            + ": the value is '"
            + "y".repeat(60)
            + "...'; expected true or false",
        error(ValueType.bool(), "y".repeat(100)));
  }

  @Test
  void wholeNumbersAreReadHoweverTheyAreWritten() {
    ValueType<Integer> type = ValueType.integer(1, Integer.MAX_VALUE);
    for (String text : new String[] {"12", "+12", "012", "\"12\""}) {
      assertEquals(12, read(type, text), text);
    }
  }
}
