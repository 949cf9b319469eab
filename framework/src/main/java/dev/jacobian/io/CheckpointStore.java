package dev.jacobian.io;

import dev.jacobian.shape.FileFormatException;
import dev.jacobian.shape.OptionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one run in a folder: the last ones and the best one, a file each. Whatever
 * stops the program or the machine, and whenever, the newest checkpoint that was saved is found
 * again; if a file has been damaged since, the newest one that is whole.
 *
 * <p>Newer means a higher step. Other files in the folder are left alone. Several stores of one
 * machine may use one folder; of two machines, one would take the other's half-written files for
 * those of a dead process. One store is for one thread. PyTorch equivalent: Lightning's {@code
 * ModelCheckpoint}.
 */
public final class CheckpointStore {
  private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

  private final Path folder;
  private final int keep;

  /** Files that were found broken. They do not count as kept. */
  private final Set<CheckpointName> knownBroken = new HashSet<>();

  /**
   * A checkpoint that was found.
   *
   * @param broken the newer ones that were passed over: for each, a line with file and reason
   */
  public record Found(Path file, long step, Checkpoint checkpoint, List<String> broken) {
    /** Copies the list. */
    public Found {
      broken = List.copyOf(broken);
    }
  }

  /**
   * Makes a store; nothing is read or written yet.
   *
   * @param folder made when the first checkpoint is saved
   * @param keep how many of the last checkpoints stay beside the best one, at least 1
   * @throws OptionException if {@code keep} is less
   */
  public CheckpointStore(Path folder, int keep) {
    if (keep < 1) {
      throw new OptionException("checkpoints: keep " + keep, "at least 1");
    }
    this.folder = folder;
    this.keep = keep;
  }

  /**
   * Saves a checkpoint and then deletes those that are neither among the last ones nor the best.
   * Saving a step again replaces its checkpoint; if that was the best, it stays the best.
   *
   * <p>Checkpoints of later steps, which are there if a run goes on from an earlier one, are not
   * touched. What a crash left half written is deleted. That something cannot be deleted is logged;
   * the next save tries again.
   *
   * @param step from 0 to 10^18 - 1
   * @param isBest whether this is the best checkpoint until now; the one before no longer is
   * @return the file
   * @throws UncheckedIOException if it cannot be saved; what was there stays, and nothing is left
   *     beside it
   */
  public Path save(long step, boolean isBest, Checkpoint checkpoint) {
    if (step < 0 || step > CheckpointName.LAST_STEP) {
      throw new OptionException(
          "checkpoints: step " + step, "a number from 0 to " + CheckpointName.LAST_STEP);
    }
    try {
      Folders.make(folder);
    } catch (IOException e) {
      throw FileErrors.cannotMake(folder, e);
    }
    attempt(() -> AtomicFile.sweep(folder, file -> CheckpointName.parse(file) != null));
    CheckpointName best = new CheckpointName(step, true);
    CheckpointName name =
        isBest || Files.exists(file(best)) ? best : new CheckpointName(step, false);
    CheckpointFile.write(file(name), checkpoint);
    knownBroken.remove(name);
    attempt(() -> deleteOld(step));
    return file(name);
  }

  /**
   * Reads the newest checkpoint that is whole.
   *
   * @return nothing if there is no checkpoint at all
   * @throws FileFormatException if there are some, but none is whole; it lists them and the reasons
   * @throws UncheckedIOException if the folder cannot be read
   */
  public Optional<Found> newest() {
    return find("", name -> true);
  }

  /**
   * Reads the checkpoint that was the best when the last one was saved; if it is broken, one that
   * was the best before, if it is still there.
   *
   * @return nothing if no checkpoint was saved as the best
   * @throws FileFormatException as {@link #newest}
   * @throws UncheckedIOException as {@link #newest}
   */
  public Optional<Found> best() {
    return find("best ", CheckpointName::best);
  }

  private Optional<Found> find(String which, Predicate<CheckpointName> wanted) {
    List<String> broken = new ArrayList<>();
    for (CheckpointName name : newestFirst(wanted)) {
      Path file = file(name);
      try {
        return Optional.of(new Found(file, name.step(), CheckpointFile.read(file), broken));
      } catch (FileFormatException e) {
        if (Files.notExists(file, LinkOption.NOFOLLOW_LINKS)) {
          // Another store has deleted it, having saved a newer one.
          return find(which, wanted);
        }
        knownBroken.add(name);
        broken.add(oneLine(String.valueOf(e.getMessage())));
      }
    }
    if (broken.isEmpty()) {
      return Optional.empty();
    }
    throw noneIsWhole(which, broken);
  }

  private FileFormatException noneIsWhole(String which, List<String> broken) {
    StringBuilder problem = new StringBuilder("no " + which + "checkpoint in '" + folder + "'");
    problem.append(" is whole: ");
    for (int i = 0; i < broken.size(); i++) {
      problem.append(i == 0 ? "" : "; ").append('(').append(i + 1).append(") ");
      problem.append(broken.get(i));
    }
    return new FileFormatException(
        problem.toString(),
        "at least one that is",
        "bring back a copy of one of these files, or choose another folder to start anew");
  }

  /** A name that a damaged file gives to a tensor may have line breaks. */
  private static String oneLine(String message) {
    return message.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}]+", " ");
  }

  private void deleteOld(long step) throws IOException {
    Set<Long> last = new HashSet<>();
    boolean bestIsKept = false;
    for (CheckpointName name : list(name -> name.step() <= step)) {
      boolean isLast = last.size() < keep && !last.contains(name.step());
      boolean isBest = name.best() && !bestIsKept;
      if (!isLast && !isBest) {
        Files.deleteIfExists(file(name));
      } else if (!knownBroken.contains(name)) {
        last.add(name.step());
        bestIsKept |= isBest;
      }
    }
  }

  /** Returns whether there is no checkpoint, whole or not. */
  public boolean isEmpty() {
    return newestFirst(name -> true).isEmpty();
  }

  /**
   * Deletes all checkpoints, the newest last, so that a run that is given up halfway through this
   * is still there. Other files stay.
   *
   * @throws UncheckedIOException if one cannot be deleted
   */
  public void clear() {
    List<CheckpointName> names = new ArrayList<>(newestFirst(name -> true));
    Collections.reverse(names);
    try {
      for (CheckpointName name : names) {
        Files.deleteIfExists(file(name));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot delete the checkpoints in '" + folder + "': " + FileErrors.reason(e), e);
    }
  }

  private List<CheckpointName> newestFirst(Predicate<CheckpointName> wanted) {
    try {
      return Files.notExists(folder) ? List.of() : list(wanted);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "cannot look for checkpoints in '" + folder + "': " + FileErrors.reason(e), e);
    }
  }

  /** Returns the checkpoints of the folder, the newest first. */
  private List<CheckpointName> list(Predicate<CheckpointName> wanted) throws IOException {
    List<CheckpointName> names = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        CheckpointName name = CheckpointName.parse(String.valueOf(file.getFileName()));
        if (name != null && wanted.test(name)) {
          names.add(name);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    names.sort(CheckpointName.NEWEST_FIRST);
    return names;
  }

  private Path file(CheckpointName name) {
    return folder.resolve(name.file());
  }

  @FunctionalInterface
  private interface Cleaning {
    void run() throws IOException;
  }

  /** Cleans up. A checkpoint that is safe is worth more than a folder that is tidy. */
  private void attempt(Cleaning cleaning) {
    try {
      cleaning.run();
    } catch (IOException e) {
      LOG.warn("cannot delete old files in '{}': {}", folder, e.toString());
    }
  }
}
