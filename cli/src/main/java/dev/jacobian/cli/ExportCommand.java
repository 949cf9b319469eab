package dev.jacobian.cli;

import dev.jacobian.models.onnx.ElementType;
import dev.jacobian.trainers.saved.ModelExport;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code jacobian export}: writes saved weights for other programs. */
@Command(
    description = {
      "Writes a trained model for other programs; the file's ending says how.",
      ".onnx: the model with its preparation. It takes the feature columns as they are, and gives",
      "  predictions in the targets' units, or logits, probabilities of the classes and the label.",
      ".safetensors: the weights alone, under PyTorch's names. .npz: the same for NumPy."
    })
final class ExportCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;
  @Mixin private ModelArguments arguments = new ModelArguments();

  @Option(
      names = "--to",
      required = true,
      paramLabel = "FILE",
      description = "Where to write: a file that ends in .onnx, .safetensors or .npz.")
  private Path target = Path.of("");

  @Option(
      names = "--input-type",
      paramLabel = "TYPE",
      description =
          "Of an ONNX model's input, or of its columns that are numbers: float32, float64, uint8,"
              + " int32 or int64; by default the model's own type.")
  private @Nullable ElementType inputType;

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec);
    ModelExport.Format format =
        ModelExport.Format.of(target).orElseThrow(() -> unknownEnding(command));
    ModelArguments.Loaded model = arguments.load();
    arguments.requireOther(new OtherFile(command, "--to", target), model);
    ModelExport.write(
        model.saved(), model.module(), format, Optional.ofNullable(inputType), target);
    PrintWriter out = command.commandLine().getOut();
    out.println(
        format == ModelExport.Format.ONNX
            ? "model written to " + target + ", for " + model.saved().preparation().exportedInputs()
            : "weights written to " + target);
    out.flush();
    return ExitCode.OK;
  }

  private ParameterException unknownEnding(CommandSpec command) {
    String endings =
        Arrays.stream(ModelExport.Format.values())
            .map(ModelExport.Format::ending)
            .collect(Collectors.joining(", "));
    return new ParameterException(
        command.commandLine(),
        "--to " + target + ": the file's ending is no known format; expected one of " + endings);
  }
}
