package dev.jacobian.cli;

import dev.jacobian.data.image.ImageList;
import dev.jacobian.data.table.CsvInput;
import dev.jacobian.io.IdxFile;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.config.ArrayFile;
import dev.jacobian.trainers.config.DataKind;
import dev.jacobian.trainers.config.TableOrigin;
import dev.jacobian.trainers.predict.ArrayPrediction;
import dev.jacobian.trainers.predict.CsvPrediction;
import dev.jacobian.trainers.predict.ImagePrediction;
import dev.jacobian.trainers.predict.ImagePredictor;
import dev.jacobian.trainers.predict.JsonLinesPrediction;
import dev.jacobian.trainers.predict.PredictionStream;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.predict.TablePrediction;
import dev.jacobian.trainers.run.KeptColumns;
import dev.jacobian.trainers.run.SavedModel;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The arguments that say which rows are predicted. */
final class PredictInput {
  private static final Path STANDARD_INPUT = Path.of("-");

  /** Where Linux and macOS have the file that a shell has opened. */
  private static final Path STANDARD_INPUT_FILE = Path.of("/dev/stdin");

  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec spec;

  @Option(
      names = "--input",
      required = true,
      paramLabel = "FILE",
      description =
          "The rows, with the feature columns that the model was trained on: CSV, Parquet, Arrow, JSON lines, or an"
              + " array of numbers (.npy, .npz, IDX); - for standard input. CSV may be packed with"
              + " gzip, zstd or bzip2. For a model of images a folder of them, a zip archive, an"
              + " image, or a file of MNIST's.")
  private Path input = Path.of("");

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "Of the input: csv, parquet, arrow, jsonl, npy, npz, idx or images. By default jsonl for files that end in .jsonl or"
              + " .ndjson; folders, images, Parquet, Arrow and arrays are recognised; all else is csv.")
  private @Nullable Format format;

  /** How rows are written. */
  enum Format {
    CSV,
    PARQUET,
    ARROW,
    JSONL,
    NPY,
    NPZ,
    IDX,
    IMAGES
  }

  /** Returns whether a file's name says that it has JSON lines. */
  static boolean isJsonLines(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".jsonl") || name.endsWith(".ndjson");
  }

  /** Returns the file that is read, if it has a name. */
  Path file() {
    return isStandard() ? STANDARD_INPUT_FILE : input;
  }

  private boolean isStandard() {
    return input.equals(STANDARD_INPUT);
  }

  /** Returns how the rows are written. */
  Format format() {
    if (format != null) {
      return format;
    }
    if (isJsonLines(input)) {
      return Format.JSONL;
    }
    if (ImageList.isNamed(input)) {
      return Format.IMAGES;
    }
    if (ArrayFile.isArray(input)) {
      return Format.NPY;
    }
    return TableOrigin.of(input).isCsv() ? Format.CSV : Format.PARQUET;
  }

  /** Opens the rows. */
  PredictionStream open(ModelArguments.Loaded model, KeptColumns kept) {
    SavedModel saved = model.saved();
    DataKind given = saved.preparation().kind();
    boolean areImages =
        format() == Format.IMAGES || (given == DataKind.IMAGES && IdxFile.isIdx(input));
    DataKind found = areImages ? DataKind.IMAGES : DataKind.TABLE;
    if (given != found) {
      String where = isStandard() ? "standard input" : "'" + input + "'";
      throw new OptionException(
          found + " in " + where, given + ", which the model is given", given.use());
    }
    if (areImages) {
      return images(model, kept);
    }
    boolean isTable = List.of(Format.CSV, Format.PARQUET, Format.ARROW).contains(format());
    if (isTable && saved.requireConfig().rows().series().isPresent()) {
      return series(saved, rows(model), kept);
    }
    return switch (format()) {
      case CSV -> CsvPrediction.of(saved, rows(model), csv(), kept);
      case PARQUET, ARROW -> table(saved, rows(model), kept);
      case JSONL ->
          isStandard()
              ? JsonLinesPrediction.of(rows(model), "standard input", System.in, kept)
              : JsonLinesPrediction.of(rows(model), input, kept);
      case NPY, NPZ, IDX -> array(saved, rows(model), kept);
      case IMAGES -> images(model, kept);
    };
  }

  private static Predictor rows(ModelArguments.Loaded model) {
    return Predictor.of(model.saved(), model.module(), model.device());
  }

  private PredictionStream images(ModelArguments.Loaded model, KeptColumns kept) {
    if (kept.all() || !kept.names().isEmpty()) {
      throw refused("--keep: images have no columns; their files are written by themselves");
    }
    return ImagePrediction.of(
        ImagePredictor.of(model.saved(), model.module(), model.device()), input);
  }

  private PredictionStream series(SavedModel saved, Predictor predictor, KeptColumns kept) {
    if (isStandard()) {
      throw refused(
          "--input -: a series is read from a file; expected one, or JSON lines of windows");
    }
    if (kept.all() || !kept.names().isEmpty()) {
      throw refused("--keep: a row of the predictions is that of a window, not of one row");
    }
    return TablePrediction.of(saved, predictor, input);
  }

  private PredictionStream table(SavedModel saved, Predictor predictor, KeptColumns kept) {
    if (isStandard()) {
      throw refused(
          "--input -: Parquet and Arrow are read from files; expected a file, or CSV or JSON lines");
    }
    if (kept.all() || !kept.names().isEmpty()) {
      throw refused("--keep: cells of Parquet and Arrow have no text; expected CSV or JSON lines");
    }
    return TablePrediction.of(saved, predictor, input);
  }

  private PredictionStream array(SavedModel saved, Predictor predictor, KeptColumns kept) {
    if (isStandard()) {
      throw refused("--input -: arrays are read from files; expected a file, or CSV or JSON lines");
    }
    if (kept.all() || !kept.names().isEmpty()) {
      throw refused("--keep: an array has no columns of names; expected CSV or JSON lines");
    }
    return ArrayPrediction.of(saved, predictor, input);
  }

  private CsvInput csv() {
    return isStandard() ? CsvInput.of("standard input", System.in) : CsvInput.of(input);
  }

  private ParameterException refused(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
