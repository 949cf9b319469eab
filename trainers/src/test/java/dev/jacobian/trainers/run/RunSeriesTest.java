package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Dataset;
import dev.jacobian.device.Device;
import dev.jacobian.models.LSTMForecaster;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.predict.Prediction;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.predict.TablePrediction;
import dev.jacobian.trainers.saved.SavedModel;
import dev.jacobian.trainers.saved.Scoring;
import dev.jacobian.trainers.strategy.CompileMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A series in a configuration: which windows train, what is told of others, and every mistake. */
class RunSeriesTest {
  private static final String WINDOW = ", window: 4, horizon: 2";
  private static final String LSTM = "{type: lstm, hiddenSize: 8}";

  @TempDir private Path folder;

  private static double y(int step) {
    return Math.sin(step * Math.PI / 3) + 0.1 * step;
  }

  /** Writes a wave that rises, beside its phase and a word. */
  private void wave(String name, int steps) throws IOException {
    Files.writeString(
        folder.resolve(name),
        "day,phase,y\n"
            + IntStream.range(0, steps)
                .mapToObj(i -> "d" + i + "," + i % 6 + "," + y(i))
                .collect(Collectors.joining("\n"))
            + "\n");
  }

  private RunConfig config(String data, String model) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {csv: wave.csv, target: y%s}
        model: %s
        optimizer: {type: adam, learningRate: 0.02}
        epochs: 60
        batchSize: 16
        device: cpu
        """
            .formatted(data, model));
    return RunConfig.load(file, List.of());
  }

  private TrainingRun run(String data, String model) throws IOException {
    return TrainingRun.prepare(config(data, model));
  }

  private static double[] targets(Dataset rows) {
    return rows.gather(LongStream.range(0, rows.size()).toArray()).targets().toDoubleArray();
  }

  @Test
  void aForecastIsLearnedAndSaved() throws IOException {
    wave("wave.csv", 120);
    TrainingRun run = run(WINDOW + ", standardize: all, validation: 0.2", LSTM);
    assertTrue(run.model() instanceof LSTMForecaster);
    Map<String, Double> scores = run.train(Device.cpu()).validationScores().orElseThrow();
    assertTrue(scores.get("rmse") < 0.1, scores.toString());

    Path weights = run.savedModel().save(folder.resolve("alone"));
    wave("longer.csv", 122);
    SavedModel saved = SavedModel.read(weights);
    Predictor predictor = Predictor.load(weights);
    List<Prediction> forecasts = new ArrayList<>();
    TablePrediction.of(saved, predictor, folder.resolve("wave.csv"))
        .forEach(rows -> rows.forEach(row -> forecasts.add(row.prediction())));
    assertEquals(120 - 4 + 1, forecasts.size());
    Map<String, Double> next = forecasts.get(forecasts.size() - 1).numbers();
    assertEquals(List.of("y(t+1)", "y(t+2)"), List.copyOf(next.keySet()));
    for (int i = 0; i < 2; i++) {
      assertEquals(y(120 + i), next.get("y(t+" + (i + 1) + ")"), 0.2);
    }
    // By its names, as a server is asked.
    Map<String, Double> window =
        IntStream.range(0, 4)
            .boxed()
            .collect(
                Collectors.toMap(i -> i == 3 ? "y(t)" : "y(t-" + (3 - i) + ")", i -> y(116 + i)));
    assertEquals(next.get("y(t+1)"), predictor.predict(window).number("y(t+1)"), 1e-5);

    Scoring.Scored judged =
        Scoring.score(
            saved,
            saved.load(Device.cpu()),
            saved.data(folder.resolve("longer.csv"), Optional.empty()),
            CompileMode.OFF);
    assertEquals(122 - 4 - 2 + 1, judged.rows());
  }

  @Test
  void whatIsHeldOutIsToldInNoWindowThatTrains() throws IOException {
    wave("wave.csv", 25);
    RunData data = run(", window: 4, horizon: 3, validation: 0.25", LSTM).data();
    // Of 19 windows the last 5 are held out; the 2 before tell some of their steps.
    assertEquals(12, data.train().size());
    Dataset held = data.validation().orElseThrow();
    assertEquals(5, held.size());
    double[] trained = targets(data.train());
    assertEquals(y(17), trained[trained.length - 1], 1e-5);
    assertEquals(y(18), targets(held)[0], 1e-5);
  }

  @Test
  void furtherColumnsAreSeenAndOtherModelsSeeWindowsToo() throws IOException {
    wave("wave.csv", 40);
    String data = WINDOW + ", features: [phase], standardize: features";
    TrainingRun lstm = run(data, LSTM);
    assertEquals(2, ((LSTMForecaster) lstm.model()).options().columns());
    assertEquals(
        List.of(
            "y(t-3)",
            "phase(t-3)",
            "y(t-2)",
            "phase(t-2)",
            "y(t-1)",
            "phase(t-1)",
            "y(t)",
            "phase(t)"),
        lstm.data().preparation().featureNames());
    TrainingRun mlp = run(data, "{type: mlp, hidden: [16]}\nloss: l1\nmetrics: mae");
    double error = mlp.train(Device.cpu()).trainScores().getOrDefault("mae", Double.NaN);
    assertTrue(error < 1, () -> "mae " + error);
    Path weights = mlp.savedModel().save(folder.resolve("mlp"));
    assertEquals(List.of("y(t+1)", "y(t+2)"), Predictor.load(weights).targetNames());
  }

  @Test
  void rowsInTheirOrderCanBeHeldOutWithoutAWindow() throws IOException {
    wave("wave.csv", 20);
    RunData data = run(", features: [phase], validation: 0.2, split: end", "linear").data();
    assertEquals(16, data.train().size());
    assertArrayEquals(
        new double[] {4, 5, 0, 1},
        data.validation().orElseThrow().gather(new long[] {0, 1, 2, 3}).inputs().toDoubleArray());
  }

  private void says(String message, String data) {
    String found = assertThrows(JacobianException.class, () -> run(data, LSTM)).getMessage();
    assertTrue(found.contains(message), found);
  }

  @Test
  void mistakesAreNamed() throws IOException {
    wave("wave.csv", 5);
    says(
        "5 rows for a window of 4 and a horizon of 2; expected at least 6 rows; fix: choose a smaller"
            + " window or horizon, or a longer series",
        WINDOW);
    wave("wave.csv", 8);
    says("3 rows with 0.9 held out leave a part without rows", WINDOW + ", validation: 0.9");
    says(
        "wave.csv: the column 'day' holds text, such as 'd0'; expected numbers, which steps of a"
            + " series are; fix: name other columns",
        WINDOW + ", features: [day]");
    OptionException folds =
        assertThrows(
            OptionException.class,
            () ->
                CrossValidation.prepare(config(WINDOW, LSTM), CrossValidation.Options.of(2))
                    .first());
    assertEquals(
        "cross-validation of rows whose order counts; expected rows of which any part can be held"
            + " out; fix: hold out those at the end with data.validation",
        folds.getMessage());
  }
}
