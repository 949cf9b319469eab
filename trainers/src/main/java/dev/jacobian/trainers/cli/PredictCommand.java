package dev.jacobian.trainers.cli;

import de.siegmar.fastcsv.writer.CsvWriter;
import dev.jacobian.device.DeviceSelection;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.run.Prediction;
import dev.jacobian.trainers.run.SavedModel;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code jacobian predict}: predicts the rows of a CSV file with saved weights. */
@Command(
    name = "predict",
    description = "Predicts each row of a CSV file with saved weights; writes CSV.")
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
      description = "Where to write; by default standard output.")
  private @Nullable Path output;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    RunConfig config = arguments.load();
    DeviceSelection.Choice choice = arguments.chooseDevice(config);
    Prediction prediction = Prediction.of(config, SavedModel.read(weights), input, choice.device());
    String table = csv(prediction, config.data().delimiter());
    if (output == null) {
      out.print(table);
    } else {
      Files.writeString(output, table);
      out.println(prediction.rows().size() + " predictions written to " + output);
    }
    out.flush();
    return ExitCode.OK;
  }

  private static String csv(Prediction prediction, char delimiter) throws IOException {
    StringWriter text = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().fieldSeparator(delimiter).build(text)) {
      writer.writeRecord(prediction.columns());
      prediction.rows().forEach(writer::writeRecord);
    }
    return text.toString();
  }
}
