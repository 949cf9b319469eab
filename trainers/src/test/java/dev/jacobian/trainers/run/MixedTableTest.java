package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.device.Device;
import dev.jacobian.models.RegressionSummary;
import dev.jacobian.shape.DataException;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.predict.CsvPrediction;
import dev.jacobian.trainers.predict.Prediction;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.saved.KeptColumns;
import dev.jacobian.trainers.saved.SavedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tables of numbers, categories, truth values and dates, from the file to predictions. What is
 * right is scikit-learn's: {@code src/test/python/goldens_mixed.py}.
 */
class MixedTableTest {
  private static final Path GOLDENS =
      Path.of("src", "test", "resources", "goldens", "mixed").toAbsolutePath();

  /** What least squares reaches, given time: float64 and steps that shrink no more. */
  private static final String YAML =
      """
      data: {csv: mixed.csv, standardize: all, %s}
      model: linear
      optimizer: {type: sgd, learningRate: 0.1, momentum: 0.9}
      epochs: 2000
      batchSize: 120
      shuffle: false
      dtype: float64
      metrics: [r2]
      device: cpu
      """;

  @TempDir private Path folder;

  private Map<String, String> golden;

  @BeforeEach
  void copyTables() throws IOException {
    Files.copy(GOLDENS.resolve("mixed.csv"), folder.resolve("mixed.csv"));
    golden = new LinkedHashMap<>();
    for (String line : Files.readAllLines(GOLDENS.resolve("mixed.txt"))) {
      golden.put(line.split("\t")[0], line.split("\t")[1]);
    }
    assertEquals(11, golden.size());
  }

