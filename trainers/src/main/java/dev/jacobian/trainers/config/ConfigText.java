package dev.jacobian.trainers.config;

import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.KeyPlace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reads a configuration file's text, and says plainly why that failed. */
final class ConfigText {
  /** More than the names of a hundred thousand columns take. */
  private static final int MOST_BYTES = 3_000_000;

  private ConfigText() {}

  static String read(Path file) {
    KeyPlace place = KeyPlace.of(file.toString());
    if (!Files.exists(file)) {
      throw new ConfigException(place, "there is no such file", "a YAML file with a configuration");
    }
    if (Files.isDirectory(file)) {
      throw new ConfigException(place, "this is a folder", "a YAML file with a configuration");
    }
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw new ConfigException(
            place,
            String.format(Locale.ROOT, "the file has %,d bytes", size),
            String.format(Locale.ROOT, "a configuration of at most %,d", MOST_BYTES));
      }
      String text = decode(place, ByteBuffer.wrap(Files.readAllBytes(file)));
      requireNoControls(place, text);
      return text;
    } catch (IOException e) {
      throw new ConfigException(
          place, "the file cannot be read: " + e.getMessage(), "a file that you may read");
    }
  }

  private static String decode(KeyPlace place, ByteBuffer bytes) {
    CharBuffer text = CharBuffer.allocate(bytes.remaining());
    CoderResult result =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .decode(bytes, text, true);
    text.flip();
    if (result.isError()) {
      throw new ConfigException(
          after(place, text),
          String.format("the byte %02x is not UTF-8 text", bytes.get(bytes.position())),
          "a YAML file in UTF-8");
    }
    return text.toString();
  }

  /** YAML has no other control characters than these; its parser does not say where they are. */
  private static void requireNoControls(KeyPlace place, String text) {
    for (int at = 0; at < text.length(); at++) {
      char letter = text.charAt(at);
      if (Character.isISOControl(letter) && "\t\n\r\u0085".indexOf(letter) < 0) {
        throw new ConfigException(
            after(place, text.substring(0, at)),
            String.format("the control character U+%04X stands here", (int) letter),
            "text");
      }
    }
  }

  /** Returns the place of what follows a text. */
  private static KeyPlace after(KeyPlace place, CharSequence text) {
    int line = 1;
    int column = 1;
    for (int at = 0; at < text.length(); at++) {
      boolean isBreak = text.charAt(at) == '\n';
      line += isBreak ? 1 : 0;
      column = isBreak ? 1 : column + 1;
    }
    return place.at(line, column);
  }
}
