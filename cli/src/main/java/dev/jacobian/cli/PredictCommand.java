package dev.jacobian.cli;

import dev.jacobian.data.CsvInput;
import dev.jacobian.io.AtomicFile;
import dev.jacobian.io.FileErrors;
import dev.jacobian.trainers.predict.CsvPrediction;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.progress.Format;
import dev.jacobian.trainers.run.KeptColumns;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacobian predict}: predicts the rows of a CSV file with a trained model. */
@Command(
    name = "predict",
    description = {
      "Predicts each row of a CSV file with a trained model; writes CSV.",
      "Rows are read, predicted and written a batch at a time: files may be larger than memory."
    })
final class PredictCommand implements Callable<Integer> {
  private static final Path STANDARD_INPUT = Path.of("-");

  /** Where Linux and macOS have the files that a shell has opened. */
  private static final Path STANDARD_INPUT_FILE = Path.of("/dev/stdin");

  private static final Path STANDARD_OUTPUT_FILE = Path.of("/dev/stdout");

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ModelArguments arguments = new ModelArguments();

  @Option(
      names = "--input",
      required = true,
      paramLabel = "CSV",
      description =
          "The rows, with the feature columns that the model was trained on; - for standard input."
              + " May be packed with gzip, zstd or bzip2.")
  private Path input = Path.of("");

  @Option(
      names = "--output",
      paramLabel = "CSV",
      description =
          "Where to write, all or nothing; by default standard output, as far as rows are right.")
  private @Nullable Path output;

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
    ModelArguments.Loaded model = arguments.load();
    requireOtherFiles(command, model);
    CsvPrediction prediction =
        CsvPrediction.of(
            model.saved(),
            Predictor.of(model.saved(), model.module(), model.device()),
            rows(),
            kept.choice());
    boolean hasHeader = model.saved().requireConfig().csv().header();
    if (output == null) {
      write(prediction, hasHeader, standardOutput, this::requireReader);
      return ExitCode.OK;
    }
    PrintWriter out = command.commandLine().getOut();
    out.println(
        Format.count(write(prediction, hasHeader, output), "prediction") + " written to " + output);
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
    other.than("--input", input.equals(STANDARD_INPUT) ? STANDARD_INPUT_FILE : input);
    arguments.requireOther(other, model);
  }

  private CsvInput rows() {
    return input.equals(STANDARD_INPUT)
        ? CsvInput.of("standard input", System.in)
        : CsvInput.of(input);
  }

  private long write(CsvPrediction prediction, boolean hasHeader, Path file) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      // A pipe or a device is written to, not replaced.
      try (Writer writer = Files.newBufferedWriter(file)) {
        return write(prediction, hasHeader, writer, () -> {});
      } catch (IOException e) {
        throw FileErrors.cannotWrite(file, e);
      } catch (UnwritableException e) {
        throw FileErrors.cannotWrite(file, e.reason());
      }
    }
    long[] rows = {0};
    try {
      AtomicFile.replace(
          file,
          channel -> {
            Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8);
            rows[0] = write(prediction, hasHeader, writer, () -> {});
          });
    } catch (UnwritableException e) {
      throw FileErrors.cannotWrite(file, e.reason());
    }
    return rows[0];
  }

  /** Writes all rows, and calls {@code afterBatch} whenever those so far are written. */
  private long write(
      CsvPrediction prediction, boolean hasHeader, Writer writer, Runnable afterBatch) {
    PredictionWriter csv =
        new PredictionWriter(writer, prediction.delimiter(), prediction.lineEnd(), guardsFormulas);
    if (hasHeader) {
      attempt(() -> csv.writeNames(prediction.columns()));
    }
    long rows =
        prediction.forEach(
            batch -> {
              attempt(
                  () -> {
                    for (List<String> row : batch) {
                      csv.write(row, prediction.keptColumns());
                    }
                    writer.flush();
                  });
              afterBatch.run();
            });
    attempt(writer::flush);
    afterBatch.run();
    return rows;
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
