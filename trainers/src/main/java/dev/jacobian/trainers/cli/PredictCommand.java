package dev.jacobian.trainers.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
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
      description = "The rows, with the feature columns that the model was trained on.")
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
        Prediction.of(config, SavedModel.read(weights), input, kept.choice(), choice.device());
    char delimiter = config.data().csv().delimiter();
    if (output == null) {
      write(prediction, delimiter, out, () -> requireReader(out));
    } else {
      long rows = write(prediction, delimiter, output);
      out.println(Format.count(rows, "prediction") + " written to " + output);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static long write(Prediction prediction, char delimiter, Path output) throws IOException {
    if (Files.exists(output) && !Files.isRegularFile(output)) {
      // A pipe or a device is written to, not replaced.
      try (Writer writer = Files.newBufferedWriter(output)) {
        return write(prediction, delimiter, writer, () -> {});
      }
    }
    long[] rows = {0};
    AtomicFile.replace(
        output,
        channel -> {
          Writer writer = Channels.newWriter(channel, StandardCharsets.UTF_8);
          rows[0] = write(prediction, delimiter, writer, () -> {});
        });
    return rows[0];
  }

  /** Writes header and rows, and calls {@code afterBatch} whenever all rows so far are written. */
  private static long write(
      Prediction prediction, char delimiter, Writer writer, Runnable afterBatch) {
    CsvWriter csv = CsvWriter.builder().fieldSeparator(delimiter).build(writer);
    csv.writeRecord(prediction.columns());
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
