package dev.jacobian.io.faults;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk of a few bytes, taken by the files of one folder.
 *
 * @param capacity in bytes
 */
public record FullDisk(Path folder, long capacity) implements Faults {
  @Override
  public void before(Operation operation, Path path) {}

  @Override
  public int room(int bytes) throws IOException {
    long used = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      for (Path file : files) {
        used += Files.size(file);
      }
    }
    return (int) Math.min(bytes, capacity - used);
  }
}
