package dev.jacobian.cli;

import dev.jacobian.io.AtomicFile;
import dev.jacobian.io.FileErrors;
import dev.jacobian.trainers.predict.NumberText;
import dev.jacobian.trainers.predict.PredictedRow;
import dev.jacobian.trainers.predict.PredictionStream;
import dev.jacobian.trainers.progress.Format;
import dev.jacobian.trainers.saved.KeptColumns;
import dev.jacobian.trainers.saved.Preparation;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacobian predict}: predicts the rows of a file with a trained model. */
@Command(
    description = {
      "Predicts each row of a file, each image or each text with a trained model; writes CSV or JSON",
      "lines.",
      "Rows of CSV and JSON lines are read, predicted and written a batch at a time: files may be",
      "larger than memory."
    })
final class PredictCommand implements Callable<Integer> {
  private static final Path STANDARD_OUTPUT_FILE = Path.of("/dev/stdout");

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ModelArguments arguments = new ModelArguments();
  @Mixin private PredictInput input = new PredictInput();

  @Option(
      names = "--output",
      paramLabel = "FILE",
      description =
          "Where to write, all or nothing; by default standard output, as far as rows are right.")
  private @Nullable Path output;

  @Option(
      names = "--output-format",
      paramLabel = "FORMAT",
      description =
          "csv or jsonl. By default what the ending of --output says, else jsonl for an input of JSON"
              + " lines and csv for all others.")
  private @Nullable OutputFormat outputFormat;

  /** How predictions are written. */
  enum OutputFormat {
    CSV,
    JSONL
  }

  @ArgGroup private Kept kept = new Kept();

  /** One of the two. */
  static final class Kept {
    @Option(
        names = "--keep",
        split = ",",
        paramLabel = "COLUMN",
        description = "Columns of the input to copy in front of the predictions.")
    private List<String> columns = new ArrayList<>();

    @Option(names = "--keep-all", description = "Copy all columns of the input.")
    private boolean all;

    KeptColumns choice() {
      return new KeptColumns(all, columns);
    }
  }

  @Option(
      names = "--guard-formulas",
      description =
          "Put a ' in front of copied text and labels that a spreadsheet would run as a formula.")
  private boolean guardsFormulas;

  private final PrintWriter standardOutput;

  /**
   * Makes the command.
   *
   * @param standardOutput takes predictions as they are, and not as text for a terminal
   */
  PredictCommand(PrintWriter standardOutput) {
    this.standardOutput = standardOutput;
  }

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    input.require();
    ModelArguments.Loaded model = arguments.load();
    requireOtherFiles(command, model);
    PredictionStream rows = input.open(model, kept.choice());
    Function<Writer, RowWriter> writers = writers(rows, model.saved().preparation());
    if (output == null) {
      write(rows, writers.apply(standardOutput), standardOutput, this::requireReader);
      return ExitCode.OK;
    }
    PrintWriter out = command.commandLine().getOut();
    out.println(Format.count(write(rows, writers, output), "prediction") + " written to " + output);
    out.flush();
    return ExitCode.OK;
  }

  /** What is read must not be replaced, nor grow while it is read. */
  private void requireOtherFiles(CommandSpec command, ModelArguments.Loaded model) {
    Path file = output;
    OtherFile other =
        file == null
            ? new OtherFile(command, "standard output,", STANDARD_OUTPUT_FILE)
            : new OtherFile(command, "--output", file);
    input.file().ifPresent(read -> other.than("--input", read));
    arguments.requireOther(other, model);
  }

  private OutputFormat outputFormat() {
    if (outputFormat != null) {
      return outputFormat;
    }
    Path file = output;
    String name = file == null ? "" : file.toString().toLowerCase(Locale.ROOT);
    boolean isJson =
        (file != null && PredictInput.isJsonLines(file))
            || (input.format() == PredictInput.Format.JSONL && !name.endsWith(".csv"));
    return isJson ? OutputFormat.JSONL : OutputFormat.CSV;
  }

  private Function<Writer, RowWriter> writers(PredictionStream rows, Preparation preparation) {
    if (outputFormat() == OutputFormat.JSONL) {
      NumberText numbers = new NumberText(preparation, '.');
      return writer -> new JsonRowWriter(writer, rows.keptNames(), numbers);
    }
    NumberText numbers = new NumberText(preparation, rows.form().decimal());
    return writer ->
        new CsvRowWriter(
            writer, rows.form(), rows.keptNames(), preparation, numbers, guardsFormulas);
  }

  private static long write(PredictionStream rows, Function<Writer, RowWriter> writers, Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe or a device is written to, not replaced.
      try (Writer writer = Files.newBufferedWriter(file)) {
        return write(rows, writers.apply(writer), writer, () -> {});
      } catch (IOException e) {
        throw FileErrors.cannotWrite(file, e);
      } catch (UnwritableException e) {
        throw FileErrors.cannotWrite(file, e.reason());
      }
    }
    long[] count = {0};
    try {
      AtomicFile.replace(
          file,
          channel -> {
            Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8);
            count[0] = write(rows, writers.apply(writer), writer, () -> {});
          });
    } catch (UnwritableException e) {
      throw FileErrors.cannotWrite(file, e.reason());
    }
    return count[0];
  }

  /**
   * Writes all rows, and calls {@code afterBatch} whenever those so far are written. What comes in
   * front of the first row is written with it, so that an input that cannot be read leaves nothing.
   */
  private static long write(
      PredictionStream rows, RowWriter to, Writer writer, Runnable afterBatch) {
    AtomicBoolean isBegun = new AtomicBoolean();
    long count =
        rows.forEach(
            batch -> {
              attempt(
                  () -> {
                    if (!isBegun.getAndSet(true)) {
                      to.begin();
                    }
                    for (PredictedRow row : batch) {
                      to.write(row);
                    }
                    writer.flush();
                  });
              afterBatch.run();
            });
    attempt(
        () -> {
          if (!isBegun.get()) {
            to.begin();
          }
          writer.flush();
        });
    afterBatch.run();
    return count;
  }

  private interface Writing {
    void run() throws IOException;
  }

  private static void attempt(Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw new UnwritableException(e);
    }
  }

  /** Carries the reason out of where rows are predicted to where the file's name is known. */
  private static final class UnwritableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final IOException reason;

    UnwritableException(IOException reason) {
      super(reason);
      this.reason = reason;
    }

    IOException reason() {
      return reason;
    }
  }

  /** Stops when nothing arrives any more, as behind {@code | head} or on a full disk. */
  private void requireReader() {
    if (standardOutput.checkError()) {
      throw new OutputLostException();
    }
  }
}
