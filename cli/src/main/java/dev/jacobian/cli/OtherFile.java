package dev.jacobian.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Keeps a command from writing over what it reads, by whatever name or link. */
final class OtherFile {
  private final CommandSpec command;
  private final String option;
  private final Path output;

  /**
   * Names what is to be written.
   *
   * @param option that names it
   */
  OtherFile(CommandSpec command, String option, Path output) {
    this.command = command;
    this.option = option;
    this.output = output;
  }

  /**
   * Fails if the output is a file that is read.
   *
   * @param what the file is, such as {@code --input}
   */
  OtherFile than(String what, Path input) {
    if (isSame(input)) {
      throw new ParameterException(
          command.commandLine(),
          option + " " + output + " is the file of " + what + ", which is read; expected another");
    }
    return this;
  }

  private boolean isSame(Path input) {
    try {
      return Files.isRegularFile(output) && Files.exists(input) && Files.isSameFile(output, input);
    } catch (IOException e) {
      // What cannot be looked at is told when it is read or written.
      return false;
    }
  }
}
