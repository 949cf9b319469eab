package dev.jacobian.trainers.run;

import dev.jacobian.shape.JacobianException;
import dev.jacobian.trainers.config.ConfigChange;
import java.nio.file.Path;
import java.util.List;

/** A run that cannot go on because it was begun with other settings or data than are there now. */
public final class ResumeException extends JacobianException {
  private static final long serialVersionUID = 1L;

  private final List<String> lines;

  ResumeException(Path folder, List<ConfigChange> changes) {
    super(
        "the run in " + folder + " was begun with other settings or data",
        "those that it was begun with",
        "set them back, begin anew with --restart, or go on all the same with --allow-changed "
            + String.join(",", changes.stream().map(ConfigChange::key).distinct().toList()),
        null);
    this.lines = changes.stream().map(change -> change.key() + ": " + change.text()).toList();
  }

  /** Returns a line for each key that differs: {@code model.dropout: saved 0, now 0.7}. */
  public List<String> lines() {
    return lines;
  }
}
