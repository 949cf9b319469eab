package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.data.prepare.Standardizer;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.device.Device;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.models.RegressionSummary;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.predict.CsvPrediction;
import dev.jacobian.trainers.predict.NumberText;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.saved.KeptColumns;
import dev.jacobian.trainers.saved.SavedModel;
import dev.jacobian.trainers.saved.Scoring;
import dev.jacobian.trainers.saved.TablePreparation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Columns of large numbers that differ little keep what tells them apart, from whatever file. The
 * tables and their statistics are scikit-learn's: {@code src/test/python/goldens_precision.py}.
 */
class PrecisionTest {
  private static final Path TABLES =
      Path.of("src", "test", "resources", "goldens", "precision").toAbsolutePath();

  @TempDir private Path folder;

  /** A table and what is right about it. */
  private record Golden(
      String name, double[] means, double[] stds, double[] slopes, double intercept, double r2) {
    static Golden parse(String line) {
      String[] cells = line.split(";");
      return new Golden(
          cells[0],
          numbers(cells[1]),
          numbers(cells[2]),
          numbers(cells[3]),
          Double.parseDouble(cells[4]),
          Double.parseDouble(cells[5]));
    }

    private static double[] numbers(String cell) {
      return Arrays.stream(cell.split(" ")).mapToDouble(Double::parseDouble).toArray();
    }

    Path csv() {
      return TABLES.resolve(name + ".csv");
    }

    /** Returns features and targets, float64. */
    Batch rows() {
      CsvDataset rows =
          CsvDataset.read(
              csv(), CsvDataset.Options.defaults().withTargets("y").withDtype(DType.FLOAT64));
      return rows.gather(LongStream.range(0, rows.size()).toArray());
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Golden> goldens() throws IOException {
    List<Golden> goldens =
        Files.readAllLines(TABLES.resolve("statistics.txt")).stream().map(Golden::parse).toList();
    assertTrue(goldens.size() >= 14, goldens.size() + " tables");
    return goldens;
  }

  private TrainingRun run(String data, String more) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {%s, standardize: all}
        model: linear
        optimizer: {type: sgd, learningRate: 0.3}
        epochs: 60
        batchSize: 64
        device: cpu
        %s
        """
            .formatted(data, more));
    return TrainingRun.prepare(RunConfig.load(file, List.of()));
  }

  private static void assertClose(double expected, double actual, double tolerance, String what) {
    assertEquals(expected, actual, tolerance * Math.max(1e-300, Math.abs(expected)), what);
  }

  private void assertRight(Golden golden, TrainingRun run) {
    TablePreparation preparation = run.data().preparation().table();
    int features = golden.slopes().length;
    double[] means = preparation.features().map(Standardizer::mean).orElseThrow();
    double[] stds = preparation.features().map(Standardizer::std).orElseThrow();
    for (int i = 0; i < features; i++) {
      assertClose(golden.means()[i], means[i], 1e-15, "mean");
      assertClose(golden.stds()[i], stds[i], 1e-11, "deviation");
    }
    Standardizer targets = preparation.targets().orElseThrow();
    assertClose(golden.means()[features], targets.mean()[0], 1e-14, "mean of y");
    assertClose(golden.stds()[features], targets.std()[0], 1e-11, "deviation of y");

    TrainingRun.TrainedRun trained = run.train(Device.cpu());
    RegressionSummary summary = LinearReport.of(run).orElseThrow();
    boolean isDouble = preparation.dtype() == DType.FLOAT64;
    for (int i = 0; i < features; i++) {
      RegressionSummary.Row row = summary.coefficients().get(1 + i);
      double size = targets.std()[0] / stds[i];
      assertEquals(golden.slopes()[i], row.closedForm(), 1e-9 * size, "closed form");
      assertEquals(golden.slopes()[i], row.coefficient(), (isDouble ? 1e-9 : 1e-5) * size, "slope");
    }
    assertEquals(golden.r2(), summary.rSquared(), 1e-9);
    assertEquals(summary.rSquared(), trained.trainScores().get("r2"), 1e-6, "one R²");
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void aTableAsCsvInFloat32(Golden golden) throws IOException {
    assertRight(golden, run("csv: '%s', target: y".formatted(golden.csv()), ""));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void aTableAsACachedCsv(Golden golden) throws IOException {
    Path copy = Files.copy(golden.csv(), folder.resolve("copy.csv"));
    assertRight(golden, run("csv: '%s', target: y, cache: true".formatted(copy), ""));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void aTableInFloat64(Golden golden) throws IOException {
    assertRight(golden, run("csv: '%s', target: y".formatted(golden.csv()), "dtype: float64"));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  void aTableAsArrays(Golden golden) throws IOException {
    Batch rows = golden.rows();
    NumpyFile.saveNpz(
        folder.resolve("t.npz"), Map.of("x", rows.inputs(), "y", rows.targets().squeeze(1)));
    assertRight(golden, run("npz: t.npz", ""));
    NumpyFile.saveNpy(folder.resolve("x.npy"), rows.inputs());
    NumpyFile.saveNpy(folder.resolve("y.npy"), rows.targets());
    assertRight(golden, run("inputs: x.npy, targets: y.npy", ""));
  }

  @Test
  void wholeNumbersAsInt64AreReadExactly() throws IOException {
    int tables = 0;
    for (Golden golden : goldens()) {
      Batch rows = golden.rows();
      Tensor whole = rows.inputs().to(DType.INT64);
      if (Arrays.equals(whole.toDoubleArray(), rows.inputs().toDoubleArray())) {
        NumpyFile.saveNpz(folder.resolve("i.npz"), Map.of("x", whole, "y", rows.targets()));
        assertRight(golden, run("npz: i.npz", ""));
        tables++;
      }
    }
    assertTrue(tables >= 8, tables + " tables");
  }

  @Test
  void float32FilesKeepTheirHalfOfTheMemory() throws IOException {
    Golden golden =
        goldens().stream().filter(g -> g.name().equals("float32_steps")).findFirst().orElseThrow();
    Batch rows = golden.rows();
    NumpyFile.saveNpz(
        folder.resolve("f.npz"),
        Map.of("x", rows.inputs().to(DType.FLOAT32), "y", rows.targets().to(DType.FLOAT32)));
    TrainingRun run = run("npz: f.npz", "");
    Tensor raw = run.data().raw().orElseThrow().gather(new long[] {0, 1}).inputs();
    assertEquals(DType.FLOAT32, raw.dtype(), "float32 holds every number");
    double[] stds =
        run.data().preparation().table().features().map(Standardizer::std).orElseThrow();
    assertClose(golden.stds()[0], stds[0], 1e-11, "computed in float64");
    // What float64 has and float32 would lose makes the rows float64.
    NumpyFile.saveNpz(
        folder.resolve("f.npz"),
        Map.of("x", rows.inputs().add(1), "y", rows.targets().to(DType.FLOAT32)));
    TrainingRun wide = run("npz: f.npz", "");
    assertEquals(
        DType.FLOAT64, wide.data().raw().orElseThrow().gather(new long[] {0}).inputs().dtype());
  }

  @Test
  void theStatisticsInTheFileAreFloat64AndPredictAndEvaluateUseThem() throws IOException {
    Golden golden = goldens().get(0);
    TrainingRun run = run("csv: '%s', target: y".formatted(golden.csv()), "");
    run.train(Device.cpu());
    Path file = run.savedModel().save(folder);
    Tensor mean = SafeTensors.load(file).tensors().get("standardizer.features.mean");
    assertEquals(DType.FLOAT64, mean.dtype());
    assertEquals(1700000023.5, mean.toDoubleArray()[0]);
    SavedModel saved = SavedModel.read(file);
    assertEquals(run.data().preparation().settings(), saved.preparation().settings());
    Map<String, Double> scores = Scoring.score(run.config(), saved, Device.cpu()).scores();
    assertEquals(1, scores.get("r2"), 1e-9);
    List<String> cells = predict(run.config(), saved, "ts\n1700000010\n1700000063\n", "x0");
    assertEquals(5, Double.parseDouble(cells.get(0)), 1e-4);
    assertEquals(31.5, Double.parseDouble(cells.get(1)), 1e-4);
  }

  @Test
  void predictionsOfLargeTargetsHaveTheirDigits() throws IOException {
    Path csv = TABLES.resolve("cents_as_target.csv");
    TrainingRun run = run("csv: '%s', target: y".formatted(csv), "");
    run.train(Device.cpu());
    SavedModel saved = SavedModel.read(run.savedModel().save(folder));
    List<String> cells = predict(run.config(), saved, "x\n0\n1\n2\n", "x0");
    for (int i = 0; i < 3; i++) {
      double expected = 999999999.9985559 + 0.25009377817718353 * i;
      assertEquals(expected, Double.parseDouble(cells.get(i)), 1e-5);
    }
  }

  private List<String> predict(RunConfig config, SavedModel saved, String text, String column)
      throws IOException {
    Path input = folder.resolve("new.csv");
    Files.writeString(input, text.replaceFirst("^[^\n]*", column));
    SavedModel fitting = saved.fitting(config);
    Predictor predictor = Predictor.of(fitting, fitting.load(Device.cpu()), Device.cpu());
    CsvPrediction prediction =
        CsvPrediction.of(fitting, predictor, CsvInput.of(input), KeptColumns.none());
    List<String> cells = new ArrayList<>();
    NumberText digits = new NumberText(fitting.preparation(), '.');
    prediction.forEach(
        rows -> rows.forEach(row -> cells.add(digits.cells(row.prediction()).get(0))));
    return cells;
  }

  @Test
  void aNumberThatTheModelsTypeCannotHoldIsNamed() throws IOException {
    Path csv = folder.resolve("huge.csv");
    Files.writeString(csv, "a,b,y\n1,2,3\n2,1e39,4\n3,1,5\n");
    Path file = folder.resolve("huge.yaml");
    Files.writeString(
        file,
        """
        data: {csv: huge.csv, target: y}
        model: linear
        optimizer: {type: sgd, learningRate: 0.1}
        epochs: 1
        """);
    assertEquals(
        "the feature 'b' has the value 1.0E39; expected numbers that float32 holds; fix: look at the"
            + " value, or choose dtype: float64",
        assertThrows(
                DataException.class, () -> TrainingRun.prepare(RunConfig.load(file, List.of())))
            .getMessage());
    TrainingRun.prepare(RunConfig.load(file, List.of("data.standardize=features")));
    TrainingRun.prepare(RunConfig.load(file, List.of("dtype=float64")));
    Stream.of("float16", "double", "int32")
        .forEach(
            dtype ->
                assertThrows(
                    ConfigException.class, () -> RunConfig.load(file, List.of("dtype=" + dtype))));
  }
}
