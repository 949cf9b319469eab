package dev.jacobian.trainers.config;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a configuration file's text, and says plainly why that failed. */
final class ConfigText {
  private ConfigText() {}

  static String read(Path file) {
    Place place = Place.of(file.toString());
    if (!Files.exists(file)) {
      throw new ConfigException(place, "there is no such file", "a YAML file with a configuration");
    }
    if (Files.isDirectory(file)) {
      throw new ConfigException(place, "this is a folder", "a YAML file with a configuration");
    }
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (CharacterCodingException e) {
      throw new ConfigException(place, "the file is not UTF-8 text", "a YAML file in UTF-8");
    } catch (IOException e) {
      throw new ConfigException(
          place, "the file cannot be read: " + e.getMessage(), "a file that you may read");
    }
  }
}