  private TrainingRun run(String yaml, String data, String... settings) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(file, yaml.formatted(data));
    return TrainingRun.prepare(RunConfig.load(file, List.of(settings)));
  }

  private static List<Map<String, Object>> newRows() throws IOException {
    List<String> lines = Files.readAllLines(GOLDENS.resolve("new.csv"));
    String[] names = lines.get(0).split(",");
    List<Map<String, Object>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      Map<String, Object> row = new LinkedHashMap<>();
      for (int i = 0; i < names.length; i++) {
        row.put(names[i], line.split(",")[i]);
      }
      rows.add(row);
    }
    return rows;
  }

  @Test
  void coefficientsOfCategoriesAreThoseOfLeastSquares() throws IOException {
    TrainingRun run = run(YAML, "target: mpg, ignored: [price], columns: {cylinders: category}");
    assertEquals(
        List.of(
            "weight",
            "gearbox=automatic",
            "gearbox=manual",
            "cylinders=4",
            "cylinders=6",
            "cylinders=8",
            "turbo",
            "sold.month",
            "sold.day",
            "sold.weekday"),
        run.data().preparation().table().inputNames());
    TrainingRun.TrainedRun trained = run.train(Device.cpu());
    RegressionSummary summary = LinearReport.of(run).orElseThrow();
    List<String> names = List.copyOf(golden.keySet()).subList(0, 9);
    assertEquals(names, summary.coefficients().stream().map(RegressionSummary.Row::name).toList());
    for (RegressionSummary.Row row : summary.coefficients()) {
      double right = Double.parseDouble(golden.get(row.name()));
      assertEquals(right, row.closedForm(), 1e-8, row.name());
      assertEquals(right, row.coefficient(), 1e-8, row.name());
    }
    double r2 = Double.parseDouble(golden.get("r2"));
    assertEquals(r2, summary.rSquared(), 1e-12);
    assertEquals(r2, trained.trainScores().get("r2"), 1e-12);
  }

  @Test
  void severalTargetsOfAMixedTableArePredictedWithoutTheTrainingFile() throws IOException {
    TrainingRun run = run(YAML, "target: [mpg, price], columns: {cylinders: category}");
    run.train(Device.cpu());
    assertTrue(LinearReport.of(run).isEmpty());
    Path alone = run.savedModel().save(folder.resolve("alone"));
    Files.delete(folder.resolve("mixed.csv"));
    Files.delete(folder.resolve("run.yaml"));

    double[] right =
        Arrays.stream(golden.get("predictions").split(" "))
            .mapToDouble(Double::parseDouble)
            .toArray();
    Predictor predictor = Predictor.load(alone);
    List<Prediction> predictions = predictor.predict(newRows());
    assertEquals(right.length, 2 * predictions.size());
    List<double[]> fromCsv = new ArrayList<>();
    CsvPrediction.of(
            SavedModel.read(alone),
            predictor,
            CsvInput.of(GOLDENS.resolve("new.csv")),
            KeptColumns.none())
        .forEach(
            batch ->
                batch.forEach(
                    row ->
                        fromCsv.add(
                            new double[] {
                              row.prediction().number("mpg"), row.prediction().number("price")
                            })));
    for (int i = 0; i < predictions.size(); i++) {
      double[] both = {
        predictions.get(i).number("mpg"), predictions.get(i).number("price"),
      };
      assertArrayEquals(Arrays.copyOfRange(right, 2 * i, 2 * i + 2), both, 1e-6, "row " + i);
      assertArrayEquals(both, fromCsv.get(i), "row " + i);
    }
  }

  @Test
  void categoriesThatAreLookedUpArePredictedByTheFileAlone() throws IOException {
    String yaml = YAML.replace("model: linear", "model: {type: mlp, hidden: [8]}\nloss: mse");
    String data =
        "target: mpg, ignored: [price], unseen: unknown, columns: {cylinders: {type: category,"
            + " encoding: embedding, dimension: 5}, gearbox: {type: category, encoding:"
            + " embedding}}";
    TrainingRun run = run(yaml, data, "epochs=150", "optimizer.learningRate=0.02");
    assertEquals(
        List.of(
            "weight", "turbo", "sold.month", "sold.day", "sold.weekday", "gearbox", "cylinders"),
        run.data().preparation().table().inputNames());
    TrainingRun.TrainedRun trained = run.train(Device.cpu());
    assertTrue(trained.trainScores().get("r2") > 0.9, trained.trainScores().toString());
    Map<String, String> shapes = new LinkedHashMap<>();
    run.model().stateDict().forEach((name, t) -> shapes.put(name, t.shape().toString()));
    assertEquals(
        "{embeddings.0.weight=[3, 2], embeddings.1.weight=[4, 5], layers.0.weight=[8, 12],"
            + " layers.0.bias=[8], layers.2.weight=[1, 8], layers.2.bias=[1]}",
        shapes.toString());
    TrainingRun again = run(yaml, data, "epochs=150", "optimizer.learningRate=0.02", "workers=2");
    assertEquals(trained.trainScores(), again.train(Device.cpu()).trainScores());

    Path alone = run.savedModel().save(folder.resolve("alone"));
    Files.delete(folder.resolve("mixed.csv"));
    Files.delete(folder.resolve("run.yaml"));
    Predictor predictor = Predictor.load(alone);
    List<Map<String, Object>> rows = newRows();
    List<Prediction> predictions = predictor.predict(rows);
    List<Double> fromCsv = new ArrayList<>();
    CsvPrediction.of(
            SavedModel.read(alone),
            predictor,
            CsvInput.of(GOLDENS.resolve("new.csv")),
            KeptColumns.none())
        .forEach(batch -> batch.forEach(row -> fromCsv.add(row.prediction().number("mpg"))));
    assertEquals(predictions.stream().map(p -> p.number("mpg")).toList(), fromCsv);
    rows.get(0).put("cylinders", "12");
    assertTrue(Double.isFinite(predictor.predict(rows.get(0)).number("mpg")));
  }

  @Test
  void aCachedTableTrainsToTheSameBits() throws IOException {
    String data = "target: mpg, validation: 0.25, missing: mean, columns: {cylinders: category}";
    TrainingRun memory = run(YAML, data, "epochs=3");
    TrainingRun cached = run(YAML, data, "epochs=3", "data.cache=true");
    assertEquals(
        memory.train(Device.cpu()).trainScores(), cached.train(Device.cpu()).trainScores());
    memory
        .model()
        .stateDict()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(
                    tensor.toDoubleArray(), cached.model().stateDict().get(name).toDoubleArray()));
  }

  @Test
  void whatColumnsWereTakenForIsSaid() throws IOException {
    TrainingRun run = run(YAML, "target: mpg, ignored: [price]");
    assertEquals(
        List.of(
            "took 'gearbox' as one of 2 categories, 'turbo' as true or false, 'sold' as a date;"
                + " data.columns can say otherwise"),
        run.data().notes().lines());
    assertEquals(
        List.of("took 'sold' as a date; data.columns can say otherwise"),
        run(YAML, "target: mpg, ignored: [price], columns: {gearbox: category, turbo: category}")
            .data()
            .notes()
            .lines());
  }

  @Test
  void whatIsFilledInIsSaid() throws IOException {
    Path csv = folder.resolve("mixed.csv");
    Files.writeString(
        csv,
        Files.readString(csv)
            + ",NA,,,,20,20000\n"
            + "3,manual,8,yes,2024-05-01,20,20000\n"
            + "3,,8,no,2024-05-01,20,20000\n");
    List<String> lines =
        run(YAML, "target: mpg, ignored: [price], missing: mean").data().notes().lines();
    assertEquals(2, lines.size(), lines.toString());
    assertTrue(
        lines
            .get(1)
            .matches(
                "filled in where values are missing: 'weight' 1 times by [\\d.]+, 'gearbox' 2 times by"
                    + " (manual|automatic), 'cylinders' 1 times by [\\d.]+, 'turbo' 1 times by"
                    + " (true|false), 'sold' 1 times by 2024-\\d\\d-\\d\\dT[\\d:.]+"),
        lines.get(1));
  }

  @Test
  void unseenCategoriesAreRefusedOrUnknown() throws IOException {
    Map<String, Object> row = new LinkedHashMap<>(newRows().get(0));
    row.put("gearbox", "tiptronic");
    String data = "target: mpg, ignored: [price]";
    TrainingRun strict = run(YAML, data, "epochs=2");
    strict.train(Device.cpu());
    Predictor refusing = Predictor.load(strict.savedModel().save(folder.resolve("strict")));
    assertEquals(
        "row 0: the feature 'gearbox' is 'tiptronic'; expected one of [automatic, manual]; fix: correct it,"
            + " or train with data.unseen: unknown to let a model take categories that it does not"
            + " know",
        assertThrows(DataException.class, () -> refusing.predict(row)).getMessage());
    TrainingRun lenient = run(YAML, data, "epochs=2", "data.unseen=unknown");
    lenient.train(Device.cpu());
    Predictor taking = Predictor.load(lenient.savedModel().save(folder.resolve("lenient")));
    assertTrue(Double.isFinite(taking.predict(row).number("mpg")));
  }

  @Test
  void textThatHardlyTwoRowsShareIsNamed() throws IOException {
    StringBuilder table = new StringBuilder("name,x,y\n");
    for (int i = 0; i < 40; i++) {
      table.append("Car No. ").append(i).append(',').append(i).append(',').append(i).append('\n');
    }
    Path csv = Files.writeString(folder.resolve("mixed.csv"), table);
    assertEquals(
        csv
            + ": the column 'name' has text, 40 different ones in the first 40 rows, such as 'Car No."
            + " 0'; expected numbers, dates, or categories that many rows share; fix: leave it out with"
            + " data.ignored: ['name'], take it for the text of each row with data.field: 'name', or take"
            + " each text for a category with data.columns: {'name': category}",
        assertThrows(DataException.class, () -> run(YAML, "target: y")).getMessage());
    assertEquals(
        List.of("x"),
        run(YAML, "target: y, ignored: ['name']").data().preparation().table().inputNames());
    assertEquals(
        41,
        run(YAML, "target: y, columns: {'name': category}")
            .data()
            .preparation()
            .table()
            .inputNames()
            .size());
  }

  @Test
  void aCellThatContradictsWhatAColumnWasTakenForIsNamedWithTheWayOut() throws IOException {
    StringBuilder table = new StringBuilder("code,y\n");
    for (int i = 0; i < 400_000; i++) {
      table.append(i < 300_000 ? "1" : "1b").append(",2\n");
    }
    Path csv = Files.writeString(folder.resolve("mixed.csv"), table);
    assertEquals(
        csv
            + ", line 300002, column 1 'code': the cell is '1b'; expected a decimal number such as -1.5"
            + " or 2e3; fix: correct the cell, or take the column as categories (data.columns: {'code':"
            + " category}) or leave it out (data.ignored: ['code'])",
        assertThrows(DataException.class, () -> run(YAML, "target: y")).getMessage());
    assertFalse(
        run(YAML, "target: y, columns: {'code': category}")
            .data()
            .preparation()
            .table()
            .schema()
            .isNumeric());
  }
}
