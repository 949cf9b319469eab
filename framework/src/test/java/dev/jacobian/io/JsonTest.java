package dev.jacobian.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  private record Inner(String name, double mean) {
    private Inner {
      if (name.isEmpty()) {
        throw new IllegalArgumentException("an empty name");
      }
    }
  }

  private record Outer(
      int count,
      long rows,
      Double loss,
      Optional<Inner> best,
      List<List<Long>> table,
      Map<String, Boolean> flags) {}

  private static String message(Executable reading) {
    return assertThrows(IllegalArgumentException.class, reading).getMessage();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"name\":\"x\",\"mean\":0.1}", "null"})
  void recordsAreReadAsTheyAreWritten(String best) {
    String json =
        "{\"count\":3,\"rows\":3000000000,\"loss\":\"NaN\",\"best\":"
            + best
            + ",\"table\":[[1,2],[]],\"flags\":{\"b\":true,\"a\":false}}";
    Outer outer = Json.record(Outer.class, json);
    assertEquals(json, Json.text(outer));
    assertEquals(outer, Json.record(Outer.class, Json.indented(outer)));
    assertEquals(List.of(1L, 2L), outer.table().get(0));
  }

  @Test
  void valuesAreWrittenAsJsonHasThem() {
    assertEquals(
        "[1,null,2.0,1.0E-5,\"-Infinity\",\"\u00e4\\n\\\"\",true,3]",
        Json.text(
            Arrays.asList(
                1,
                null,
                2.0f,
                1e-5,
                Double.NEGATIVE_INFINITY,
                "\u00e4\n\"",
                true,
                Optional.of(3))));
    assertEquals("{\n  \"a\" : [ 1 ]\n}", Json.indented(Map.of("a", List.of(1))));
  }

  @Test
  void numbersAreThoseOfTheText() {
    assertEquals(List.of(1, 3_000_000_000L, 0.1), Json.read("[1, 3000000000, 0.1]"));
    assertEquals(List.of(1L, 2L), Json.list(Long.class, "[1,2]"));
    assertEquals(
        List.of(1.0, Double.POSITIVE_INFINITY), Json.list(Double.class, "[1,\"Infinity\"]"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1,\"x\"] | it is \"x\", and not a whole number",
        "[1.5] | it is 1.5, and not a whole number",
        "[null] | it is missing",
        "{} | it is {}, and not a list",
        "null | it is null, and not a list",
        "[1] 2 | there is something after the end",
        "[{\"a\":1,\"a\":2}] | Duplicate Object property \"a\""
      })
  void aListOfOtherThingsIsRefused(String json, String expected) {
    assertEquals(expected, message(() -> Json.list(Long.class, json)));
  }

  @Test
  void whatIsNoJsonIsRefused() {
    assertEquals(
        "Unrecognized token 'nope': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
        message(() -> Json.read("nope")).lines().findFirst().orElseThrow());
    assertEquals(
        "No content to map due to end-of-input",
        message(() -> Json.read(" ")).lines().findFirst().orElseThrow());
  }

  @Test
  void membersOfOtherTypesAreNamed() {
    assertEquals(
        "'mean': it is missing", message(() -> Json.record(Inner.class, "{\"name\":\"x\"}")));
    assertEquals(
        "'mean': it is [1], and not a number",
        message(() -> Json.record(Inner.class, "{\"name\":\"x\",\"mean\":[1]}")));
    assertEquals(
        "'name': it is 1, and not text",
        message(() -> Json.record(Inner.class, "{\"name\":1,\"mean\":1}")));
    assertEquals(
        "'a': it is 1, and not true or false",
        message(() -> Json.object(Boolean.class, "{\"a\":1}")));
    assertEquals("it is [], and not an object", message(() -> Json.object(String.class, "[]")));
  }

  @Test
  void aRecordSaysWhyItRefuses() {
    assertEquals(
        "an empty name", message(() -> Json.record(Inner.class, "{\"name\":\"\",\"mean\":1}")));
    assertEquals(
        new Inner("x", 1), Json.record(Inner.class, "{\"name\":\"x\",\"mean\":1,\"z\":[]}"));
  }
}
