package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Folds.Fold;
import dev.jacobian.device.Device;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.record.CrossValidationScores;
import dev.jacobian.trainers.record.FoldScores;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Cross-validation against scikit-learn's on the same folds. */
class CrossValidationTest {
  private static final Path GOLDENS = Path.of("src/test/resources/goldens");
  private static final int FOLDS = 5;

  @TempDir private Path folder;

  @BeforeEach
  void copyRows() throws IOException {
    Files.copy(GOLDENS.resolve("cross_validation.csv"), folder.resolve("rows.csv"));
  }

  private RunConfig config(String split, String... settings) throws IOException {
    boolean isOfClasses = split.equals("stratified");
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {csv: rows.csv, features: [a, b, c], target: %s, standardize: %s, %s}
        model: %s
        optimizer: {type: sgd, learningRate: %s, momentum: 0.9}
        metrics: %s
        epochs: %d
        batchSize: 128
        dtype: float64
        device: cpu
        """
            .formatted(
                isOfClasses ? "kind" : "y",
                isOfClasses ? "features" : "all",
                split.equals("group") ? "group: site" : "split: " + split,
                isOfClasses ? "logistic" : "linear",
                isOfClasses ? "2" : "0.2",
                isOfClasses ? "[accuracy, log_loss, auc, f1]" : "[r2, rmse, mae]",
                isOfClasses ? 1200 : 500));
    return RunConfig.load(file, List.of(settings));
  }

  /** Returns the fold of each row, in a line of the file that the script of the goldens takes. */
  private static String folds(String split, RunConfig config) {
    int[] of = new int[90];
    List<Fold> folds = RunRows.read(config).folds(FOLDS, config.training().seed());
    for (int fold = 0; fold < folds.size(); fold++) {
      for (long row : folds.get(fold).test().indices()) {
        of[(int) row] = fold;
      }
    }
    StringBuilder line = new StringBuilder(split);
    Arrays.stream(of).forEach(fold -> line.append(' ').append(fold));
    return line.toString();
  }

  private static Map<String, List<String>> goldens(String split) throws IOException {
    Map<String, List<String>> found = new LinkedHashMap<>();
    boolean isThis = false;
    for (String line : Files.readAllLines(GOLDENS.resolve("cross_validation.txt"))) {
      List<String> words = List.of(line.split(" "));
      if (words.get(0).equals("folds")) {
        isThis = words.get(1).equals(split);
      }
      if (isThis) {
        found.put(words.get(0), words.subList(1, words.size()));
      }
    }
    return found;
  }

  @ParameterizedTest
  @ValueSource(strings = {"random", "stratified", "group"})
  void scoresAreThoseOfScikitLearnOnTheSameFolds(String split) throws IOException {
    RunConfig config = config(split);
    Map<String, List<String>> goldens = goldens(split);
    assertEquals(
        "folds " + folds(split, config),
        "folds " + String.join(" ", goldens.getOrDefault("folds", List.of())),
        "make the goldens anew from these folds");
    List<FoldScores> told = new ArrayList<>();
    CrossValidationScores scores =
        CrossValidation.prepare(config, CrossValidation.Options.of(FOLDS))
            .run(Device.cpu(), told::add);
    assertEquals(told, scores.folds());
    goldens.remove("folds");
    assertTrue(goldens.size() >= 3, goldens.toString());
    goldens.forEach(
        (metric, numbers) -> {
          for (int fold = 0; fold < FOLDS; fold++) {
            FoldScores judged = scores.folds().get(fold);
            assertEquals(90, judged.trainRows() + judged.testRows());
            assertEquals(
                Double.parseDouble(numbers.get(fold)),
                judged.scores().get(metric),
                1e-5,
                metric + " of fold " + fold);
          }
          assertEquals(Double.parseDouble(numbers.get(6)), scores.mean().get(metric), 1e-5);
          assertEquals(Double.parseDouble(numbers.get(8)), scores.std().get(metric), 1e-5);
        });
  }

  @Test
  void repeatsDivideAnewAndEverythingIsTheSameAgain() throws IOException {
    RunConfig config = config("random", "epochs=3");
    CrossValidation.Options options = CrossValidation.Options.of(3).withRepeats(2);
    CrossValidation validation = CrossValidation.prepare(config, options);
    assertEquals(90, validation.rows());
    CrossValidationScores scores = validation.run(Device.cpu(), fold -> {});
    assertEquals(
        List.of("1.1", "1.2", "1.3", "2.1", "2.2", "2.3"),
        scores.folds().stream().map(fold -> fold.repeat() + "." + fold.fold()).toList());
    assertNotEquals(scores.folds().get(0).scores(), scores.folds().get(3).scores());
    assertEquals(
        scores.folds(),
        CrossValidation.prepare(config("random", "epochs=3", "workers=2"), options)
            .run(Device.cpu(), fold -> {})
            .folds());
    scores.write(folder);
    List<String> rows = Files.readAllLines(folder.resolve("cross-validation.csv"));
    assertEquals(7, rows.size());
    assertEquals("repeat,fold,train_rows,test_rows,loss,r2,rmse,mae", rows.get(0));
    assertTrue(rows.get(1).startsWith("1,1,60,30,"), rows.get(1));
    String json = Files.readString(folder.resolve("cross-validation.json"));
    assertTrue(json.contains("\"mean\"") && json.contains("\"data.split\""), json);
  }

  @Test
  void rowsThatAreHeldOutMeanwhileAreNotOfTheFold() throws IOException {
    RunConfig config = config("group", "data.validation=0.25", "epochs=2");
    RunRows table = RunRows.read(config);
    for (Fold fold : table.folds(FOLDS, 1)) {
      RunData run = table.fold(fold);
      assertEquals(
          90,
          run.train().size()
              + run.validation().orElseThrow().size()
              + run.test().orElseThrow().size());
      assertEquals(fold.test().size(), run.test().orElseThrow().size());
    }
    CrossValidationScores scores =
        CrossValidation.prepare(config, CrossValidation.Options.of(2))
            .run(Device.cpu(), fold -> {});
    assertEquals(2, scores.folds().size());
    assertTrue(scores.folds().get(0).trainRows() < 90 - scores.folds().get(0).testRows());
  }

  @Test
  void whatCannotBeDoneIsSaid() throws IOException {
    assertEquals(
        "cross-validation of 1 folds; expected at least 2",
        assertThrows(OptionException.class, () -> CrossValidation.Options.of(1)).getMessage());
    assertEquals(
        "cross-validation with 0 repeats; expected at least 1",
        assertThrows(OptionException.class, () -> new CrossValidation.Options(2, 0)).getMessage());
    RunConfig trial = config("random", "fastDevRun=2");
    assertEquals(
        "cross-validation with fastDevRun 2; expected runs that count; fix: leave fastDevRun out",
        assertThrows(
                OptionException.class,
                () -> CrossValidation.prepare(trial, CrossValidation.Options.of(2)))
            .getMessage());
    CrossValidation many = CrossValidation.prepare(config("group"), CrossValidation.Options.of(12));
    assertEquals(
        "12 folds of 11 groups; expected a group for each fold; fix: use fewer folds",
        assertThrows(DataException.class, many::first).getMessage());
  }
}
