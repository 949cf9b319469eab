package dev.jacobian.trainers.run;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Dataset;
import dev.jacobian.device.Device;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.record.RunInfo;
import dev.jacobian.trainers.record.ScoreDirection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which rows a run trains on, validates on and tests on. */
class RunSplitsTest {
  @TempDir private Path folder;

  private RunConfig config(String data, String model, String... settings) throws IOException {
    Path file = folder.resolve("run.yaml");
    Files.writeString(
        file,
        """
        data: {%s}
        model: %s
        optimizer: {type: sgd, learningRate: 0.1}
        epochs: 3
        device: cpu
        """
            .formatted(data, model));
    return RunConfig.load(file, List.of(settings));
  }

  /** Writes rows whose feature tells them apart. */
  private void write(String name, int first, String... labels) throws IOException {
    StringBuilder text = new StringBuilder("x,id,kind\n");
    for (int i = 0; i < labels.length; i++) {
      text.append(first + i).append(",r").append(i).append(',').append(labels[i]).append('\n');
    }
    Files.writeString(folder.resolve(name), text);
  }

  private static String[] kinds(int rows, int everyRare) {
    String[] kinds = new String[rows];
    Arrays.setAll(kinds, i -> i % everyRare == 0 ? "yew" : "fig");
    return kinds;
  }

  private static double[] inputs(Dataset rows) {
    return rows.gather(LongStream.range(0, rows.size()).toArray()).inputs().toDoubleArray();
  }

  private static long labels(Dataset rows, long label) {
    long[] all = rows.gather(LongStream.range(0, rows.size()).toArray()).targets().toLongArray();
    return Arrays.stream(all).filter(each -> each == label).count();
  }

  @Test
  void aStratifiedSplitHoldsOutAShareOfEachClass() throws IOException {
    write("rows.csv", 0, kinds(100, 10));
    String data = "csv: rows.csv, target: kind, ignored: id, validation: 0.2";
    int uneven = 0;
    for (int seed = 0; seed < 12; seed++) {
      RunData run = RunData.load(config(data + ", split: stratified", "softmax", "seed=" + seed));
      assertEquals(80, run.train().size());
      assertEquals(8, labels(run.train(), 1));
      assertEquals(2, labels(run.validation().orElseThrow(), 1));
      assertEquals(List.of(), run.notes().lines());
      RunData random = RunData.load(config(data, "softmax", "seed=" + seed));
      uneven += labels(random.validation().orElseThrow(), 1) == 2 ? 0 : 1;
    }
    assertTrue(uneven > 3, "a random split has another share at times: " + uneven);
    RunConfig config = config(data + ", split: stratified", "softmax");
    assertArrayEquals(
        inputs(RunData.load(config).validation().orElseThrow()),
        inputs(RunData.load(config).validation().orElseThrow()));
  }

  @Test
  void aClassOfOneRowCannotBeStratified() throws IOException {
    String[] kinds = kinds(20, 2);
    kinds[3] = "oak";
    write("rows.csv", 0, kinds);
    RunConfig config =
        config(
            "csv: rows.csv, target: kind, ignored: id, validation: 0.2, split: stratified",
            "softmax");
    assertEquals(
        "stratified split: the class 'oak' has 1 row; expected at least 2, one for each part; fix:"
            + " use more rows of it, leave it out, or split at random",
        assertThrows(DataException.class, () -> RunData.load(config)).getMessage());
  }

