package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.cli.TrainedModels.Trained;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Predictions from a CSV file to a CSV file. */
class PredictCommandTest {
  @TempDir private Path folder;
  private Trained model = new Trained(Path.of(""), Path.of(""));
  private Path input = Path.of("");
  private Path output = Path.of("");

  @BeforeEach
  void train() throws IOException {
    model = new TrainedModels(folder).regression();
    Path own = Files.createDirectory(folder.resolve("predictions"));
    output = own.resolve("out.csv");
    input = folder.resolve("in.csv");
  }

  private CommandRun predict(Object... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of("predict", model.config(), "--weights", model.weights(), "--input", input));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray());
  }

  private void assertNothingIsLeft() throws IOException {
    try (var files = Files.list(output.getParent())) {
      assertEquals(List.of(), files.toList());
    }
  }

  @Test
  void manyBatchesKeepOrderAndEachRowsPrediction() throws IOException {
    SplittableRandom random = new SplittableRandom(4);
    StringBuilder text = new StringBuilder("id,b,a\n");
    int rows = 5000;
    for (int row = 0; row < rows; row++) {
      text.append(row).append(',').append(random.nextDouble() / 100).append(',');
      text.append(1000 + random.nextInt(50)).append('\n');
    }
    Files.writeString(input, text);
    CommandRun run = predict("--output", output, "--keep", "id");
    assertEquals("5,000 predictions written to " + output, run.out().strip(), run.err());
    List<String> written = Files.readAllLines(output);
    assertEquals(rows + 1, written.size());
    assertEquals("id,y,z", written.get(0));
    // The same rows one by one, in the opposite order.
    List<String> lines = text.toString().lines().toList();
    for (int row : new int[] {4999, 2048, 1024, 1023, 0}) {
      assertTrue(written.get(row + 1).startsWith(row + ","), written.get(row + 1));
      Files.writeString(input, lines.get(0) + "\n" + lines.get(row + 1) + "\n");
      String[] alone = predict().lines().get(1).split(",");
      String[] cells = written.get(row + 1).split(",");
      for (int i = 0; i < 2; i++) {
        double expected = Double.parseDouble(alone[i]);
        assertEquals(
            expected, Double.parseDouble(cells[i + 1]), 1e-5 * Math.abs(expected), "row " + row);
      }
    }
  }

  @Test
  void columnsOfTheInputAreCopiedInFront() throws IOException {
    Files.writeString(input, "y,note,a,b\n?,\"x, \"\"1\"\"\",1010, 0.002 \n7,,1020,0.004\n");
    assertEquals("y,z", predict().lines().get(0));
    List<String> some = predict("--keep", "note,b").lines();
    assertEquals("note,b,y,z", some.get(0));
    assertTrue(some.get(1).startsWith("\"x, \"\"1\"\"\", 0.002 ,"), some.get(1));
    assertTrue(some.get(2).startsWith(",0.004,"), some.get(2));
    List<String> all = predict("--keep-all").lines();
    assertEquals("y,note,a,b,predicted_y,z", all.get(0));
    assertTrue(all.get(1).startsWith("?,\"x, \"\"1\"\"\",1010, 0.002 ,"), all.get(1));
    assertEquals(3, all.size());
    CommandRun both = predict("--keep-all", "--keep", "a");
    assertEquals(2, both.exitCode());
    assertTrue(both.err().contains("mutually exclusive"), both.err());
  }

  @Test
  void aColumnThatIsNotThereIsNamedAndNothingIsLeft() throws IOException {
    Files.writeString(input, "a,c\n1,2\n");
    CommandRun feature = predict("--output", output);
    assertEquals(1, feature.exitCode());
    assertEquals(
        "error: " + input + ": there is no column 'b'; expected one of 'a', 'c'",
        feature.err().strip());
    Files.writeString(input, "a,b\n1,2\n");
    CommandRun kept = predict("--output", output, "--keep", "note");
    assertEquals(
        "error: " + input + ": there is no column 'note'; expected one of 'a', 'b'",
        kept.err().strip());
    assertEquals("", predict("--keep", "note").out());
    assertNothingIsLeft();
  }

  @Test
  void aBadCellIsNamedAndNothingIsLeft() throws IOException {
    StringBuilder text = new StringBuilder("a,b\n");
    for (int row = 0; row < 3000; row++) {
      text.append("1,2\n");
    }
    Files.writeString(input, text + "1,oops\n");
    CommandRun run = predict("--output", output);
    assertEquals(1, run.exitCode());
    // How columns are read was settled when the model was trained.
    assertEquals(
        "error: "
            + input
            + ", line 3002, column 2 'b': the cell is 'oops'; expected a decimal number such as"
            + " -1.5 or 2e3; fix: correct the cell",
        run.err().strip());
    assertNothingIsLeft();
    Files.writeString(output, "before");
    assertEquals(1, predict("--output", output).exitCode());
    assertEquals("before", Files.readString(output));
    Files.writeString(input, text + "1,\n");
    assertEquals(
        "error: "
            + input
            + ", line 3002, column 2 'b': the value is missing; expected a number; fix: fill it in,"
            + " or train with data.missing: mean, so that what is usual is filled in",
        predict("--output", output).err().strip());
  }

  @Test
  void anInputWithoutRowsGivesOnlyTheHeader() throws IOException {
    Files.writeString(input, "b,a\n");
    assertEquals(List.of("y,z"), predict().lines());
    assertEquals("0 predictions written to " + output, predict("--output", output).out().strip());
    assertEquals(List.of("y,z"), Files.readAllLines(output));
    Files.writeString(input, "");
    CommandRun empty = predict("--output", output);
    assertEquals(
        "error: " + input + ": the file is empty; expected at least one row", empty.err().strip());
  }

  @Test
  void aFolderThatIsNotThereAndADeviceAreNoPlacesToReplace() throws IOException {
    Files.writeString(input, "a,b\n1,2\n");
    CommandRun run = predict("--output", folder.resolve("none/out.csv"));
    assertEquals(1, run.exitCode());
    assertTrue(run.err().contains("there is no folder"), run.err());
    Path device = Path.of("/dev/null");
    assumeTrue(Files.exists(device), "there is no /dev/null");
    assertEquals("1 prediction written to /dev/null", predict("--output", device).out().strip());
    assertTrue(!Files.isRegularFile(device));
  }
}
