package dev.jacobian.data.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.data.Batch;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class TextDataTest {
  private static final long IGNORED = PaddedSequences.IGNORED;

  @TempDir Path folder;

  @Test
  void batchesOfFewWidthsArePaddedALittleFurther() {
    List<long[]> sequences =
        IntStream.rangeClosed(1, 30).mapToObj(length -> new long[length]).toList();
    PaddedSequences exact = PaddedSequences.classes(sequences, new long[30], 9);
    PaddedSequences few = exact.withWidths(4);
    Set<Long> widths = new TreeSet<>();
    for (int row = 0; row < 30; row++) {
      Batch batch = few.gather(new long[] {row});
      long width = batch.inputs(0).size(1);
      widths.add(width);
      assertEquals(row + 1, few.length(row));
      assertEquals(
          width - row - 1, batch.inputs(1).sum().item(), "row " + row + " is padded to " + width);
      assertEquals(9 * (width - row - 1), batch.inputs(0).sum().item());
      assertEquals(row + 1, exact.gather(new long[] {row}).inputs(0).size(1));
    }
    assertEquals(Set.of(8L, 16L, 24L, 30L), widths);
    assertMessage(
        "PaddedSequences: widths 0; expected a whole number, 1 or more", () -> exact.withWidths(0));
  }

  @Test
  void bytesAndCharactersAreTokensThatBecomeTextAgain() {
    String text = "naïve 😀\n";
    ByteTokenizer bytes = new ByteTokenizer();
    assertEquals(256, bytes.size());
    assertArrayEquals(new long[] {0xC3, 0xAF}, bytes.encode("ï"));
    assertEquals(text, bytes.decode(bytes.encode(text)));
    assertEquals("\uFFFD", bytes.decode(0xC3));
    CharacterTokenizer characters = CharacterTokenizer.of(List.of("ba", text));
    assertEquals(9, characters.size());
    assertArrayEquals(new long[] {3, 2, 2}, characters.encode("baa"));
    assertEquals(text, characters.decode(characters.encode(text)));
    assertEquals(characters, new CharacterTokenizer(characters.characters()));
    assertMessage(
        "the character 'z' (U+007A) at position 1 of 'az'; expected one of the 9 that the tokenizer"
            + " was made of; fix: make it of all texts, or take a ByteTokenizer",
        () -> characters.encode("az"));
    assertMessage(
        "decode: index 256 at position 0 is outside axis 0 of size 256; expected indices from 0 to"
            + " 255",
        () -> bytes.decode(256));
    assertMessage(
        "a vocabulary of the characters 'ba'; expected at least one, in order, and none twice; fix:"
            + " make it with CharacterTokenizer.of(texts)",
        () -> new CharacterTokenizer("ba"));
  }

  @Test
  void filesAreOneTextOrOneForEachLine() throws IOException {
    Path file = write("\uFEFFone\r\n\r\ntwo ü\n");
    assertEquals("one\r\n\r\ntwo ü\n", Texts.whole(file));
    assertEquals(List.of("one", "two ü"), Texts.lines(file));
    Files.write(file, new byte[] {'a', 'b', (byte) 0xFC, 'c'});
    assertMessage(
        file
            + ": no UTF-8 from byte 2 on; expected text in UTF-8; fix: convert it, for example with"
            + " iconv -t UTF-8",
        () -> Texts.whole(file));
  }

  @Test
  void aStreamIsReadAsAFileIs() {
    byte[] marked = "\uFEFFone\ntwo ü\n".getBytes(StandardCharsets.UTF_8);
    assertEquals("one\ntwo ü\n", Texts.whole("standard input", new ByteArrayInputStream(marked)));
    byte[] latin = {'a', 'b', (byte) 0xFC, 'c'};
    assertMessage(
        "standard input: no UTF-8 from byte 2 on; expected text in UTF-8; fix: convert it, for"
            + " example with iconv -t UTF-8",
        () -> Texts.whole("standard input", new ByteArrayInputStream(latin)));
  }

  @Test
  void jsonLinesGiveTheFieldThatIsNamed() throws IOException {
    Path file =
        write(
            "{\"id\": 1, \"text\": \"a\\nb\"}\n\n{\"text\": \"\\u00fc\", \"more\": {\"text\": 5}}\n");
    assertEquals(List.of("a\nb", "ü"), Texts.jsonLines(file, "text"));
    assertLine("[1]", "[1]; expected one JSON object, such as {\"text\": \"once\"}");
    assertLine("{\"text\": 5}", "'text' is 5; expected a text in quotes");
    assertLine(
        "{\"body\": \"x\"}",
        "no 'text', but [body]; expected the text of the line under this name");
    assertLine(
        "{\"text\": \"x\"} {}",
        "{\"text\": \"x\"} {}; expected one JSON object, such as {\"text\": \"once\"}");
    String message = messageOfLine("{\"text\": \"x");
    assertEquals(
        message,
        folder.resolve("texts")
            + ", line 2: "
            + message.substring(message.indexOf("2: ") + 3, message.indexOf("; expected"))
            + "; expected one JSON object, such as {\"text\": \"once\"}");
  }

  private void assertLine(String line, String message) throws IOException {
    assertEquals(folder.resolve("texts") + ", line 2: " + message, messageOfLine(line));
  }

  private String messageOfLine(String line) throws IOException {
    Path file = write("{\"text\": \"first\"}\n" + line + "\n");
    return assertThrows(DataException.class, () -> Texts.jsonLines(file, "text")).getMessage();
  }

  @Test
  void blocksHaveTheTokensAfterTheirOwnAsTargets() {
    TokenBlocks blocks = TokenBlocks.of(List.of(new long[] {0, 1, 2, 3}, new long[] {4, 5, 6}), 3);
    assertEquals(2, blocks.size());
    Batch batch = blocks.gather(new long[] {1, 0});
    assertEquals(Shape.of(2, 3), batch.inputs().shape());
    assertArrayEquals(new long[] {3, 4, 5, 0, 1, 2}, batch.inputs().toLongArray());
    assertArrayEquals(new long[] {4, 5, 6, 1, 2, 3}, batch.targets().toLongArray());
    TokenBlocks each = blocks.withStride(1);
    assertEquals(4, each.size());
    assertArrayEquals(new long[] {3, 4, 5}, each.gather(new long[] {3}).inputs().toLongArray());
    assertEquals(1, TokenBlocks.of("abcd", new ByteTokenizer(), 3).size());
    assertMessage(
        "blocks of 4 tokens of texts with 4 in all; expected at least 5, a block and the token"
            + " after it; fix: use more text, or shorter blocks",
        () -> TokenBlocks.of("abcd", new ByteTokenizer(), 4));
    assertEquals(
        "TokenBlocks: stride 0; expected a whole number, 1 or more",
        assertThrows(OptionException.class, () -> each.withStride(0)).getMessage());
    assertMessage(
        "gather: index 4 at position 0 is outside axis 0 of size 4; expected indices from 0 to 3",
        () -> each.gather(new long[] {4}));
  }

  @Test
  void sequencesArePaddedToTheLongestOfTheBatchAndMasked() {
    List<long[]> sequences = List.of(new long[] {5}, new long[] {6, 7, 8}, new long[] {9, 9});
    PaddedSequences rows = PaddedSequences.classes(sequences, new long[] {1, 0, 2}, 3);
    Batch batch = rows.gather(new long[] {0, 2});
    assertArrayEquals(new long[] {5, 3, 9, 9}, batch.inputs(0).toLongArray());
    assertArrayEquals(new boolean[] {false, true, false, false}, batch.inputs(1).toBooleanArray());
    assertArrayEquals(new long[] {1, 2}, batch.targets().toLongArray());
    assertEquals(3, rows.length(1));
    assertMessage(
        "2 labels of 3 sequences; expected one for each",
        () -> PaddedSequences.classes(sequences, new long[2], 0));
  }

  @Test
  void nextTokensAreIgnoredWhereThereAreNone() {
    PaddedSequences rows =
        PaddedSequences.nextTokens(List.of(new long[] {1, 2}, new long[] {3, 4, 5, 6}), 0);
    Batch batch = rows.gather(new long[] {0, 1});
    assertArrayEquals(new long[] {1, 0, 0, 3, 4, 5}, batch.inputs(0).toLongArray());
    assertArrayEquals(new long[] {2, IGNORED, IGNORED, 4, 5, 6}, batch.targets().toLongArray());
    assertArrayEquals(
        new boolean[] {false, true, true, false, false, false}, batch.inputs(1).toBooleanArray());
    assertMessage(
        "sequence 1 has 1 tokens; expected at least 2; fix: leave it out",
        () -> PaddedSequences.nextTokens(List.of(new long[2], new long[1]), 0));
  }

  private Path write(String text) throws IOException {
    return Files.write(folder.resolve("texts"), text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertMessage(String message, Executable run) {
    assertEquals(message, assertThrows(JacobianException.class, run).getMessage());
  }
}
