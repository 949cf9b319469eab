package dev.jacobian.io.faults;

import java.io.IOException;
import java.nio.file.Path;

/** Decides which operations fail. Paths are those of the real file system. */
public interface Faults {
  /**
   * Called before an operation, which does not take place if this throws; of a write, the first
   * half still does.
   *
   * @param path the file or folder; for a move, where it goes
   */
  void before(Operation operation, Path path) throws IOException;

  /** Called before a move, in addition. */
  default void beforeMove(Path from, Path to) throws IOException {}

  /** Returns how many of some bytes, by which a file is to grow, still fit on the disk. */
  default int room(int bytes) throws IOException {
    return bytes;
  }
}
