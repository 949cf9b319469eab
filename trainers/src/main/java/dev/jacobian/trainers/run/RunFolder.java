package dev.jacobian.trainers.run;

import dev.jacobian.data.SourceFingerprint;
import dev.jacobian.io.AtomicFile;
import dev.jacobian.io.Checkpoint;
import dev.jacobian.io.CheckpointStore;
import dev.jacobian.shape.StateException;
import dev.jacobian.trainers.callback.Checkpoints;
import dev.jacobian.trainers.callback.Monitor;
import dev.jacobian.trainers.config.RunConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The folder of a run: its checkpoints, and at the end its weights. While a run is not finished,
 * the folder says so, and no other run begins in it unawares.
 */
public final class RunFolder {
  private static final String CHECKPOINTS = "checkpoints";
  private static final String UNFINISHED = "unfinished";
  private static final String DATA = "data";
  private static final String CONFIG = "config";

  private final Path folder;
  private final RunConfig config;
  private final CheckpointStore store;

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
   * Finds where an interrupted run goes on.
   *
   * @param evenIfDataChanged whether the data may be other than what the run began with
   * @return its newest whole checkpoint, with a line for each newer one that was passed over; empty
   *     if there is none, and the run begins
   * @throws StateException if the data has changed
   * @throws dev.jacobian.shape.FileFormatException if there are checkpoints, but none is whole
   */
  public Optional<CheckpointStore.Found> resume(boolean evenIfDataChanged) {
    Optional<CheckpointStore.Found> found = store.newest();
    found.ifPresent(
        newest -> {
          if (!evenIfDataChanged) {
            requireSameData(newest.checkpoint());
          }
        });
    mark();
    return found;
  }

  private void requireSameData(Checkpoint checkpoint) {
    String before = checkpoint.texts().getOrDefault(DATA, "");
    String now = fingerprints();
    if (!before.equals(now)) {
      throw new StateException(
          "the data has changed since the run was saved: it was " + before + ", and is " + now,
          "the files that the run began with",
          "restore them, begin anew with --restart, or go on all the same with --allow-changed-data");
    }
  }

  /** Returns what saves the run here. */
  Checkpoints checkpoints(Monitor monitor) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put(DATA, fingerprints());
    texts.put(CONFIG, config.text());
    return new Checkpoints(
        store,
        monitor,
        new Checkpoints.Options(config.training().checkpoints().everySteps()),
        texts);
  }

  private String fingerprints() {
    return config.data().rows().files().stream()
        .map(file -> file.getFileName() + " " + fingerprint(file))
        .collect(Collectors.joining(", "));
  }

  private static String fingerprint(Path file) {
    SourceFingerprint fingerprint = SourceFingerprint.of(file);
    return fingerprint.size() + " bytes " + fingerprint.ends().substring(0, 16);
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
