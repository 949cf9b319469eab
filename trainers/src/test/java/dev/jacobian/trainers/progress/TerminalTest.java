package dev.jacobian.trainers.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  @Test
  void aConsoleWithATermIsInteractive() {
    assertTrue(Terminal.of(true, Map.of("TERM", "xterm")).interactive());
    assertTrue(Terminal.of(true, Map.of("TERM", "xterm", "CI", "false")).interactive());
  }

  @Test
  void noConsoleADumbOneOrCiMeansPlainLines() {
    assertFalse(Terminal.of(false, Map.of("TERM", "xterm")).interactive());
    assertFalse(Terminal.of(true, Map.of("TERM", "dumb")).interactive());
    assertFalse(Terminal.of(true, Map.of()).interactive());
    assertFalse(Terminal.of(true, Map.of("TERM", "xterm", "CI", "true")).interactive());
  }

  @Test
  void columnsComeFromTheEnvironmentIfTheyAreANumber() {
    assertEquals(120, Terminal.of(true, Map.of("COLUMNS", "120")).columns());
    assertEquals(40, Terminal.of(true, Map.of("COLUMNS", "3")).columns());
    assertEquals(80, Terminal.of(true, Map.of("COLUMNS", "wide")).columns());
    assertEquals(80, Terminal.of(true, Map.of()).columns());
  }

  @Test
  void plainIsNotInteractive() {
    assertFalse(Terminal.plain().interactive());
  }
}
