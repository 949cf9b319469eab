package dev.jacobian.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** A trace file as a JSON parser reads it. */
record Trace(Map<String, Object> whole, List<Span> spans) {

  /**
   * A complete event.
   *
   * @param parents the names of the spans that it lies in, the outermost first
   * @param start in nanoseconds
   */
  record Span(
      String name,
      String category,
      List<String> parents,
      long start,
      long end,
      Map<String, Object> args) {}

  static Trace read(Path file) {
    try (JsonParser json = new JsonFactory().createParser(ObjectReadContext.empty(), file)) {
      json.nextToken();
      Map<String, Object> whole = object(value(json));
      assertEquals(null, json.nextToken(), "something follows the object");
      return new Trace(whole, spans(whole));
    }
  }

  List<Span> named(String name) {
    return spans.stream().filter(span -> span.name().equals(name)).toList();
  }

  List<Span> of(String category) {
    return spans.stream().filter(span -> span.category().equals(category)).toList();
  }

  /** Returns the names that metadata events give, by what they name. */
  Map<String, Object> names() {
    Map<String, Object> names = new HashMap<>();
    for (Object event : (List<?>) whole.get("traceEvents")) {
      Map<String, Object> fields = object(event);
      if (fields.get("ph").equals("M")) {
        names.put((String) fields.get("name"), object(fields.get("args")).get("name"));
      }
    }
    return names;
  }

  /** Reads the complete events; fails unless each lies inside of or beside each other one. */
  private static List<Span> spans(Map<String, Object> whole) {
    List<Span> spans = new ArrayList<>();
    Deque<Span> open = new ArrayDeque<>();
    for (Object event : (List<?>) whole.get("traceEvents")) {
      Map<String, Object> fields = object(event);
      if (fields.get("ph").equals("M")) {
        continue;
      }
      assertEquals("X", fields.get("ph"));
      long start = nanos(fields.get("ts"));
      long end = start + nanos(fields.get("dur"));
      while (!open.isEmpty() && open.peek().end() <= start) {
        open.pop();
      }
      List<String> parents = new ArrayList<>();
      open.descendingIterator().forEachRemaining(parent -> parents.add(parent.name()));
      Object args = fields.getOrDefault("args", Map.of());
      Span span =
          new Span(
              (String) fields.get("name"),
              (String) fields.get("cat"),
              parents,
              start,
              end,
              object(args));
      assertTrue(open.isEmpty() || end <= open.peek().end(), span + " leaves " + open.peek());
      assertTrue(spans.isEmpty() || spans.get(spans.size() - 1).start() <= start, "unsorted");
      open.push(span);
      spans.add(span);
    }
    return spans;
  }

  private static long nanos(Object micros) {
    long nanos = ((BigDecimal) micros).movePointRight(3).longValueExact();
    assertTrue(nanos >= 0, micros + " us");
    return nanos;
  }

  @SuppressWarnings("unchecked") // The reader below makes no other maps.
  private static Map<String, Object> object(Object value) {
    return (Map<String, Object>) value;
  }

  private static Object value(JsonParser json) {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      Map<String, Object> object = new LinkedHashMap<>();
      while (json.nextToken() != JsonToken.END_OBJECT) {
        String name = json.currentName();
        json.nextToken();
        assertEquals(null, object.put(name, value(json)), name + " stands there twice");
      }
      return object;
    }
    if (json.currentToken() == JsonToken.START_ARRAY) {
      List<Object> array = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        array.add(value(json));
      }
      return array;
    }
    return json.currentToken().isNumeric() ? json.getDecimalValue() : json.getString();
  }
}
