package dev.jacobian.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Folders whose names survive a power cut. */
final class Folders {
  private Folders() {}

  /** Makes a folder, and those above it, where there are none yet. */
  static void make(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path above = folder.toAbsolutePath().getParent();
    if (above != null) {
      make(above);
    }
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      // Another process may have made it in between.
      if (!Files.isDirectory(folder)) {
        throw new FileSystemException(folder.toString(), null, "it is a file");
      }
    }
    if (above != null) {
      force(above);
    }
  }

  /**
   * Makes new names in a folder survive a power cut, where the system lets a folder be forced at
   * all.
   */
  static void force(Path folder) {
    try (Uninterrupted work = Uninterrupted.begin();
        FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Windows cannot open folders; it orders the rename itself.
    }
  }
}
