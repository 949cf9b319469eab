package dev.jacobian.cli;

import dev.jacobian.data.csv.CsvInput;
import dev.jacobian.data.image.ImageList;
import dev.jacobian.io.FileErrors;
import dev.jacobian.io.IdxFile;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.config.data.ArrayFile;
import dev.jacobian.trainers.config.data.TableOrigin;
import dev.jacobian.trainers.config.data.TableTextForm;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.predict.ArrayPrediction;
import dev.jacobian.trainers.predict.CsvPrediction;
import dev.jacobian.trainers.predict.ImagePrediction;
import dev.jacobian.trainers.predict.ImagePredictor;
import dev.jacobian.trainers.predict.JsonLinesPrediction;
import dev.jacobian.trainers.predict.PredictionStream;
import dev.jacobian.trainers.predict.Predictor;
import dev.jacobian.trainers.predict.TablePrediction;
import dev.jacobian.trainers.predict.TextPrediction;
import dev.jacobian.trainers.predict.TextPredictor;
import dev.jacobian.trainers.saved.KeptColumns;
import dev.jacobian.trainers.saved.SavedModel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
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
      paramLabel = "FILE",
      description =
          "The rows, with the feature columns that the model was trained on: CSV, Parquet, Arrow, JSON lines, or an"
              + " array of numbers (.npy, .npz, IDX); - for standard input. CSV may be packed with"
              + " gzip, zstd or bzip2. For a model of images a folder of them, a zip archive, an"
              + " image, or a file of MNIST's. For a model of texts a table or JSON lines with the text"
              + " of each row, or a .txt file with a text in each line.")
  private @Nullable Path input;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "A text in place of --input, for a model of texts.")
  private @Nullable String text;

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description =
          "Of the input: csv, parquet, arrow, jsonl, npy, npz, idx, images or text. By default jsonl for files that end in .jsonl or"
              + " .ndjson; folders, images, Parquet, Arrow and arrays are recognised; all else is csv, or text for a"
              + " model of texts, where it ends in .txt or is standard input (unless its training read a"
              + " table).")
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
    IMAGES,
    TEXT
  }

  /** Returns whether a file's name says that it has JSON lines. */
  static boolean isJsonLines(Path file) {
    String name = file.toString().toLowerCase(Locale.ROOT);
    return name.endsWith(".jsonl") || name.endsWith(".ndjson");
  }

  /** Fails unless one of the arguments says what is predicted. */
  void require() {
    if ((input == null) == (text == null)) {
      throw refused(
          (input == null ? "neither --input nor --text" : "--input beside --text")
              + "; expected --input FILE, or --text TEXT for a model of texts");
    }
    if (text != null && format != null) {
      throw refused("--format beside --text; expected it for an --input");
    }
  }

  /** Returns the file that is read, if there is one, and it has a name. */
  Optional<Path> file() {
    return isStandard() ? Optional.of(STANDARD_INPUT_FILE) : Optional.ofNullable(input);
  }

  /** Returns what is read if it is no text on the command line. */
  private Path input() {
    return Objects.requireNonNull(input);
  }

  private boolean isStandard() {
    return STANDARD_INPUT.equals(input);
  }

  /** Returns how the rows are written. */
  Format format() {
    if (text != null) {
      return Format.TEXT;
    }
    if (format != null) {
      return format;
    }
    Path input = input();
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
    if (given == DataKind.LABELLED_TEXT && isText(saved)) {
      return texts(model, kept);
    }
    if (given == DataKind.LABELLED_TEXT && isTable()) {
      return textTable(model, kept);
    }
    if (text != null || format() == Format.TEXT) {
      throw new OptionException(
          text != null ? "--text" : "--format text",
          "what a model of " + given + " is given",
          given.use());
    }
    Path input = input();
    boolean areImages =
        format() == Format.IMAGES || (given == DataKind.IMAGES && IdxFile.isIdx(input));
    DataKind found = areImages ? DataKind.IMAGES : DataKind.TABLE;
    if (given != found) {
      if (!isStandard() && !Files.exists(input)) {
        throw FileErrors.cannotRead(input, new NoSuchFileException(input.toString()));
      }
      String where = isStandard() ? "standard input" : "'" + input + "'";
      throw new OptionException(
          found + " in " + where, given + ", which the model is given", given.use());
    }
    if (areImages) {
      return images(model, kept);
    }
    if (isTable() && saved.requireConfig().rows().series().isPresent()) {
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
      case IMAGES, TEXT -> images(model, kept);
    };
  }

  /**
   * Returns whether the input can be texts: lines of text, or JSON lines. What comes without a name
   * is a table if the texts of the training were one.
   */
  private boolean isText(SavedModel saved) {
    if (format() == Format.TEXT || format() == Format.JSONL) {
      return true;
    }
    if (format != null) {
      return false;
    }
    return isStandard() ? !(saved.requireConfig().data() instanceof TableTextForm) : isLines();
  }

  private boolean isLines() {
    return input().toString().toLowerCase(Locale.ROOT).endsWith(".txt");
  }

  private PredictionStream texts(ModelArguments.Loaded model, KeptColumns kept) {
    TextPredictor predictor = TextPredictor.of(model.saved(), model.module(), model.device());
    if (format() == Format.JSONL) {
      return isStandard()
          ? JsonLinesPrediction.of(predictor, "standard input", System.in, kept)
          : JsonLinesPrediction.of(predictor, input(), kept);
    }
    boolean keeps = kept.all() || kept.names().equals(List.of(predictor.field()));
    if (!keeps && !kept.names().isEmpty()) {
      throw refused(
          "--keep "
              + String.join(",", kept.names())
              + ": there is the text alone; expected --keep "
              + predictor.field());
    }
    String single = text;
    if (single != null) {
      return TextPrediction.of(predictor, single, keeps);
    }
    return isStandard()
        ? TextPrediction.lines(predictor, "standard input", System.in, keeps)
        : TextPrediction.lines(predictor, input(), keeps);
  }

  private boolean isTable() {
    return List.of(Format.CSV, Format.PARQUET, Format.ARROW).contains(format());
  }

  private PredictionStream textTable(ModelArguments.Loaded model, KeptColumns kept) {
    TextPredictor predictor = TextPredictor.of(model.saved(), model.module(), model.device());
    if (format() == Format.CSV) {
      return TextPrediction.table(model.saved(), predictor, csv(), kept);
    }
    requireTable(kept);
    return TextPrediction.table(model.saved(), predictor, input());
  }

  private static Predictor rows(ModelArguments.Loaded model) {
    return Predictor.of(model.saved(), model.module(), model.device());
  }

  private PredictionStream images(ModelArguments.Loaded model, KeptColumns kept) {
    if (kept.all() || !kept.names().isEmpty()) {
      throw refused("--keep: images have no columns; their files are written by themselves");
    }
    return ImagePrediction.of(
        ImagePredictor.of(model.saved(), model.module(), model.device()), input());
  }

  private PredictionStream series(SavedModel saved, Predictor predictor, KeptColumns kept) {
    if (isStandard()) {
      throw refused(
          "--input -: a series is read from a file; expected one, or JSON lines of windows");
    }
    if (kept.all() || !kept.names().isEmpty()) {
      throw refused("--keep: a row of the predictions is that of a window, not of one row");
    }
    return TablePrediction.of(saved, predictor, input());
  }

  private PredictionStream table(SavedModel saved, Predictor predictor, KeptColumns kept) {
    requireTable(kept);
    return TablePrediction.of(saved, predictor, input());
  }

  /** Fails if a table with types of its own cannot be read as is asked for. */
  private void requireTable(KeptColumns kept) {
    if (isStandard()) {
      throw refused(
          "--input -: Parquet and Arrow are read from files; expected a file, or CSV or JSON lines");
    }
    if (kept.all() || !kept.names().isEmpty()) {
      throw refused("--keep: cells of Parquet and Arrow have no text; expected CSV or JSON lines");
    }
  }

  private PredictionStream array(SavedModel saved, Predictor predictor, KeptColumns kept) {
    if (isStandard()) {
      throw refused("--input -: arrays are read from files; expected a file, or CSV or JSON lines");
    }
    if (kept.all() || !kept.names().isEmpty()) {
      throw refused("--keep: an array has no columns of names; expected CSV or JSON lines");
    }
    return ArrayPrediction.of(saved, predictor, input());
  }

  private CsvInput csv() {
    return isStandard() ? CsvInput.of("standard input", System.in) : CsvInput.of(input());
  }

  private ParameterException refused(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
