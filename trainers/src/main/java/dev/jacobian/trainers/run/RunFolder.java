package dev.jacobian.trainers.run;

import dev.jacobian.io.AtomicFile;
import dev.jacobian.io.Checkpoint;
import dev.jacobian.io.CheckpointStore;
import dev.jacobian.io.FileErrors;
import dev.jacobian.io.Json;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.StateException;
import dev.jacobian.trainers.callback.Checkpoints;
import dev.jacobian.trainers.callback.Monitor;
import dev.jacobian.trainers.config.ConfigChange;
import dev.jacobian.trainers.config.RunConfig;
import dev.jacobian.trainers.record.RunFiles;
import dev.jacobian.trainers.saved.SavedModel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder of a run: its checkpoints, and at the end its weights. While a run is not finished,
 * the folder says so, and no other run begins in it unawares.
 */
public final class RunFolder {
  private static final String CHECKPOINTS = "checkpoints";
  private static final String UNFINISHED = "unfinished";
  private static final String LOCK = "lock";
  private static final List<String> OWN_FILES =
      List.of(
          SavedModel.FILE_NAME,
          SavedModel.PREVIOUS_NAME,
          RunFiles.METRICS,
          RunFiles.TIMING,
          RunFiles.CSV,
          RunFiles.INFO,
          RunFiles.REPORT);
  private static final String DATA = "data";
  private static final String CONFIG = "config";
  private static final String SETTINGS = "settings";

  private final Path folder;
  private final RunConfig config;
  private final CheckpointStore store;
  private List<DataFile> dataFiles = List.of();
  private @Nullable RunLock lock;

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
   * Takes the right to write to the folder, which is made if there is none; first of all.
   *
   * @throws StateException if another run is at work in it
   * @throws OptionException if a file that the run reads would be overwritten by it
   */
  public RunLock lock() {
    config.files().forEach(this::requireForeign);
    makeFolder();
    RunLock taken = RunLock.acquire(folder, lockFile());
    lock = taken;
    return taken;
  }

  private Path lockFile() {
    return folder.resolve(CHECKPOINTS).resolve(LOCK);
  }

  /** Returns whether the folder that was locked is no longer there, or another one is. */
  public boolean isLost() {
    return lock != null && !lock.isHeld();
  }

  /** Fails if the folder is lost. */
  void requireHeld() {
    if (isLost()) {
      throw new FolderLostException(folder, "nothing more was written");
    }
  }

  /** Saves the weights of a run whose folder was lost, unless another run is there now. */
  public FolderLostException rescue(SavedModel model) {
    Path file = folder.resolve(SavedModel.FILE_NAME);
    if (Files.exists(lockFile()) || Files.exists(file)) {
      return new FolderLostException(
          folder, "its weights could not be saved, since another run has the folder now");
    }
    try {
      return new FolderLostException(
          folder, "its weights, as they were when this was seen, are in " + model.save(folder));
    } catch (UncheckedIOException e) {
      return new FolderLostException(folder, "its weights could not be saved: " + e.getMessage());
    }
  }

  /** Fails if a file that is read has the name of one that the run writes. */
  private void requireForeign(Path read) {
    for (String name : OWN_FILES) {
      Path own = folder.resolve(name);
      try {
        if (Files.exists(own) && Files.isSameFile(own, read)) {
          throw new OptionException(
              "the run reads " + read + ", and would write to it as its " + name,
              "a folder that has no file of the run's input",
              "choose another --out");
        }
      } catch (IOException e) {
        throw FileErrors.cannotRead(read, e);
      }
    }
  }

  /**
   * Begins a run anew.
   *
   * @param evenOverUnfinished whether a run in this folder that has not finished is given up
   * @throws StateException if there is such a run and it is not to be given up
   */
  public Start begin(boolean evenOverUnfinished) {
    if (!evenOverUnfinished && Files.exists(marker()) && !store.isEmpty()) {
      throw new StateException(
          folder + " has a run that is not finished",
          "a folder without one",
          "add --resume to go on with it, --restart to give it up, or choose another --out");
    }
    return begin();
  }

