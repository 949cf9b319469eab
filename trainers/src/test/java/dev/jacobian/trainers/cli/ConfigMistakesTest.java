package dev.jacobian.trainers.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.trainers.config.ConfigMistakes;
import dev.jacobian.trainers.progress.Terminal;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user sees of a mistake in a configuration. */
class ConfigMistakesTest {
  @TempDir private Path folder;

  @Test
  void everyMistakeIsOneLineOfTheErrorStreamAndExitsWith2() throws IOException {
    ConfigMistakes.writeFiles(folder);
    Path file = folder.resolve("run.yaml");
    List<ConfigMistakes.Mistake> mistakes = ConfigMistakes.all();
    int seen = 0;
    for (ConfigMistakes.Mistake mistake : mistakes) {
      Files.writeString(file, mistake.text());
      for (String command : List.of("train", "evaluate")) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code =
            Main.commandLine(new PrintWriter(out), new PrintWriter(err), Terminal.plain())
                .execute(
                    command.equals("train")
                        ? new String[] {command, file.toString()}
                        : new String[] {command, file.toString(), "--weights", "none"});
        assertEquals(List.of("error: " + mistake.message(file)), err.toString().lines().toList());
        assertEquals(2, code, err.toString());
        assertEquals("", out.toString());
        seen++;
      }
    }
    assertEquals(2 * mistakes.size(), seen);
  }
}
