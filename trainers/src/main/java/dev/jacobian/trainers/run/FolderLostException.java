package dev.jacobian.trainers.run;

import dev.jacobian.shape.JacobianException;
import java.nio.file.Path;

/** A run whose folder was removed or replaced while it went on. */
public final class FolderLostException extends JacobianException {
  private static final long serialVersionUID = 1L;

  FolderLostException(Path folder, String weights) {
    super(
        "the folder " + folder + " was removed or replaced while the run went on; " + weights,
        "the folder to stay until the run ends",
        null,
        null);
  }
}
