package dev.jacobian.trainers.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private long nanos;

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
  void theTerminalKnowsItsWidthBeforeTheEnvironment() {
    assertEquals(132, width(OptionalInt.of(132), "120").getAsInt());
    assertEquals(30, width(OptionalInt.of(30), "").getAsInt());
    assertEquals(120, width(OptionalInt.empty(), "120").getAsInt());
    assertEquals(80, width(OptionalInt.empty(), "wide").getAsInt());
    assertEquals(80, width(OptionalInt.empty(), "0").getAsInt());
    assertEquals(80, width(OptionalInt.empty(), "").getAsInt());
  }

  private TerminalWidth width(OptionalInt terminal, String columns) {
    return new TerminalWidth(() -> terminal, columns, () -> nanos);
  }

  @Test
  void aWindowThatIsResizedIsFollowedWithinTwoSeconds() {
    int[] asked = new int[1];
    TerminalWidth width =
        new TerminalWidth(() -> OptionalInt.of(100 + asked[0]++), "", () -> nanos);
    assertEquals(100, width.getAsInt());
    nanos += 1_900_000_000L;
    assertEquals(100, width.getAsInt());
    nanos += 100_000_000L;
    assertEquals(101, width.getAsInt());
    assertEquals(101, width.getAsInt());
    assertEquals(2, asked[0]);
  }

  @Test
  void aTerminalThatDoesNotSayIsAskedOnce() {
    int[] asked = new int[1];
    TerminalWidth width =
        new TerminalWidth(
            () -> {
              asked[0]++;
              return OptionalInt.empty();
            },
            "90",
            () -> nanos);
    for (int i = 0; i < 10; i++) {
      nanos += 5_000_000_000L;
      assertEquals(90, width.getAsInt());
    }
    assertEquals(1, asked[0]);
  }

  @Test
  void whatSttyWritesIsRead() {
    assertEquals(OptionalInt.of(212), TerminalWidth.columns("50 212\n"));
    assertEquals(OptionalInt.empty(), TerminalWidth.columns("0 0\n"));
    assertEquals(OptionalInt.empty(), TerminalWidth.columns(""));
    assertEquals(OptionalInt.empty(), TerminalWidth.columns("stty: not a terminal"));
  }

  @Test
  void wideCharactersTakeTwoCells() {
    assertEquals(4, TextWidth.of("loss"));
    assertEquals(4, TextWidth.of("\u7cbe\u5ea6"));
    assertEquals(4, TextWidth.of("\uc815\ub3c4"));
    assertEquals(2, TextWidth.of("\ud83d\ude80"));
    assertEquals(1, TextWidth.of("e\u0301"));
    assertEquals("\u7cbe", TextWidth.cut("\u7cbe\u5ea6", 3));
    assertEquals("", TextWidth.cut("\ud83d\ude80", 1));
  }

  @Test
  void plainIsNotInteractive() {
    assertFalse(Terminal.plain().interactive());
  }
}
