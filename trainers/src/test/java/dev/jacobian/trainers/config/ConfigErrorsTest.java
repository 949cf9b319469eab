package dev.jacobian.trainers.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake in a configuration is one line that says where it stands and what was expected. */
class ConfigErrorsTest {
  @TempDir private Path folder;

  @BeforeEach
  void writeFiles() throws IOException {
    ConfigMistakes.writeFiles(folder);
  }

  @Test
  void theFileThatTheMistakesAreMadeInIsValid() throws IOException {
    RunConfig config = RunConfig.load(write(ConfigMistakes.VALID), List.of());
    assertEquals(10, config.training().trainer().epochs());
    RunConfig arrays =
        RunConfig.load(
            write(
                ConfigMistakes.VALID.replace(
                    "csv: rows.csv\n  target: y", "npz: digits.npz\n  targets: labels")),
            List.of());
    assertEquals(List.of(folder.resolve("digits.npz")), arrays.data().rows().files());
  }

  @Test
  void theMistakesAreManyAndDifferent() {
    List<ConfigMistakes.Mistake> all = ConfigMistakes.all();
    assertTrue(all.size() >= 90, all.size() + " mistakes");
    assertEquals(all.size(), all.stream().map(ConfigMistakes.Mistake::text).distinct().count());
    assertTrue(all.stream().map(ConfigMistakes.Mistake::message).distinct().count() >= 90);
  }

  static List<ConfigMistakes.Mistake> mistakes() {
    return ConfigMistakes.all();
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void isOneLineWithPlaceAndExpectation(ConfigMistakes.Mistake mistake) throws IOException {
    Path file = write(mistake.text());
    String message = error(file).getMessage();
    assertEquals(mistake.message(file), message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void aMissingFileAFolderAndBinaryAreNamed() throws IOException {
    Path missing = folder.resolve("missing.yaml");
    assertEquals(
        missing + ": there is no such file; expected a YAML file with a configuration",
        error(missing).getMessage());
    assertEquals(
        folder + ": this is a folder; expected a YAML file with a configuration",
        error(folder).getMessage());
    Path binary = folder.resolve("binary.yaml");
    Files.write(binary, new byte[] {(byte) 0xff, (byte) 0xfe, 0});
    assertEquals(
        binary + ":1:1: the byte ff is not UTF-8 text; expected a YAML file in UTF-8",
        error(binary).getMessage());
    Path latin = folder.resolve("latin.yaml");
    Files.writeString(
        latin, ConfigMistakes.VALID.replace("mse", "ms\u00e9"), StandardCharsets.ISO_8859_1);
    assertEquals(
        latin + ":8:9: the byte e9 is not UTF-8 text; expected a YAML file in UTF-8",
        error(latin).getMessage());
  }

  @Test
  void aMistakeInASettingNamesTheSetting() throws IOException {
    assertEquals(
        "--set epochs=0: epochs: the value is 0; expected a whole number of at least 1",
        settingError("epochs=0"));
    assertEquals(
        "--set optimizer.momentun=1: optimizer.momentun: unknown key; expected one of type, learningRate, momentum,"
            + " dampening, weightDecay, nesterov, beta1, beta2, epsilon, amsgrad, momentumDecay, decoupledWeightDecay,"
            + " alpha, centered, learningRateDecay, initialAccumulator, beta2Decay, clipThreshold, rho, decay, power, averageStart, shrink, grow, minStep, maxStep, rounds, scale; fix: did you mean"
            + " momentum?",
        settingError("optimizer.momentun=1"));
    assertEquals(
        "--set epochs: there is no key before an equals sign; expected key.path=value",
        settingError("epochs"));
    assertEquals(
        "--set model.hidden.first=3: model.hidden: there are no keys inside of this one; expected a list, each"
            + " value a whole number from 1 to 1048576",
        settingError("model.hidden.first=3"));
    assertEquals(
        "--set epochs.x=3: epochs: there are no keys inside of this one; expected a whole number of at least 1",
        settingError("epochs.x=3"));
    assertEquals(
        "--set optimizer..x=3: the key 'optimizer..x' has an empty part; expected key.path=value",
        settingError("optimizer..x=3"));
    assertEquals(
        "--set epochs=[1: epochs: this is not YAML: while parsing a flow sequence, expected ',' or ']', but got"
            + " <stream end>; expected a value as in the file",
        settingError("epochs=[1"));
    assertEquals(
        "--set data.csv=none.csv: data.csv: there is no file none.csv; expected a CSV file, named relative to the"
            + " current folder",
        settingError("data.csv=none.csv"));
    assertEquals(
        "--set epochs=: epochs: the value is nothing; expected a whole number of at least 1",
        settingError("epochs="));
    assertEquals(
        "--set modell.x=3: modell: unknown key; expected one of "
            + String.join(", ", RunConfig.keys().stream().map(Key::name).toList())
            + "; fix: did you mean model?",
        settingError("modell.x=3"));
    assertEquals(
        "--set model.hidden=[3, x]: model.hidden.1: the value is 'x'; expected a whole number from 1 to 1048576",
        settingError("model.hidden=[3, x]"));
  }

  private String settingError(String setting) throws IOException {
    Path file = write(ConfigMistakes.VALID);
    return assertThrows(ConfigException.class, () -> RunConfig.load(file, List.of(setting)))
        .getMessage();
  }

  private static ConfigException error(Path file) {
    return assertThrows(ConfigException.class, () -> RunConfig.load(file, List.of()));
  }

  private Path write(String text) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(file, text);
    return file;
  }
}
