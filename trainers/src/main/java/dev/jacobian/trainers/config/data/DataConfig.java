package dev.jacobian.trainers.config.data;

import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.kind.DataKind;
import dev.jacobian.trainers.config.kind.LossKind;
import dev.jacobian.trainers.config.kind.ModelKind;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** What a configuration trains on: where it lies, how it is read, and which part is held out. */
public sealed interface DataConfig permits TableData, ImageData, TextData, LabelledTextData {
  /** Returns which kind of data it is. */
  DataKind kind();

  /** Returns where they lie. */
  RowSource rows();

  /** Returns which of them the model is judged on. */
  SplitConfig split();

  /** Returns this with others that are read alike, all of which count the same. */
  DataConfig of(RowSource others);

  /** Returns how they were written, as it is saved with the weights. */
  DataForm form();

  /** Returns what the preparation of a model's inputs follows from, by the paths of keys. */
  Map<String, String> settings();

  /**
   * Checks that they can be what a loss and a model of this kind of data need.
   *
   * @param placeOf where a key of this section stands
   * @throws dev.jacobian.trainers.config.keys.ConfigException if they cannot
   */
  void requireFits(ModelKind model, LossKind loss, Function<Key<?>, KeyPlace> placeOf);

  /** Returns every file that a run reads, each once. */
  default List<Path> files() {
    return Stream.of(Optional.of(rows()), split().validation(), split().test())
        .flatMap(Optional::stream)
        .flatMap(source -> source.files().stream())
        .distinct()
        .toList();
  }
}
