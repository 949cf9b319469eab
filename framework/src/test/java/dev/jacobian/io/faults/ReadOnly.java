package dev.jacobian.io.faults;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file system in which nothing can be changed, and new files cannot be made. */
public final class ReadOnly implements Faults {
  @Override
  public void before(Operation operation, Path path) throws IOException {
    boolean reads =
        operation == Operation.LIST
            || operation == Operation.READ
            || (operation == Operation.OPEN && Files.exists(path));
    if (!reads) {
      throw new AccessDeniedException(path.toString());
    }
  }
}