  @Test
  void rowsOfOtherFilesAreJudgedByWhatTheTrainingRowsSay() throws IOException {
    write("rows.csv", 0, "fig", "yew", "fig", "yew");
    // Other columns and another order of columns and classes do not matter.
    Files.writeString(folder.resolve("held.csv"), "kind,more,x\nyew,1,100\nyew,2,102\nfig,3,104\n");
    Files.writeString(folder.resolve("test.csv"), "kind,x\nyew,7\n");
    RunConfig config =
        config(
            "csv: rows.csv, target: kind, ignored: id, standardize: features,"
                + " validationFile: held.csv, testFile: test.csv",
            "softmax");
    assertTrue(config.training().keepBest(), "rows are held out");
    assertEquals("validation_loss", config.training().monitor());
    TrainingRun run = TrainingRun.prepare(config);
    RunData data = run.data();
    assertEquals(4, data.train().size());
    // Mean 1.5 and deviation sqrt(1.25) are those of 0, 1, 2, 3.
    double std = Math.sqrt(1.25);
    double[] held = {98.5 / std, 100.5 / std, 102.5 / std};
    assertArrayEquals(held, inputs(data.validation().orElseThrow()), 1e-5);
    assertEquals(2, labels(data.validation().orElseThrow(), 1));
    assertArrayEquals(new double[] {5.5 / std}, inputs(data.test().orElseThrow()), 1e-6);
    TrainingRun.TrainedRun trained = run.train(Device.cpu());
    Map<String, Double> test = trained.testScores().orElseThrow();
    assertEquals(List.of("loss", "accuracy"), List.copyOf(test.keySet()));
    RunInfo info = RunOutcome.describe(run, trained, RunInfo.named("run"));
    assertEquals(test.get("loss"), info.finalScores().get("test_loss"));
    assertEquals("1 test row", info.confusion().orElseThrow().rows());
    assertEquals(ScoreDirection.HIGHER, ScoreDirection.of("test_accuracy"));
    assertEquals(
        List.of("rows.csv", "held.csv", "test.csv"),
        config.data().files().stream().map(f -> f.getFileName().toString()).toList());
  }

  @Test
  void testRowsChangeNothingOfTheTraining() throws IOException {
    write("rows.csv", 0, kinds(40, 3));
    write("test.csv", 500, kinds(9, 2));
    String data = "csv: rows.csv, target: kind, ignored: id, standardize: features";
    TrainingRun without = TrainingRun.prepare(config(data, "softmax"));
    without.train(Device.cpu());
    TrainingRun with = TrainingRun.prepare(config(data + ", testFile: test.csv", "softmax"));
    with.train(Device.cpu());
    with.model()
        .stateDict()
        .forEach(
            (name, tensor) ->
                assertArrayEquals(
                    without.model().stateDict().get(name).toDoubleArray(),
                    tensor.toDoubleArray(),
                    0,
                    name));
  }

  @Test
  void aClassThatTheTrainingFileDoesNotHaveIsNamedWithItsPlace() throws IOException {
    write("rows.csv", 0, "fig", "yew", "fig", "yew");
    write("held.csv", 0, "fig", "oak");
    RunConfig config =
        config("csv: rows.csv, target: kind, ignored: id, validationFile: held.csv", "softmax");
    String message = assertThrows(DataException.class, () -> RunData.load(config)).getMessage();
    assertTrue(message.contains("held.csv") && message.contains("'oak'"), message);
    assertTrue(message.contains("line 3"), message);
  }

  @Test
  void arraysOfOneFileMayHaveOthersBesideThem() throws IOException {
    for (String name : List.of("train", "test")) {
      int rows = name.equals("train") ? 12 : 5;
      NumpyFile.saveNpz(
          folder.resolve(name + ".npz"),
          Map.of(
              "x", Tensor.arange(rows * 3).reshape(rows, 3),
              "y", Tensor.of(LongStream.range(0, rows).map(row -> row % 3).toArray())));
    }
    NumpyFile.saveNpz(folder.resolve("other.npz"), Map.of("x", Tensor.zeros(2, 3)));
    RunData data =
        RunData.load(
            config("npz: train.npz, divideBy: 2, testFile: test.npz, validation: 0.25", "softmax"));
    assertEquals(9, data.train().size());
    assertEquals(3, data.validation().orElseThrow().size());
    assertArrayEquals(
        new double[] {0, 0.5, 1}, Arrays.copyOf(inputs(data.test().orElseThrow()), 3), 1e-6);
    assertTrue(
        assertThrows(
                ConfigException.class,
                () -> config("npz: train.npz, validationFile: other.npz", "softmax"))
            .getMessage()
            .endsWith(
                "other.npz has no array 'y', but 'x'; expected the arrays of "
                    + folder.resolve("train.npz")));
    assertFalse(config("npz: train.npz", "softmax").data().split().hasValidation());
  }

  private void writePatients() throws IOException {
    StringBuilder text = new StringBuilder("patient,x,y\n");
    for (int i = 0; i < 60; i++) {
      int patient = i * 7 % 12;
      text.append("p").append(patient).append(',').append(patient).append(',').append(i);
      text.append('\n');
    }
    Files.writeString(folder.resolve("patients.csv"), text);
  }

