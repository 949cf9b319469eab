package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Splits;
import dev.jacobian.data.Subset;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.data.prepare.SimpleImputer;
import dev.jacobian.data.prepare.Standardizer;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.data.table.MissingValues;
import dev.jacobian.device.Device;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.io.SafeTensorsFile;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.predict.CsvPrediction;
import dev.jacobian.trainers.predict.NumberText;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.saved.KeptColumns;
import dev.jacobian.trainers.saved.SavedModel;
import dev.jacobian.trainers.saved.Scoring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What fills a missing value comes from the training rows and travels with the weights. */
class MissingMeansTest {
  private static final Path TABLES =
      Path.of("src", "test", "resources", "goldens", "precision").toAbsolutePath();

  @TempDir private Path folder;

  private RunConfig config(String data, String... settings) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {csv: rows.csv, target: y, missing: mean, %s}
        model: linear
        optimizer: {type: sgd, learningRate: 0.1}
        epochs: 20
        device: cpu
        """
            .formatted(data));
    return RunConfig.load(file, List.of(settings));
  }

  private void write(String text) throws IOException {
    Files.writeString(folder.resolve("rows.csv"), text);
  }

  private static double[] means(TrainingRun run) {
    return run.data().preparation().table().missing().map(SimpleImputer::values).orElseThrow();
  }

  private SavedModel trained(TrainingRun run) {
    run.train(Device.cpu());
    return SavedModel.read(run.savedModel().save(folder));
  }

  private List<String> predict(RunConfig config, SavedModel saved, String text) throws IOException {
    Path input = folder.resolve("new.csv");
    Files.writeString(input, text);
    List<String> cells = new ArrayList<>();
    SavedModel fitting = saved.fitting(config);
    Predictor predictor = Predictor.of(fitting, fitting.load(Device.cpu()), Device.cpu());
    NumberText digits = new NumberText(fitting.preparation(), '.');
    CsvPrediction.of(fitting, predictor, CsvInput.of(input), KeptColumns.none())
        .forEach(rows -> rows.forEach(row -> cells.add(digits.cells(row.prediction()).get(0))));
    return cells;
  }

  /** {@code goldens_precision.py} made the tables and, with scikit-learn beside, the numbers. */
  @Test
  void meansAndDeviationsOfTablesWithGapsAreScikitLearns() throws IOException {
    int tables = 0;
    for (String line : Files.readAllLines(TABLES.resolve("missing.txt"))) {
      String[] golden = line.split(";");
      StringBuilder text = new StringBuilder();
      List<String> rows = Files.readAllLines(TABLES.resolve(golden[0] + ".csv"));
      text.append(rows.get(0)).append('\n');
      for (int row = 0; row + 1 < rows.size(); row++) {
        String[] cells = rows.get(1 + row).split(",");
        for (int column = 0; column + 1 < cells.length; column++) {
          cells[column] = (3 * row + column) % 5 == 0 ? "" : cells[column];
        }
        text.append(String.join(",", cells)).append('\n');
      }
      write(text.toString());
      for (String cache : List.of("false", "true")) {
        TrainingRun run = TrainingRun.prepare(config("standardize: features, cache: " + cache));
        double[] means = numbers(golden[1]);
        double[] stds = numbers(golden[2]);
        Standardizer scale = run.data().preparation().table().features().orElseThrow();
        for (int i = 0; i < means.length; i++) {
          assertEquals(means[i], means(run)[i], 1e-15 * Math.abs(means[i]), golden[0]);
          assertEquals(stds[i], scale.std()[i], 1e-7 * stds[i], golden[0]);
        }
      }
      tables++;
    }
    assertTrue(tables >= 14, tables + " tables");
  }

  private static double[] numbers(String cells) {
    return Arrays.stream(cells.split(" ")).mapToDouble(Double::parseDouble).toArray();
  }

  /** Rows whose held-out part would shift the mean by a lot. */
  private void writeRowsThatDiffer() throws IOException {
    StringBuilder text = new StringBuilder("x,z,y\n");
    for (int row = 0; row < 40; row++) {
      text.append(row).append(',').append(row % 3 == 0 ? "" : 1000 * row * row).append(',');
      text.append(row + 1).append('\n');
    }
    write(text.toString());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 7, 11})
  void rowsThatAreHeldOutHaveNoPartInTheMean(int seed) throws IOException {
    writeRowsThatDiffer();
    CsvDataset all =
        CsvDataset.read(
            folder.resolve("rows.csv"),
            CsvDataset.Options.defaults()
                .withTargets("y")
                .withDtype(DType.FLOAT64)
                .withMissingValues(MissingValues.NAN));
    Subset train = Splits.randomSplit(all, seed, 0.6, 0.4).get(0);
    double sum = 0;
    int count = 0;
    for (double z : train.gather(range(train.size())).inputs().slice(1, 1, 2).toDoubleArray()) {
      sum += Double.isNaN(z) ? 0 : z;
      count += Double.isNaN(z) ? 0 : 1;
    }
    for (String cache : List.of("false", "true")) {
      TrainingRun run =
          TrainingRun.prepare(config("validation: 0.4, cache: " + cache, "seed=" + seed));
      assertEquals(sum / count, means(run)[1], 1e-9 * sum);
      double[] held =
          run.data()
              .validation()
              .orElseThrow()
              .gather(range(40 - train.size()))
              .inputs()
              .toDoubleArray();
      for (double value : held) {
        assertTrue(Double.isFinite(value));
      }
    }
  }

  private static long[] range(long size) {
    long[] indices = new long[(int) size];
    Arrays.setAll(indices, i -> i);
    return indices;
  }

  @Test
  void aSingleRowIsPredictedWithTheTrainingMean() throws IOException {
    StringBuilder text = new StringBuilder("x,z,y\n");
    for (int row = 0; row < 20; row++) {
      text.append(row).append(',').append(row == 7 ? "" : 2 * row + 1).append(",").append(row * 3);
      text.append('\n');
    }
    write(text.toString());
    RunConfig config = config("standardize: all");
    TrainingRun run = TrainingRun.prepare(config);
    SavedModel saved = trained(run);
    assertArrayEquals(means(run), saved.preparation().table().missing().orElseThrow().values());
    double mean = means(run)[1];
    List<String> expected = predict(config, saved, "x,z\n4," + mean + "\n");
    assertEquals(expected, predict(config, saved, "x,z\n4,\n"));
    assertEquals(expected, predict(config, saved, "z,x\nNA,4\n"));
    assertEquals(
        List.of(expected.get(0), expected.get(0)), predict(config, saved, "x,z\n4,?\n4,nan\n"));
    // A missing feature that had none in training has a mean too.
    double x = means(run)[0];
    assertEquals(predict(config, saved, "x,z\n" + x + ",1\n"), predict(config, saved, "x,z\n,1\n"));
  }

  @Test
  void evaluationFillsInTheTrainingMeanNotItsOwn() throws IOException {
    write("x,z,y\n0,1,1\n1,3,2\n2,,3\n3,8,4\n4,2,5\n");
    RunConfig config = config("standardize: none");
    SavedModel saved = trained(TrainingRun.prepare(config));
    write("x,z,y\n10,3.5,1\n11,900,2\n");
    Map<String, Double> expected = Scoring.score(config, saved, Device.cpu()).scores();
    write("x,z,y\n10,,1\n11,900,2\n");
    assertEquals(expected, Scoring.score(config, saved, Device.cpu()).scores());
  }

  @Test
  void aFeatureWithoutAnyValueInTheTrainingRowsIsNamed() throws IOException {
    write("x,z,y\n1,,2\n2,,3\n");
    RunConfig config = config("standardize: none");
    assertEquals(
        "the feature 'z': every value is missing in the 2 training rows, so there is none to fill in;"
            + " expected at least one value; fix: ignore the column",
        assertThrows(DataException.class, () -> TrainingRun.prepare(config)).getMessage());
  }

  @Test
  void weightsWithoutMeansSayWhereAValueIsMissing() throws IOException {
    write("x,z,y\n0,1,1\n1,3,2\n2,2,3\n3,8,4\n");
    SavedModel saved =
        trained(TrainingRun.prepare(config("standardize: none", "data.missing=error")));
    RunConfig config = config("standardize: none");
    assertEquals(1, predict(config, saved, "x,z\n4,1\n").size());
    String message =
        assertThrows(DataException.class, () -> predict(config, saved, "x,z\n4,\n")).getMessage();
    assertTrue(message.contains("line 2, column 2 'z': the value is missing"), message);
  }

  /** The form that weights had before version 2. */
  private SavedModel old(SavedModel saved) throws IOException {
    Path file =
        new SavedModel(saved.state(), saved.preparation(), Optional.empty())
            .save(folder.resolve("old"));
    SafeTensorsFile content = SafeTensors.load(file);
    Map<String, String> metadata = new HashMap<>(content.metadata());
    metadata.remove("version");
    metadata.remove("settings");
    metadata.remove("dtype");
    Map<String, Tensor> tensors = new LinkedHashMap<>(content.tensors());
    tensors.keySet().removeIf(name -> name.startsWith("imputer."));
    SafeTensors.save(file, tensors, metadata);
    return SavedModel.read(file);
  }

  @Test
  void olderWeightsAreStillRead() throws IOException {
    write("x,z,y\n0,1,1\n1,3,2\n2,2,3\n3,8,4\n");
    RunConfig config = config("standardize: all");
    SavedModel saved = trained(TrainingRun.prepare(config));
    SavedModel old = old(saved);
    assertTrue(old.preparation().settings().isEmpty());
    assertEquals(predict(config, saved, "x,z\n4,1\n"), predict(config, old, "x,z\n4,1\n"));
    assertThrows(DataException.class, () -> predict(config, old, "x,z\n4,\n"));
  }

  @Test
  void settingsThatDifferFromTheTrainingsAreNamed() throws IOException {
    write("x,z,y\n0,1,1\n1,3,2\n2,2,3\n3,8,4\n");
    SavedModel saved = trained(TrainingRun.prepare(config("standardize: all")));
    RunConfig other = config("standardize: none", "dtype=float64");
    assertEquals(
        "dtype is float64, and was float32 in training; data.standardize is none, and was all in"
            + " training; expected the settings that the weights were trained with; fix: take the"
            + " configuration of the training, or train again",
        assertThrows(StateException.class, () -> saved.fitting(other)).getMessage());
  }

  @Test
  void weightsOfANewerVersionAreRefused() throws IOException {
    write("x,z,y\n0,1,1\n1,3,2\n2,2,3\n3,8,4\n");
    Path file = folder.resolve("model.safetensors");
    trained(TrainingRun.prepare(config("standardize: all")));
    SafeTensorsFile content = SafeTensors.load(file);
    Map<String, String> metadata = new HashMap<>(content.metadata());
    metadata.put("version", "4");
    SafeTensors.save(file, content.tensors(), metadata);
    assertEquals(
        file
            + ": weights of version 4; expected version 3 or before; fix: use the version of Jacobian"
            + " that wrote them, or a newer one",
        assertThrows(FileFormatException.class, () -> SavedModel.read(file)).getMessage());
  }
}
