package dev.jacobian.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A script of src/test/python, for tests that are left out where Python has not what it needs. */
public final class PythonScript {
  private final Path script;
  private final Path printed;

  /**
   * Leaves the test out if there is no Python with a module.
   *
   * @param name of the script's file
   * @param folder where what it prints is written to
   * @param imported a statement such as {@code import torchvision}
   */
  public PythonScript(String name, Path folder, String imported) throws Exception {
    script = Path.of("src/test/python", name).toAbsolutePath();
    printed = folder.resolve("printed");
    assumeTrue(start("-c", imported).equals("0"), "python3 cannot: " + imported);
  }

  /** Runs the script, which has to end well, and returns what it prints. */
  public String run(Object... arguments) throws Exception {
    List<Object> all = new ArrayList<>(List.of(script));
    all.addAll(List.of(arguments));
    String status = start(all.toArray());
    String text = Files.readString(printed);
    assertEquals("0", status, text);
    return text;
  }

  /** Runs Python and returns its exit status, or why it did not start. */
  private String start(Object... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    for (Object argument : arguments) {
      command.add(argument.toString());
    }
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(printed.toFile());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    try {
      Process process = builder.start();
      return process.waitFor(100, TimeUnit.SECONDS) ? "" + process.exitValue() : "it did not end";
    } catch (IOException e) {
      return "there is no such program";
    }
  }
}
