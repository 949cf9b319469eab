package dev.jacobian.cli;

import dev.jacobian.trainers.progress.Terminal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/**
 * A command that was run in this JVM.
 *
 * @param exitCode what the program would end with
 * @param out what it wrote to standard output
 * @param err what it wrote to standard error
 */
record CommandRun(int exitCode, String out, String err) {
  static CommandRun of(Object... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    String[] texts = new String[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      texts[i] = arguments[i].toString();
    }
    int code =
        Main.commandLine(new PrintWriter(out), new PrintWriter(err), Terminal.plain())
            .execute(texts);
    JavaWords.assertNone(err.toString());
    return new CommandRun(code, out.toString(), err.toString());
  }

  /** Runs a command that must end well. */
  static CommandRun done(Object... arguments) {
    CommandRun run = of(arguments);
    if (run.exitCode != 0) {
      throw new AssertionError(List.of(arguments) + " ended with " + run.exitCode + ": " + run.err);
    }
    return run;
  }

  /** Returns the lines of standard output. */
  List<String> lines() {
    return out.lines().toList();
  }
}
