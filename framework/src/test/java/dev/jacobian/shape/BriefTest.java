package dev.jacobian.shape;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BriefTest {
  @Test
  void shortTextsAndListsStayAsTheyAre() {
    assertEquals("a 'b'", Brief.of("a 'b'"));
    assertEquals("x".repeat(200), Brief.of("x".repeat(200)));
    assertEquals("[]", Brief.of());
    assertEquals("[1, 2, 3]", Brief.of(1, 2, 3));
    assertEquals("[]", Brief.of(List.of()));
    assertEquals("[a, 2]", Brief.of(List.of("a", 2)));
  }

  @Test
  void whatIsLeftOutIsCounted() {
    assertEquals("x".repeat(200) + "… (60,000,000 characters)", Brief.of("x".repeat(60_000_000)));
    assertEquals(
        "[" + "1, ".repeat(63) + "1, … (30,000,000 sizes)]",
        Brief.of(IntStream.range(0, 30_000_000).mapToLong(i -> 1).toArray()));
    List<Integer> many = IntStream.range(0, 20_000).boxed().toList();
    String shown = Brief.of(many);
    assertTrue(shown.startsWith("[0, 1, 2, 3, "), shown);
    assertTrue(shown.endsWith(", … (20,000 in all)]"), shown);
    assertTrue(shown.length() < 240, shown);
    assertTrue(Brief.of(List.of("y".repeat(9999), "z")).contains("… (9,999 characters)"));
  }

  @Test
  void aTerminalIsNotObeyed() {
    assertEquals("a\\u001b[2J\\u0000\\u000ab\\u0085", Brief.of("a\u001b[2J\0\nb\u0085"));
  }

  @Test
  void noHalfOfASurrogatePairIsLeft() {
    for (int before : new int[] {198, 199, 2399, 2400, 2401}) {
      String text = "a".repeat(before) + "😀".repeat(6000);
      assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(Brief.of(text)));
      assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(Brief.part(text)));
      assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(Brief.part(text + "b")));
    }
  }

  @Test
  void noMessageIsAsLongAsWhatItIsAbout() {
    String huge = "h".repeat(50_000_000);
    JacobianException error =
        new DataException("file: 'a" + huge + "' is no number", "one of " + huge, huge);
    assertTrue(error.getMessage().length() < 10_000);
    assertTrue(error.problem().length() < 3_100);
    assertTrue(error.getMessage().startsWith("file: 'ahhh"));
    assertTrue(error.getMessage().contains("hhh' is no number; expected one of hhh"));
    assertFalse(new DataException("p".repeat(3000), "e").getMessage().contains("…"));
    assertTrue(Shape.of(new long[1000]).toString().endsWith(", … (1,000 sizes)]"));
  }
}
