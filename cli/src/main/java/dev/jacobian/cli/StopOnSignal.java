package dev.jacobian.cli;

import dev.jacobian.trainers.callback.Interruption;

/**
 * Lets a run end in order when the process is told to stop, by Ctrl-C or SIGTERM: the step that is
 * under way is finished and the run is saved before the process ends.
 *
 * <p>How: the JVM answers both signals by running its shutdown hooks while the other threads go on.
 * The hook asks the run to stop and then waits for ever, so that the main thread comes to {@link
 * #exit}, which ends the process under the hook's hands.
 */
final class StopOnSignal {
  private final Interruption interruption = new Interruption();
  private final Thread hook = new Thread(this::stop, "jacobian-stop");

  /** Begins to listen, and returns what will be told. */
  Interruption begin() {
    Runtime.getRuntime().addShutdownHook(hook);
    return interruption;
  }

  private void stop() {
    interruption.request();
    try {
      Thread.sleep(Long.MAX_VALUE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the process with an exit code, also if it has been told to stop. */
  void exit(int code) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      Runtime.getRuntime().halt(code);
    }
    System.exit(code);
  }
}
