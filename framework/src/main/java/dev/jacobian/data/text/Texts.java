package dev.jacobian.data.text;

import dev.jacobian.io.FileErrors;
import dev.jacobian.shape.DataException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads files of text, which are UTF-8 with or without a byte order mark. */
public final class Texts {
  private static final String MARK = "\uFEFF";

  private Texts() {}

  /**
   * Returns a whole file as one text, with its line ends.
   *
   * @throws DataException if it is not UTF-8; the message has the file's name and the byte
   */
  public static String whole(Path file) {
    try {
      return whole(file.toString(), Files.readAllBytes(file));
    } catch (IOException e) {
      throw FileErrors.cannotRead(file, e);
    }
  }

  /**
   * Returns the rest of a stream as one text, with its line ends.
   *
   * @param name for errors
   * @throws DataException if it cannot be read, or is not UTF-8
   */
  public static String whole(String name, InputStream stream) {
    try {
      return whole(name, stream.readAllBytes());
    } catch (IOException e) {
      throw new DataException(
          name + " cannot be read: " + FileErrors.reason(e), "text in UTF-8", null, e);
    }
  }

  private static String whole(String name, byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(in).toString();
      return text.startsWith(MARK) ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new DataException(
          name + ": no UTF-8 from byte " + in.position() + " on",
          "text in UTF-8",
          "convert it, for example with iconv -t UTF-8",
          e);
    }
  }

  /** Returns the lines of a file without their ends, each as one text; empty ones are left out. */
  public static List<String> lines(Path file) {
    return whole(file).lines().filter(line -> !line.isEmpty()).toList();
  }

  /**
   * Returns a field of each line of a file of JSON lines: {@code {"text": "once", ...}}. Empty
   * lines are left out.
   *
   * @param field the name of the text
   * @throws DataException if a line is no JSON object, or its field is not there or no text; the
   *     message has the file's name and the line, from 1
   */
  public static List<String> jsonLines(Path file, String field) {
    List<String> texts = new ArrayList<>();
    List<String> lines = whole(file).lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isBlank()) {
        String where = file + ", line " + (i + 1);
        texts.add(JsonLine.read(where, lines.get(i), List.of(field)).text(field));
      }
    }
    return texts;
  }
}
