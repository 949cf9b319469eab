package dev.jacobian.trainers.run;

import dev.jacobian.io.AtomicFile;
import dev.jacobian.io.Checkpoint;
import dev.jacobian.io.CheckpointStore;
import dev.jacobian.shape.StateException;
import dev.jacobian.trainers.callback.Checkpoints;
import dev.jacobian.trainers.callback.Monitor;
import dev.jacobian.trainers.config.ConfigChange;
import dev.jacobian.trainers.config.RunConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * The folder of a run: its checkpoints, and at the end its weights. While a run is not finished,
 * the folder says so, and no other run begins in it unawares.
 */
public final class RunFolder {
  private static final String CHECKPOINTS = "checkpoints";
  private static final String UNFINISHED = "unfinished";
  private static final String DATA = "data";
  private static final String CONFIG = "config";
  private static final String SETTINGS = "settings";
  private static final JsonMapper JSON = JsonMapper.shared();
  private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};

  private final Path folder;
  private final RunConfig config;
  private final CheckpointStore store;
  private List<DataFile> dataFiles = List.of();

  /** Names the folder of a run; nothing is read or written yet. */
  public RunFolder(Path folder, RunConfig config) {
    this.folder = folder;
    this.config = config;
    this.store =
        new CheckpointStore(folder.resolve(CHECKPOINTS), config.training().checkpoints().keep());
  }

  /** Returns the folder. */
  public Path path() {
    return folder;
  }

  /**
   * Begins a run anew.
   *
   * @param evenOverUnfinished whether a run in this folder that has not finished is given up
   * @throws StateException if there is such a run and it is not to be given up
   */
  public void begin(boolean evenOverUnfinished) {
    if (!evenOverUnfinished && Files.exists(marker()) && !store.isEmpty()) {
      throw new StateException(
          folder + " has a run that is not finished",
          "a folder without one",
          "add --resume to go on with it, --restart to give it up, or choose another --out");
    }
    store.clear();
    mark();
  }

  /**
   * Where an interrupted run goes on.
   *
   * @param found its newest whole checkpoint, with a line for each newer one that was passed over
   * @param changes what is other than the run began with, and is allowed to be
   */
  public record Resumed(CheckpointStore.Found found, List<ConfigChange> changes) {
    /** Copies the list. */
    public Resumed {
      changes = List.copyOf(changes);
    }
  }

  /**
   * Finds where an interrupted run goes on.
   *
   * @param allowed keys, sections or {@value ConfigChange#ALL}: what may be other than the run
   *     began with, data included
   * @return empty if there is no checkpoint, and the run begins
   * @throws ResumeException if something else is
   * @throws dev.jacobian.shape.FileFormatException if there are checkpoints, but none is whole
   */
  public Optional<Resumed> resume(List<String> allowed) {
    Optional<Resumed> resumed =
        store.newest().map(found -> new Resumed(found, changes(found.checkpoint())));
    resumed.ifPresent(
        run -> {
          List<ConfigChange> refused =
              run.changes().stream().filter(change -> !change.isIn(allowed)).toList();
          if (!refused.isEmpty()) {
            throw new ResumeException(folder, refused);
          }
        });
    mark();
    return resumed;
  }

  private List<ConfigChange> changes(Checkpoint checkpoint) {
    List<ConfigChange> changes = new ArrayList<>();
    String settings = checkpoint.texts().get(SETTINGS);
    String data = checkpoint.texts().get(DATA);
    if (settings == null || data == null) {
      return List.of(new ConfigChange(ConfigChange.ALL, "not saved with the run, now as given"));
    }
    changes.addAll(ConfigChange.between(JSON.readValue(settings, TEXTS), config));
    changes.addAll(DataFile.changes(List.of(JSON.readValue(data, DataFile[].class)), dataFiles()));
    return changes;
  }

  /** Returns what saves the run here. */
  Checkpoints checkpoints(Monitor monitor) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(DATA, JSON.writeValueAsString(dataFiles()));
    texts.put(SETTINGS, JSON.writeValueAsString(config.savedSettings()));
    texts.put(CONFIG, config.text());
    return new Checkpoints(
        store,
        monitor,
        new Checkpoints.Options(config.training().checkpoints().everySteps()),
        texts);
  }

  /** Returns the files of the run's rows, which are digested once. */
  private List<DataFile> dataFiles() {
    if (dataFiles.isEmpty()) {
      dataFiles = DataFile.of(config);
    }
    return dataFiles;
  }

  /** Says that the run is over: another one may begin here. */
  public void finish() {
    try {
      Files.deleteIfExists(marker());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Path marker() {
    return folder.resolve(CHECKPOINTS).resolve(UNFINISHED);
  }

  private void mark() {
    try {
      Files.createDirectories(folder.resolve(CHECKPOINTS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!Files.exists(marker())) {
      AtomicFile.replace(marker(), channel -> {});
    }
  }
}
