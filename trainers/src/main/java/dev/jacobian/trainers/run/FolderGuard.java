package dev.jacobian.trainers.run;

import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.StateReady;
import java.util.concurrent.TimeUnit;

/** Stops a run whose folder is gone, before it writes into what lies there now. */
final class FolderGuard implements Callback {
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private final RunFolder folder;
  private long next = System.nanoTime();

  FolderGuard(RunFolder folder) {
    this.folder = folder;
  }

  @Override
  public void stateReady(StateReady event) {
    long now = System.nanoTime();
    if (now - next >= 0) {
      folder.requireHeld();
      next = now + INTERVAL;
    }
  }
}
