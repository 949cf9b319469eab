package dev.jacobian.data.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DataException;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.OptionException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Texts become tokens that are numbered by how often they are there. */
class VocabularyTest {
  private static final VocabularyOptions ALL = VocabularyOptions.defaults().withMinFrequency(1);

  private static void says(
      Class<? extends JacobianException> type, String message, Executable mistake) {
    assertEquals(message, assertThrows(type, mistake).getMessage());
  }

  @Test
  void textsAreSplitIntoWordsCharactersOrBytes() {
    assertEquals(
        List.of("Don", "'", "t", "pay", "3", ",", "50", "€", "!", "!"),
        TokenKind.WORDS.split("  Don't\tpay 3,50\u00A0€!!\n"));
    // A mark belongs to the letter before it, and what has no width is a space.
    assertEquals(List.of("e\u0301te", "日本", "😀"), TokenKind.WORDS.split("e\u0301te 日本\u200B😀"));
    assertEquals(List.of("ä", "😀"), TokenKind.CHARACTERS.split("ä😀"));
    assertEquals(List.of("0x41", "0xc3", "0xa4"), TokenKind.BYTES.split("Aä"));
    for (TokenKind kind : TokenKind.values()) {
      assertEquals(List.of(), kind.split(""));
    }
    assertEquals(List.of(), TokenKind.WORDS.split(" \u00A0\n\u0000"));
  }

  @Test
  void theMostFrequentTokensAreKnownWhateverTheOrderOfTheTexts() {
    List<String> texts = new ArrayList<>(List.of("b a b", "c B d", "a e"));
    assertEquals(List.of("b", "a", "c", "d", "e"), Vocabulary.of(texts, ALL).tokens());
    assertEquals(
        List.of("a", "b", "B", "c", "d", "e").size(),
        Vocabulary.of(texts, ALL.withLowercase(false)).tokens().size());
    assertEquals(List.of("b", "a"), Vocabulary.of(texts, VocabularyOptions.defaults()).tokens());
    assertEquals(List.of("b", "a", "c"), Vocabulary.of(texts, ALL.withMaxVocabulary(3)).tokens());
    Collections.shuffle(texts, new Random(1));
    assertEquals(List.of("b", "a", "c", "d", "e"), Vocabulary.of(texts, ALL).tokens());
  }

  @Test
  void tokensAreNumberedBehindThoseOfPaddingAndOfUnknownOnes() {
    Vocabulary words = Vocabulary.of(List.of("to be or not to be"), ALL);
    assertEquals(6, words.size());
    long[] encoded = words.encode("To see, to BE");
    assertArrayEquals(new long[] {3, Vocabulary.UNKNOWN, Vocabulary.UNKNOWN, 3, 2}, encoded);
    assertEquals("to \uFFFD \uFFFD to be", words.decode(encoded));
    assertEquals("to", words.decode(3, Vocabulary.PADDING, Vocabulary.PADDING));
    assertArrayEquals(new long[0], words.encode(" "));
    Vocabulary characters = Vocabulary.of(List.of("aab"), ALL.withTokenizer(TokenKind.CHARACTERS));
    assertEquals("a\uFFFDb", characters.decode(characters.encode("acb")));
    Vocabulary bytes = Vocabulary.of(List.of("ää"), ALL.withTokenizer(TokenKind.BYTES));
    assertEquals("ä\uFFFDä", bytes.decode(bytes.encode("äxä")));
    Vocabulary again = new Vocabulary(words.tokenizer(), true, words.tokens());
    assertArrayEquals(encoded, again.encode("To see, to BE"));
  }

  @Test
  void mistakesAreNamed() {
    says(
        DataException.class,
        "2 texts with 3 different tokens, none of them 2 times; expected at least one token as"
            + " often as minFrequency says; fix: withMinFrequency(1), or more texts",
        () -> Vocabulary.of(List.of("a b", "c"), VocabularyOptions.defaults()));
    says(
        DataException.class,
        "a vocabulary with 'a' twice; expected each token once",
        () -> new Vocabulary(TokenKind.WORDS, true, List.of("a", "b", "a")));
    says(
        DataException.class,
        "a vocabulary without a token; expected at least one",
        () -> new Vocabulary(TokenKind.WORDS, true, List.of()));
    says(
        DataException.class,
        "decode: index 3 at position 0 is outside axis 0 of size 3; expected indices from 0 to 2",
        () -> new Vocabulary(TokenKind.WORDS, true, List.of("a")).decode(3));
    says(
        OptionException.class,
        "Vocabulary: min frequency 0; expected a whole number, 1 or more",
        () -> ALL.withMinFrequency(0));
  }
}
