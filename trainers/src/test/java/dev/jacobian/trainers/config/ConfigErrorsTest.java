package dev.jacobian.trainers.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake in a configuration is one line that says where it stands and what was expected. */
class ConfigErrorsTest {
  private static final String VALID =
      """
      data:
        csv: rows.csv
        target: y
        validation: 0.2
      model:
        type: mlp
        hidden: [8, 4]
      loss: mse
      optimizer:
        type: sgd
        learningRate: 1e-3
      epochs: 10
      """;

  private static final String TOP_KEYS =
      "data, model, loss, optimizer, epochs, batchSize, shuffle, seed, workers, shards, clipNorm, metrics, monitor,"
          + " keepBest, earlyStopping, detectAnomaly, compile, device, backend";

  @TempDir private Path folder;

  @BeforeEach
  void writeRows() throws IOException {
    Files.writeString(folder.resolve("rows.csv"), "x,y\n1,2\n");
  }

  @Test
  void theFileThatTheMistakesAreMadeInIsValid() throws IOException {
    RunConfig config = RunConfig.load(write(VALID), List.of());
    assertEquals(10, config.training().epochs());
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        replace(
            "epochs: 10",
            "epoch: 10",
            "12:1: epoch: unknown key; expected one of "
                + TOP_KEYS
                + "; fix: did you mean epochs?"),
        replace(
            "epochs: 10",
            "epochs: ten",
            "12:9: epochs: the value is 'ten'; expected a whole number of at least 1"),
        replace(
            "epochs: 10",
            "epochs: 0",
            "12:9: epochs: the value is 0; expected a whole number of at least 1"),
        replace(
            "epochs: 10",
            "epochs: 2.5",
            "12:9: epochs: the value is 2.5; expected a whole number of at least 1"),
        replace(
            "epochs: 10",
            "epochs:",
            "12:8: epochs: the value is nothing; expected a whole number of at least 1"),
        replace(
            "epochs: 10",
            "epochs: [1, 2]",
            "12:9: epochs: the value is a list of 2 values; expected a whole number of at least 1"),
        replace(
            "epochs: 10\n",
            "",
            "1:1: the key 'epochs' is missing; expected epochs: a whole number of at least 1"),
        replace(
            "epochs: 10",
            "epochs: 10\nepochs: 11",
            "13:1: epochs: the key stands here a second time; expected each key once; the first is on line 12"),
        replace(
            "epochs: 10",
            "epochs: 10\nzzz: 1",
            "13:1: zzz: unknown key; expected one of " + TOP_KEYS),
        replace(
            "epochs: 10",
            "epochs: 10\nshuffle: maybe",
            "13:10: shuffle: the value is 'maybe'; expected true or false"),
        replace(
            "epochs: 10",
            "epochs: 10\nseed: x",
            "13:7: seed: the value is 'x'; expected a whole number"),
        replace(
            "epochs: 10",
            "epochs: 10\ndevice: gpu",
            "13:9: device: the value is 'gpu'; expected cpu, cuda, cuda:N or auto"),
        replace(
            "epochs: 10",
            "epochs: 10\nclipNorm: 0",
            "13:11: clipNorm: the value is 0; expected a number above 0"),
        replace(
            "epochs: 10",
            "epochs: 10\nmetrics: [r2, f1]",
            "13:15: metrics.1: the value is 'f1'; expected one of mse, rmse, mae, r2, accuracy"),
        replace(
            "epochs: 10",
            "epochs: 10\nmetrics: accuracy",
            "13:1: metrics: accuracy says nothing about regression outputs; expected metrics that fit the loss: mse, rmse, mae, r2"),
        replace(
            "epochs: 10",
            "epochs: 10\nmonitor: validation_los",
            "13:1: monitor: there is no score 'validation_los' in this run; expected one of train_loss, train_rmse, train_r2, validation_loss, validation_rmse, validation_r2; fix: did you mean validation_loss?"),
        replace(
            "epochs: 10",
            "epochs: 10\nearlyStopping: {patience: 0}",
            "13:27: earlyStopping.patience: the value is 0; expected a whole number of at least 1"),
        replace(
            "epochs: 10",
            "epochs: 10\nearlyStopping: 5",
            "13:16: earlyStopping: the value is 5; expected a mapping with keys out of patience, minDelta"),
        replace(
            "csv: rows.csv",
            "csv: none.csv",
            "2:8: data.csv: there is no file FOLDER/none.csv; expected a CSV file, named relative to the folder of the configuration"),
        replace(
            "target: y",
            "target: z",
            "3:3: data.target: FOLDER/rows.csv has no column 'z'; expected one of 'x', 'y'"),
        replace(
            "target: y",
            "target: y\n  features: [x, weight]",
            "4:3: data.features: FOLDER/rows.csv has no column 'weight'; expected one of 'x', 'y'"),
        replace(
            "target: y",
            "target: y\n  ignored: [id]",
            "4:3: data.ignored: FOLDER/rows.csv has no column 'id'; expected one of 'x', 'y'"),
        replace(
            "target: y",
            "target: 3\n  header: false",
            "3:3: data.target: FOLDER/rows.csv has no column 'column 3'; expected one of 'column 1', 'column 2'"),
        replace(
            "validation: 0.2",
            "validation: 1",
            "4:15: data.validation: the value is 1; expected a number of at least 0 and below 1"),
        replace(
            "target: y",
            "target: y\n  features: [x, y]",
            "4:3: data.features: the column 'y' is a target too; expected features other than the target"),
        replace(
            "target: y",
            "target: y\n  delimiter: ab",
            "4:14: data.delimiter: the value is 'ab'; expected one character"),
        replace(
            "target: y",
            "target: y\n  missing: ignore",
            "4:12: data.missing: the value is 'ignore'; expected one of error, mean, drop_row"),
        replace(
            "hidden: [8, 4]",
            "hidden: [8, x]",
            "7:15: model.hidden.1: the value is 'x'; expected a whole number from 1 to 1048576"),
        replace(
            "  hidden: [8, 4]\n",
            "",
            "6:3: model: an mlp needs the key 'hidden'; expected hidden: a list of whole numbers of at least 1"),
        replace(
            "type: mlp",
            "type: linear",
            "7:3: model.hidden: a linear model has no hidden layers; expected this key to be absent"),
        replace(
            "type: mlp",
            "type: cnn",
            "6:9: model.type: the value is 'cnn'; expected one of linear, logistic, softmax, mlp"),
        replace(
            "hidden: [8, 4]",
            "hidden: [8, 4]\n  dropout: 1.5",
            "8:12: model.dropout: the value is 1.5; expected a number of at least 0 and below 1"),
        replace(
            "loss: mse\n",
            "",
            "1:1: the key 'loss' is missing, and an mlp has no loss of its own; expected loss: one of mse, l1, huber, cross_entropy, bce_with_logits"),
        replace(
            "loss: mse",
            "loss: {type: mse, delta: 2}",
            "8:19: loss.delta: mse has no delta; expected this key to be absent"),
        replace(
            "type: sgd",
            "type: adam\n  momentum: 0.9",
            "11:3: optimizer.momentum: adam has no such option; expected this key to be absent"),
        replace(
            "type: sgd",
            "type: sgd\n  nesterov: true",
            "11:3: optimizer.nesterov: nesterov needs momentum; expected a momentum above 0 and no dampening"),
        replace(
            "learningRate: 1e-3",
            "learningRate: -1",
            "11:17: optimizer.learningRate: the value is -1; expected a number above 0"),
        replace(
            "learningRate: 1e-3",
            "learning_rate: 1e-3",
            "11:3: optimizer.learning_rate: unknown key; expected one of type, learningRate, weightDecay, momentum, dampening, nesterov, beta1, beta2, epsilon; fix: did you mean learningRate?"),
        Arguments.of(
            "", "1:1: the file holds nothing; expected a mapping with the keys data, model, ..."),
        Arguments.of(
            "- a\n- b\n",
            "1:1: the file holds a list of 2 values; expected a mapping with the keys data, model, ..."),
        Arguments.of(
            VALID + "---\na: 1\n",
            "14:1: a second document starts here; expected one document in the file; fix: remove the line ---"),
        Arguments.of(
            "a: &x 1\nb: *x\n",
            "2:4: b: aliases (*name) are not supported; expected every value written where it is used"),
        Arguments.of(
            "a: {b: 1\n",
            "1:9: this is not YAML: while parsing a flow mapping, expected ',' or '}', but got <stream end>; expected a mapping of keys to values"));
  }

  private static Arguments replace(String part, String mistake, String message) {
    if (!VALID.contains(part)) {
      throw new IllegalArgumentException(part);
    }
    return Arguments.of(VALID.replace(part, mistake), message);
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void isOneLineWithPlaceAndExpectation(String text, String message) throws IOException {
    Path file = write(text);
    ConfigException error =
        assertThrows(ConfigException.class, () -> RunConfig.load(file, List.of()));
    String expected = file + ":" + message.replace("FOLDER", folder.toString());
    assertEquals(expected, error.getMessage());
    assertEquals(1, error.getMessage().lines().count());
  }

  @Test
  void aLossThatDoesNotFitTheModelIsRefused() throws IOException {
    Path file =
        write(
            VALID
                .replace("  type: mlp\n  hidden: [8, 4]", "  type: linear")
                .replace("mse", "cross_entropy"));
    assertEquals(
        file
            + ":7:1: loss: cross_entropy does not fit a linear model; expected one of mse, l1, huber",
        error(file).getMessage());
  }

  @Test
  void classesCannotBeScaledOrBeTwoColumns() throws IOException {
    String classes = VALID.replace("mse", "cross_entropy");
    Path scaled = write(classes.replace("validation: 0.2", "standardize: all"));
    assertEquals(
        scaled
            + ":1:1: data.standardize: all would scale the classes; expected features or none with the loss"
            + " cross_entropy",
        error(scaled).getMessage());
    Path two = write(classes.replace("target: y", "target: [y, x]"));
    assertEquals(
        two
            + ":1:1: data.target: 2 target columns for cross_entropy; expected one column with the class",
        error(two).getMessage());
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
        binary + ": the file is not UTF-8 text; expected a YAML file in UTF-8",
        error(binary).getMessage());
  }

  @Test
  void aMistakeInASettingNamesTheSetting() throws IOException {
    assertEquals(
        "--set epochs=0: epochs: the value is 0; expected a whole number of at least 1",
        settingError("epochs=0"));
    assertEquals(
        "--set optimizer.momentun=1: optimizer.momentun: unknown key; expected one of type, learningRate, weightDecay,"
            + " momentum, dampening, nesterov, beta1, beta2, epsilon; fix: did you mean momentum?",
        settingError("optimizer.momentun=1"));
    assertEquals(
        "--set epochs: there is no key before an equals sign; expected key.path=value",
        settingError("epochs"));
    assertEquals(
        "--set model.hidden.first=3: model.hidden: the value is a list of 2 values; expected a mapping to set a key in",
        settingError("model.hidden.first=3"));
    assertEquals(
        "--set model.hidden=[3, x]: model.hidden.1: the value is 'x'; expected a whole number from 1 to 1048576",
        settingError("model.hidden=[3, x]"));
  }

  private String settingError(String setting) throws IOException {
    Path file = write(VALID);
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
