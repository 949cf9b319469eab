package dev.jacobian.trainers.record;

import dev.jacobian.device.ByteSize;
import dev.jacobian.io.AtomicFile;
import dev.jacobian.io.FileErrors;
import dev.jacobian.io.Json;
import dev.jacobian.shape.Brief;
import dev.jacobian.shape.FileFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a run was, beside its metrics: the file {@value RunFiles#INFO}.
 *
 * @param name what people call it
 * @param status how far it came: {@code running}, {@code finished}, {@code failed: ...}
 * @param facts one line each on data, model, training and device, by label
 * @param config the configuration's text with what was laid over it; empty for a run that was
 *     written in code
 * @param settings the configuration's values by their paths of keys, such as {@code
 *     optimizer.learningRate}
 * @param environment where it ran, by label
 * @param finalScores of the weights that were saved, such as {@code validation_loss}; empty before
 *     the end
 * @param confusion of a classification, after its end
 * @param predictions of a regression, after its end; one for each target
 * @param importance of the columns, after the end, if it was found
 */
public record RunInfo(
    String name,
    String status,
    Map<String, String> facts,
    String config,
    Map<String, String> settings,
    Map<String, String> environment,
    Map<String, Double> finalScores,
    Optional<Confusion> confusion,
    List<PredictedActual> predictions,
    Optional<Importance> importance) {
  /** The status of a run that goes on, or that was killed. */
  public static final String RUNNING = "running";

  /** The status of a run that came to its end. */
  public static final String FINISHED = "finished";

  /** Enough for the confusion of some thousand classes. */
  private static final long MOST_BYTES = 64L << 20;

  private static final String REMOVE = "remove it: the report then lacks what stood there";

  /** Copies lists and maps, in their order. */
  public RunInfo {
    Objects.requireNonNull(name, "no name");
    Objects.requireNonNull(status, "no status");
    Objects.requireNonNull(config, "no config");
    requireNoNulls(facts);
    requireNoNulls(settings);
    requireNoNulls(environment);
    requireNoNulls(finalScores);
    facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    environment = Collections.unmodifiableMap(new LinkedHashMap<>(environment));
    finalScores = Collections.unmodifiableMap(new LinkedHashMap<>(finalScores));
    predictions = List.copyOf(predictions);
  }

  /** A file may have a null where nothing else can. */
  private static void requireNoNulls(Map<String, ?> map) {
    map.forEach((key, value) -> Objects.requireNonNull(value, () -> "no value of " + key));
  }

  /** What becomes what is known. */
  private static final class Draft {
    private String status;
    private Map<String, String> facts;
    private String config;
    private Map<String, String> settings;
    private Map<String, String> environment;
    private Map<String, Double> finalScores;
    private Optional<Confusion> confusion;
    private List<PredictedActual> predictions;
    private Optional<Importance> importance;

    Draft(RunInfo info) {
      status = info.status;
      facts = info.facts;
      config = info.config;
      settings = info.settings;
      environment = info.environment;
      finalScores = info.finalScores;
      confusion = info.confusion;
      predictions = info.predictions;
      importance = info.importance;
    }
  }

  private RunInfo with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return new RunInfo(
        name,
        draft.status,
        draft.facts,
        draft.config,
        draft.settings,
        draft.environment,
        draft.finalScores,
        draft.confusion,
        draft.predictions,
        draft.importance);
  }

  /** Returns what is known of a run that begins: its name. */
  public static RunInfo named(String name) {
    return new RunInfo(
        name,
        RUNNING,
        Map.of(),
        "",
        Map.of(),
        Map.of(),
        Map.of(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  /** Returns this with another status. */
  public RunInfo withStatus(String status) {
    return with(draft -> draft.status = status);
  }

  /** Returns this with lines on data, model, training and device. */
  public RunInfo withFacts(Map<String, String> lines) {
    return with(draft -> draft.facts = lines);
  }

  /** Returns this with the configuration's text and values. */
  public RunInfo withConfig(String text, Map<String, String> values) {
    return with(
        draft -> {
          draft.config = text;
          draft.settings = values;
        });
  }

  /** Returns this with where the run takes place: see {@link RunEnvironment}. */
  public RunInfo withEnvironment(Map<String, String> place) {
    return with(draft -> draft.environment = place);
  }

  /** Returns this with the scores of the saved weights. */
  public RunInfo withFinalScores(Map<String, Double> scores) {
    return with(draft -> draft.finalScores = scores);
  }

  /** Returns this with what a classification got right and wrong. */
  public RunInfo withConfusion(Confusion matrix) {
    return with(draft -> draft.confusion = Optional.of(matrix));
  }

  /** Returns this with what a regression predicted. */
  public RunInfo withPredictions(List<PredictedActual> targets) {
    return with(draft -> draft.predictions = targets);
  }

  /** Returns this with the importance of the columns. */
  public RunInfo withImportance(Importance columns) {
    return with(draft -> draft.importance = Optional.of(columns));
  }

  /**
   * Writes the file into a folder that exists, in one step.
   *
   * @throws UncheckedIOException if it cannot be written
   */
  public void write(Path folder) {
    byte[] json = Json.indented(this).getBytes(StandardCharsets.UTF_8);
    AtomicFile.replace(folder.resolve(RunFiles.INFO), json);
  }

  /**
   * Reads the file in a folder; empty if there is none.
   *
   * @throws FileFormatException if it is another kind of file
   */
  public static Optional<RunInfo> read(Path folder) {
    Path file = folder.resolve(RunFiles.INFO);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new FileFormatException(
            file + ": the file has " + ByteSize.format(Files.size(file)),
            "what jacobian train writes of a run, at most " + ByteSize.format(MOST_BYTES),
            REMOVE);
      }
      return Optional.of(Json.record(RunInfo.class, Files.readString(file)));
    } catch (IllegalArgumentException | CharacterCodingException e) {
      throw new FileFormatException(
          file + ": this does not describe a run: " + Brief.part(String.valueOf(e.getMessage())),
          "the file that jacobian train wrote",
          REMOVE,
          e);
    } catch (IOException e) {
      throw FileErrors.cannotRead(file, e);
    }
  }
}