  @Test
  void rowsOfAGroupAreHeldOutTogetherAndTheGroupIsNoFeature() throws IOException {
    writePatients();
    String data = "csv: patients.csv, target: y, group: patient, validation: 0.25";
    for (String more : List.of("", ", cache: true", ", features: x", ", split: group")) {
      for (int seed = 0; seed < 5; seed++) {
        RunData run = RunData.load(config(data + more, "linear", "seed=" + seed));
        assertEquals(List.of("x"), run.preparation().featureNames());
        double[] train = Arrays.stream(inputs(run.train())).distinct().toArray();
        double[] held = Arrays.stream(inputs(run.validation().orElseThrow())).distinct().toArray();
        assertEquals(9, train.length, "a share of the groups");
        assertEquals(3, held.length);
        assertTrue(
            Arrays.stream(held).noneMatch(x -> Arrays.stream(train).anyMatch(t -> t == x)),
            "groups in both parts");
      }
    }
    TrainingRun run = TrainingRun.prepare(config(data, "linear"));
    run.train(Device.cpu());
  }

  @Test
  void groupsMayBeNumbersAndIgnored() throws IOException {
    Files.writeString(folder.resolve("rows.csv"), "1,5,7\n1.0,6,8\n2,7,9\n");
    RunData run =
        RunData.load(
            config(
                "csv: rows.csv, header: false, target: 3, group: 1, ignored: 1, validation: 0.5",
                "linear"));
    assertEquals(List.of("column 2"), run.preparation().featureNames());
    assertEquals(3, run.train().size() + run.validation().orElseThrow().size());
    assertTrue(
        run.train().size() == 2 || run.train().size() == 1, "1 and 1.0 are one group of two rows");
  }

  @Test
  void aRowWithoutAGroupAndGroupsThatDoNotSufficeAreSaid() throws IOException {
    Files.writeString(folder.resolve("rows.csv"), "g,x,y\na,5,7\n,6,8\nb,7,9\n");
    String data = "csv: rows.csv, target: y, group: g, validation: 0.5";
    RunConfig filled = config(data + ", missing: mean", "linear");
    assertEquals(
        "row 2 has no group in the column 'g'; expected a text or number in each row; fix: fill it"
            + " in, or leave such rows out with data.missing: drop_row",
        assertThrows(DataException.class, () -> RunData.load(filled)).getMessage());
    RunData dropped = RunData.load(config(data + ", missing: drop_row", "linear"));
    assertEquals(1, dropped.train().size());
    Files.writeString(folder.resolve("rows.csv"), "g,x,y\na,5,7\na,6,8\na,7,9\n");
    RunConfig one = config(data, "linear");
    assertEquals(
        "group split: 1 group, of which the part of 0.5 has none; expected a group for each part;"
            + " fix: use more groups or another fraction",
        assertThrows(DataException.class, () -> RunData.load(one)).getMessage());
  }

  @Test
  void aCategoryThatOnlyOtherRowsHaveIsSaid() throws IOException {
    StringBuilder text = new StringBuilder("tree,x,y\n");
    for (int i = 0; i < 20; i++) {
      text.append(i == 7 ? "oak" : i % 2 == 0 ? "fig" : "yew").append(',').append(i).append(",1\n");
    }
    Files.writeString(folder.resolve("rows.csv"), text);
    int said = 0;
    for (int seed = 0; seed < 12; seed++) {
      RunData run =
          RunData.load(
              config("csv: rows.csv, target: y, validation: 0.3", "linear", "seed=" + seed));
      boolean isHeld = Arrays.stream(inputs(run.validation().orElseThrow())).anyMatch(x -> x == 7);
      String notes = String.join("; ", run.notes().lines());
      assertEquals(
          isHeld,
          notes.contains(
              "none of the training rows has tree=oak, of which the model learns nothing"),
          notes);
      said += isHeld ? 1 : 0;
    }
    assertTrue(said > 0 && said < 12, "in each part at times: " + said);
    String whole =
        String.join(
            "; ", RunData.load(config("csv: rows.csv, target: y", "linear")).notes().lines());
    assertFalse(whole.contains("none of"), whole);
  }
}
