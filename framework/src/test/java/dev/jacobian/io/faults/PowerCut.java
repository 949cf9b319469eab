package dev.jacobian.io.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Stops everything at one operation: it and all later ones throw {@link Stopped}, as if the program
 * had been killed. {@link #loseWhatWasNotForced} then does what a power cut may do in addition.
 */
public final class PowerCut implements Faults {
  private final int number;
  private int count;
  private final Set<Path> unforced = new HashSet<>();
  private final Deque<NewName> unforcedNames = new ArrayDeque<>();

  /** Thrown by every operation after the stop. */
  public static final class Stopped extends Error {
    private static final long serialVersionUID = 1L;
  }

  /**
   * A new name whose folder has not been forced.
   *
   * @param before what had the name before
   */
  private record NewName(Path path, byte @Nullable [] before) {}

  /**
   * Makes the faults.
   *
   * @param number of the operation, from 0
   */
  public PowerCut(int number) {
    this.number = number;
  }

  /** Returns how many operations there have been. */
  public int count() {
    return count;
  }

  @Override
  public void before(Operation operation, Path path) {
    if (count++ >= number) {
      throw new Stopped();
    }
    if (operation == Operation.WRITE) {
      unforced.add(path);
    } else if (operation == Operation.FORCE) {
      unforced.remove(path);
      unforcedNames.removeIf(name -> path.equals(name.path().getParent()));
    } else if (operation == Operation.MAKE_FOLDER) {
      unforcedNames.push(new NewName(path, null));
    }
  }

  @Override
  public void beforeMove(Path from, Path to) throws IOException {
    unforcedNames.push(new NewName(to, Files.exists(to) ? Files.readAllBytes(to) : null));
    if (unforced.remove(from)) {
      unforced.add(to);
    }
  }

  /**
   * Empties files whose contents were not forced, and takes back new folders and renames in folders
   * that were not; what was deleted stays so, which is the worst that can happen.
   */
  public void loseWhatWasNotForced() throws IOException {
    for (Path file : unforced) {
      if (Files.exists(file)) {
        Files.write(file, new byte[0]);
      }
    }
    for (NewName name : unforcedNames) {
      if (name.before() != null) {
        Files.write(name.path(), name.before());
      } else if (Files.exists(name.path())) {
        delete(name.path());
      }
    }
  }

  private static void delete(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      List<Path> inside;
      try (Stream<Path> files = Files.list(path)) {
        inside = files.toList();
      }
      for (Path file : inside) {
        delete(file);
      }
    }
    Files.delete(path);
  }
}
