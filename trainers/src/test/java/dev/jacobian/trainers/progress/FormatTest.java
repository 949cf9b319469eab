package dev.jacobian.trainers.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class FormatTest {
  @Test
  void scoresHaveFiveDigits() {
    assertEquals("0.50000", Format.score(0.5));
    assertEquals("0.0000", Format.score(0));
    assertEquals("-3.0000", Format.score(-3));
    assertEquals("1234.6", Format.score(1234.5678));
    assertEquals("1234567", Format.score(1234567));
    assertEquals("1.2346e-05", Format.score(0.0000123456));
    assertEquals("1.2346e+08", Format.score(123456000.0));
    assertEquals("NaN", Format.score(Double.NaN));
    assertEquals("-Infinity", Format.score(Double.NEGATIVE_INFINITY));
  }

  @Test
  void settingsAreAsTheyWereWritten() {
    assertEquals("0.05", Format.plain(0.05));
    assertEquals("10", Format.plain(10));
    assertEquals("0.000433", Format.learningRate(4.3299e-4));
    assertEquals("0.1", Format.learningRate(0.1));
    assertEquals("NaN", Format.learningRate(Double.NaN));
  }

  @Test
  void countsHaveSeparatorsAndANoun() {
    assertEquals("1 row", Format.count(1, "row"));
    assertEquals("12,345 rows", Format.count(12345, "row"));
  }

  @Test
  void timesGetCoarserAsTheyGrow() {
    assertEquals("0.8 s", Format.duration(0.8));
    assertEquals("12 s", Format.duration(12.3));
    assertEquals("1:00", Format.duration(59.9));
    assertEquals("1:02:03", Format.duration(3723));
    assertEquals("0:05", Format.clock(4.6));
  }
}
