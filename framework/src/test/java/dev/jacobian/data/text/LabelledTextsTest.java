package dev.jacobian.data.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines of JSON are texts with classes, and every other line says where it stands. */
class LabelledTextsTest {
  @TempDir Path folder;

  private LabelledTexts read(String lines) throws IOException {
    Path file = Files.writeString(folder.resolve("some.jsonl"), lines);
    return LabelledTexts.jsonLines(file, "text", "kind");
  }

  private void fails(String message, String lines) {
    assertEquals(
        folder.resolve("some.jsonl") + message,
        assertThrows(DataException.class, () -> read(lines)).getMessage());
  }

  @Test
  void eachLineIsATextAndItsClass() throws IOException {
    LabelledTexts texts =
        read(
            "{\"text\": \"one\", \"kind\": \"b\"}\n\n{\"kind\": \"a\", \"more\": [1, {\"text\":"
                + " 2}], \"text\": \"\"}\r\n{\"text\": \"three\", \"kind\": \"b\"}");
    assertEquals(List.of("one", "", "three"), texts.texts());
    assertEquals(List.of("a", "b"), texts.classNames());
    assertArrayEquals(new long[] {1, 0, 1}, texts.classes(List.of("a", "b")));
    assertArrayEquals(new long[] {0, 2, 0}, texts.classes(List.of("b", "c", "a")));
    LabelledTexts part = texts.part(new long[] {2, 0});
    assertEquals(List.of("three", "one"), part.texts());
    assertEquals(folder.resolve("some.jsonl") + ", line 4", part.place(0));
  }

  @Test
  void numbersAndTruthValuesAreClasses() throws IOException {
    LabelledTexts texts =
        read(
            "{\"text\": \"x\", \"kind\": 10}\n{\"text\": \"y\", \"kind\": 9}\n"
                + "{\"text\": \"z\", \"kind\": 10.0}\n");
    assertEquals(List.of("9", "10"), texts.classNames());
    assertArrayEquals(new long[] {1, 0, 1}, texts.classes(texts.classNames()));
    assertEquals(
        List.of("false", "true"),
        read("{\"text\": \"x\", \"kind\": true}\n{\"text\": \"y\", \"kind\": false}\n")
            .classNames());
  }

  @Test
  void everyLineThatCannotBeUsedSaysWhy() throws IOException {
    String good = "{\"text\": \"x\", \"kind\": \"a\"}\n";
    fails(
        ", line 2: no 'kind', but [text]; expected the class of the line under this name",
        good + "{\"text\": \"y\"}");
    fails(
        ", line 2: no 'text', but [kind]; expected the text of the line under this name",
        good + "{\"kind\": \"y\"}");
    fails(", line 1: 'text' is 5; expected a text in quotes", "{\"text\": 5, \"kind\": \"a\"}");
    fails(
        ", line 1: 'kind' is null; expected the name of a class",
        "{\"text\": \"x\", \"kind\": null}");
    fails(
        ", line 1: 'kind' is ''; expected the name of a class",
        "{\"text\": \"x\", \"kind\": \" \"}");
    fails(
        ", line 1: 'kind' is [; expected the name of a class", "{\"text\": \"x\", \"kind\": [1]}");
    fails(
        ", line 3: [1]; expected one JSON object, such as {\"text\": \"once\"}", good + "\n[1]\n");
    fails(
        ", line 2: Duplicate Object property \"kind\"; expected one JSON object, such as {\"text\": \"once\"}",
        good + "{\"text\": \"x\", \"kind\": \"a\", \"kind\": \"b\"}");
    LabelledTexts texts = read("\n" + good);
    assertEquals(
        folder.resolve("some.jsonl") + ", line 2: the class 'a'; expected one of [b, c]",
        assertThrows(DataException.class, () -> texts.classes(List.of("b", "c"))).getMessage());
  }
}