  private Start begin() {
    Optional<ReplacedRun> replaced = replace();
    store.clear();
    mark();
    return new Start(Optional.empty(), replaced);
  }

  private Optional<ReplacedRun> replace() {
    Path weights = folder.resolve(SavedModel.FILE_NAME);
    Path aside = folder.resolve(SavedModel.PREVIOUS_NAME);
    try {
      return Files.exists(weights)
          ? Optional.of(ReplacedRun.moveAside(folder, weights, aside))
          : Optional.empty();
    } catch (IOException e) {
      throw FileErrors.cannotWrite(aside, e);
    }
  }

  /**
   * How a run starts.
   *
   * @param resumed where it goes on, if it does
   * @param replaced the finished run that lay here, if one did; its weights have been moved aside
   */
  public record Start(Optional<Resumed> resumed, Optional<ReplacedRun> replaced) {}

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
   * @return nothing to go on from if there is no checkpoint, and the run begins
   * @throws ResumeException if something else is
   * @throws dev.jacobian.shape.FileFormatException if there are checkpoints, but none is whole
   */
  public Start resume(List<String> allowed) {
    Optional<Resumed> resumed =
        store.newest().map(found -> new Resumed(found, changes(found.checkpoint())));
    resumed.ifPresent(run -> requireIn(allowed, run.changes()));
    if (resumed.isEmpty()) {
      return begin();
    }
    mark();
    return new Start(resumed, Optional.empty());
  }

  /**
   * Fails if settings are other than those that an interrupted run here began with, whatever its
   * data are: where these cannot be read, another setting may be why.
   *
   * @throws ResumeException if some are, and are not among the allowed ones
   */
  public void requireSameSettings(List<String> allowed) {
    store.newest().ifPresent(found -> requireIn(allowed, settingChanges(found.checkpoint())));
  }

  private void requireIn(List<String> allowed, List<ConfigChange> changes) {
    List<ConfigChange> refused = changes.stream().filter(change -> !change.isIn(allowed)).toList();
    if (!refused.isEmpty()) {
      throw new ResumeException(folder, refused);
    }
  }

  private List<ConfigChange> changes(Checkpoint checkpoint) {
    List<ConfigChange> changes = new ArrayList<>(settingChanges(checkpoint));
    String data = checkpoint.texts().get(DATA);
    if (data != null && checkpoint.texts().containsKey(SETTINGS)) {
      changes.addAll(DataFile.changes(Json.list(DataFile.class, data), dataFiles()));
    }
    return changes;
  }

  private List<ConfigChange> settingChanges(Checkpoint checkpoint) {
    String settings = checkpoint.texts().get(SETTINGS);
    return settings == null || !checkpoint.texts().containsKey(DATA)
        ? List.of(new ConfigChange(ConfigChange.ALL, "not saved with the run, now as given"))
        : ConfigChange.between(Json.object(String.class, settings), config);
  }

  /** Returns what saves the run here. */
  Checkpoints checkpoints(Monitor monitor) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(DATA, Json.text(dataFiles()));
    texts.put(SETTINGS, Json.text(config.savedSettings()));
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

  /**
   * Writes the weights, after which those of a run that lay here before go.
   *
   * @return the file
   */
  public Path save(SavedModel model) {
    requireHeld();
    Path file = model.save(folder);
    delete(folder.resolve(SavedModel.PREVIOUS_NAME));
    return file;
  }

  /** Says that the run is over: another one may begin here. */
  public void finish() {
    delete(marker());
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw FileErrors.cannotWrite(file, e);
    }
  }

  private Path marker() {
    return folder.resolve(CHECKPOINTS).resolve(UNFINISHED);
  }

  private void mark() {
    makeFolder();
    if (!Files.exists(marker())) {
      AtomicFile.replace(marker(), channel -> {});
    }
  }

  private void makeFolder() {
    Path checkpoints = folder.resolve(CHECKPOINTS);
    try {
      Files.createDirectories(checkpoints);
    } catch (IOException e) {
      throw FileErrors.cannotMake(checkpoints, e);
    }
  }
}
