package dev.jacobian.trainers.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.text.ByteTokenizer;
import dev.jacobian.data.text.CharacterTokenizer;
import dev.jacobian.data.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TextPiecesTest {
  private static List<String> pieces(Tokenizer tokenizer, long... tokens) {
    List<String> pieces = new ArrayList<>();
    TextPieces text = new TextPieces(tokenizer, pieces::add);
    for (long token : tokens) {
      text.add(token);
    }
    text.end();
    return pieces;
  }

  @Test
  void aCharacterOfSeveralBytesIsOnePiece() {
    ByteTokenizer bytes = new ByteTokenizer();
    assertEquals(
        List.of("a", "\u00e9", "\u20ac", "\ud83d\ude00", "z"),
        pieces(bytes, bytes.encode("a\u00e9\u20ac\ud83d\ude00z")));
    // The end of a character that never came.
    assertEquals(List.of("a", "\ufffd"), pieces(bytes, 'a', 0xE2, 0x82));
    assertEquals(List.of("\ufffda"), pieces(bytes, 0xE2, 'a'));
  }

  @Test
  void piecesTogetherAreTheTextOfAllBytes() {
    ByteTokenizer bytes = new ByteTokenizer();
    long seed = 11;
    SplittableRandom random = new SplittableRandom(seed);
    int[] starts = {0x41, 0x80, 0xBF, 0xC3, 0xE2, 0x82, 0xAC, 0xF0, 0x9F, 0x98, 0xFF, 0xED, 0xA0};
    for (int trial = 0; trial < 20_000; trial++) {
      long[] tokens =
          random.ints(random.nextInt(12), 0, starts.length).mapToLong(i -> starts[i]).toArray();
      List<String> pieces = pieces(bytes, tokens);
      assertEquals(
          bytes.decode(tokens), String.join("", pieces), "seed " + seed + ", trial " + trial);
      assertTrue(pieces.stream().noneMatch(String::isEmpty));
    }
  }

  @Test
  void eachCharacterOfOneTokenIsAPiece() {
    CharacterTokenizer letters = CharacterTokenizer.of(List.of("abc\ufffd"));
    assertEquals(List.of("a", "b", "\ufffdc"), pieces(letters, letters.encode("ab\ufffdc")));
  }
}
