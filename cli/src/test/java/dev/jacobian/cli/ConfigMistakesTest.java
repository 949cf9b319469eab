package dev.jacobian.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.trainers.progress.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a user sees of a mistake in a configuration; which ones there are, its reader's tests say.
 */
class ConfigMistakesTest {
  private static final String VALID =
      "data:\n  csv: rows.csv\n  target: y\nmodel: linear\noptimizer: {type: sgd, learningRate: 0.1}\n"
          + "epochs: 10\n";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "epochs: 10|epochs: ten|6:9: epochs: the value is 'ten'; expected a whole number of at"
            + " least 1",
        "epochs: 10|epochs: 10 20|6:9: epochs: the value is '10 20'; expected a whole number of at"
            + " least 1",
        "target: y|target: z|3:3: data.target: FOLDER/rows.csv has no column 'z'; expected one of 'x',"
            + " 'y'",
        "csv: rows.csv|csv: no.csv|2:8: data.csv: there is no file FOLDER/no.csv; expected a CSV file,"
            + " named relative to the folder of the configuration",
        "model: linear|model: {type: linear|4:8: this is not YAML: while parsing a flow mapping,"
            + " expected ',' or '}', but got :; expected a mapping of keys to values"
      })
  void isOneLineOfTheErrorStreamAndExitsWith2(String right, String wrong, String said)
      throws IOException {
    Path file = write(VALID.replace(right, wrong));
    for (List<String> command :
        List.of(
            List.of("train", file.toString()),
            List.of("evaluate", file.toString(), "--weights", "none"),
            List.of("find-lr", file.toString()))) {
      Ran ran = run(command);
      assertEquals(2, ran.code(), ran.err());
      assertEquals("", ran.out());
      assertEquals(1, ran.err().lines().count(), ran.err());
      String expected = said.strip().replace("FOLDER", folder.toString());
      assertEquals("error: " + file + ":" + expected, ran.err().strip());
    }
  }

  @Test
  void theFileThatTheMistakesAreMadeInIsValid() throws IOException {
    Ran ran = run(List.of("train", write(VALID).toString(), "--fast-dev-run"));
    assertEquals(0, ran.code(), ran.err());
  }

  private Path write(String text) throws IOException {
    Files.writeString(folder.resolve("rows.csv"), "x,y\n1,2\n2,4\n3,6\n");
    return Files.writeString(folder.resolve("run.yaml"), text);
  }

  private record Ran(int code, String out, String err) {}

  private static Ran run(List<String> arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        Main.commandLine(new PrintWriter(out), new PrintWriter(err), Terminal.plain())
            .execute(arguments.toArray(new String[0]));
    JavaWords.assertNone(err.toString());
    return new Ran(code, out.toString(), err.toString());
  }
}
