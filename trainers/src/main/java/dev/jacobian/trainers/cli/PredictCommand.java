package dev.jacobian.trainers.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.jacobian.data.CsvFormat;
import dev.jacobian.data.CsvInput;
import dev.jacobian.device.DeviceSelection;
import dev.jacobian.io.AtomicFile;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.progress.Format;
import dev.jacobian.trainers.run.KeptColumns;
import dev.jacobian.trainers.run.Prediction;
import dev.jacobian.trainers.run.SavedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
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

/** {@code jacobian predict}: predicts the rows of a CSV file with saved weights. */
@Command(
    name = "predict",
    description = {
      "Predicts each row of a CSV file with saved weights; writes CSV.",
      "Rows are read, predicted and written a batch at a time: files may be larger than memory."
    })
final class PredictCommand implements Callable<Integer> {
  private static final Path STANDARD_INPUT = Path.of("-");

  @Spec private @Nullable CommandSpec spec;
  @Mixin private ConfigArguments arguments = new ConfigArguments();

  @Option(
      names = "--weights",
      required = true,
      paramLabel = "FILE",
      description = "The weights that jacobian train wrote.")
  private Path weights = Path.of("");

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

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    RunConfig config = arguments.load();
    DeviceSelection.Choice choice = arguments.chooseDevice(config);
    Prediction prediction =
        Prediction.of(config, SavedModel.read(weights), rows(), kept.choice(), choice.device());
    CsvFormat format = config.data().csv().format();
    if (output == null) {
      write(prediction, format, out, () -> requireReader(out));
    } else {
      long rows = write(prediction, format, output);
      out.println(Format.count(rows, "prediction") + " written to " + output);
    }
    out.flush();
    return ExitCode.OK;
  }

  private CsvInput rows() {
    return input.equals(STANDARD_INPUT)
        ? CsvInput.of("standard input", System.in)
        : CsvInput.of(input);
  }

  private static long write(Prediction prediction, CsvFormat format, Path output)
      throws IOException {
    if (Files.exists(output) && !Files.isRegularFile(output)) {
      // A pipe or a device is written to, not replaced.
      try (Writer writer = Files.newBufferedWriter(output)) {
        return write(prediction, format, writer, () -> {});
      }
    }
    long[] rows = {0};
    AtomicFile.replace(
        output,
        channel -> {
          Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8);
          rows[0] = write(prediction, format, writer, () -> {});
        });
    return rows[0];
  }

  /**
   * Writes rows, with a header if the input has one, and calls {@code afterBatch} whenever all rows
   * so far are written.
   */
  private static long write(
      Prediction prediction, CsvFormat format, Writer writer, Runnable afterBatch) {
    CsvWriter csv = CsvWriter.builder().fieldSeparator(format.delimiter()).build(writer);
    if (format.header()) {
      csv.writeRecord(prediction.columns());
    }
    long rows =
        prediction.forEach(
            batch -> {
              batch.forEach(csv::writeRecord);
              flush(csv);
              afterBatch.run();
            });
    flush(csv);
    return rows;
  }

  private static void flush(CsvWriter csv) {
    try {
      csv.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops when nobody reads any more, as behind {@code | head}. */
  private static void requireReader(PrintWriter out) {
    if (out.checkError()) {
      throw new UncheckedIOException(new IOException("standard output cannot be written"));
    }
  }
}
