package dev.jacobian.trainers.saved;

import static dev.jacobian.trainers.progress.Format.count;

import dev.jacobian.io.Json;
import dev.jacobian.io.NumpyFile;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.models.onnx.ElementType;
import dev.jacobian.models.onnx.OnnxExport;
import dev.jacobian.models.onnx.OnnxExport.Probabilities;
import dev.jacobian.nn.Module;
import dev.jacobian.shape.Fix;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.config.kind.Task;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Writes a trained model for programs that know nothing of Jacobian. */
public final class ModelExport {
  /** From as many tokens on texts in ONNX are of any length; of shorter ones all are given. */
  private static final int OPEN_LENGTH = 4;

  private ModelExport() {}

  /** What can be written. */
  public enum Format {
    /**
     * The model with its preparation, as ONNX: columns as they are in, and out the targets in their
     * units, or {@code logits} and {@code probabilities} of the classes in their order and the
     * {@code label}.
     */
    ONNX,
    /** The weights alone, under PyTorch's names. */
    SAFETENSORS,
    /** The weights alone, as NumPy's arrays by name. */
    NPZ;

    /** Returns the ending of such files, {@code .onnx}. */
    public String ending() {
      return "." + name().toLowerCase(Locale.ROOT);
    }

    /** Returns the format that a file's ending says; empty if it says none. */
    public static Optional<Format> of(Path file) {
      String name = file.toString().toLowerCase(Locale.ROOT);
      return Arrays.stream(values()).filter(format -> name.endsWith(format.ending())).findFirst();
    }
  }

  /**
   * Writes a model.
   *
   * @param saved the weights and how rows are prepared
   * @param model the module that has the weights
   * @param inputType of an ONNX model's input, or of its columns that are numbers; empty for the
   *     model's own
   * @throws dev.jacobian.shape.OptionException if the model or its preparation has no equal there
   * @throws java.io.UncheckedIOException if the file cannot be written; an old one stays
   */
  public static void write(
      SavedModel saved, Module model, Format format, Optional<ElementType> inputType, Path file) {
    switch (format) {
      case ONNX ->
          OnnxExport.write(
              file, saved.preparation().exported(model), options(saved.preparation(), inputType));
      // The mark by which readers of PyTorch's know their names and layout.
      case SAFETENSORS -> SafeTensors.save(file, model.stateDict(), Map.of("format", "pt"));
      case NPZ -> NumpyFile.saveNpz(file, model.stateDict());
    }
  }

  private static OnnxExport.Options options(
      Preparation preparation, Optional<ElementType> inputType) {
    Task task = preparation.task();
    OnnxExport.Options options =
        preparation.onnx(
            OnnxExport.Options.defaults()
                .withMetadata(
                    Map.of(
                        "task", task.name(),
                        "targets", json(preparation.targetNames()),
                        "classes", json(preparation.classNames()))));
    if (inputType.isPresent() && !options.examples().isEmpty()) {
      throw new OptionException(
          "an ONNX model of " + preparation.kind() + " with an input of " + inputType.get(),
          String.join(" and ", options.inputNames()) + ", which are " + ElementType.INT64,
          Fix.of("leave out the type", "leave out --input-type"));
    }
    if (inputType.isPresent()) {
      options = options.withInputType(inputType.get());
    }
    if (task == Task.REGRESSION) {
      return options;
    }
    options = options.withNames(options.inputNames(), List.of("logits"));
    return preparation.hasClassOfRow()
        ? options
            .withProbabilities(task == Task.BINARY ? Probabilities.SIGMOID : Probabilities.SOFTMAX)
            .withClassNames(preparation.classNames())
        : options;
  }

  /**
   * Returns options of a model that is given the tokens of texts, whose number is open up to that
   * of the examples. Where these are few all have to be given, since a model with as many places
   * can only be captured for so many.
   *
   * @param length of the longest text
   */
  static OnnxExport.Options ofTokens(OnnxExport.Options options, int length) {
    return length < OPEN_LENGTH ? options : options.withSequenceAxis(1);
  }

  /**
   * Returns how many tokens such a model is given, as {@code up to 40 tokens}.
   *
   * @param length of the longest text
   */
  static String tokens(int length) {
    return (length < OPEN_LENGTH ? "" : "up to ") + count(length, "token");
  }

  static String json(List<String> names) {
    return Json.text(names);
  }
}
