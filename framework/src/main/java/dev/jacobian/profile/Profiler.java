package dev.jacobian.profile;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Observation;
import dev.jacobian.autograd.ObservedStage;
import dev.jacobian.device.Backend;
import dev.jacobian.device.Backends;
import dev.jacobian.device.TransferCounter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the ops and compiled kernels of the thread that started it, until it is closed:
 *
 * <pre>{@code
 * try (Profiler profiler = Profiler.start()) {
 *   step.run(x, y);
 *   System.out.println(profiler.report().table());
 *   profiler.writeChromeTrace(Path.of("trace.json"));
 * }
 * }</pre>
 *
 * <p>Results are the same bits as without it; an op or kernel takes a fraction of a microsecond
 * longer. Report and trace can be asked for inside and, of what was measured, after it was closed.
 * PyTorch equivalent: {@code torch.profiler.profile}.
 */
public final class Profiler implements AutoCloseable {
  private final Thread thread = Thread.currentThread();
  private final Map<Backend, TransferCounter.Snapshot> before = new HashMap<>();
  private final Journal journal;
  private final Autograd.Guard observation;
  private List<ProfileReport.Transfers> moved = List.of();

  private Profiler(ProfilerOptions options) {
    Backends.started().forEach(backend -> before.put(backend, backend.transfers().snapshot()));
    this.journal = new Journal(options.mostEvents());
    this.observation = Observation.start(journal);
  }

  /**
   * Starts measuring this thread.
   *
   * @throws IllegalStateException if it is being measured already
   */
  public static Profiler start() {
    return start(ProfilerOptions.defaults());
  }

  /**
   * Starts measuring this thread.
   *
   * @throws IllegalStateException if it is being measured already
   */
  public static Profiler start(ProfilerOptions options) {
    if (Observation.current() != null) {
      throw new IllegalStateException(
          "a profiler was started on a thread that has one; expected one at a time on a thread; fix: close the"
              + " other one first, or name parts of what it measures with Profiler.section");
    }
    return new Profiler(options);
  }

  /**
   * Names what this thread does until the guard is closed, in the trace; does nothing without a
   * profiler. PyTorch equivalent: {@code torch.profiler.record_function}.
   */
  public static Autograd.Guard section(String name) {
    return Observation.stage(ObservedStage.SECTION, name);
  }

  /** Returns what was measured so far. */
  public ProfileReport report() {
    return journal.report(journal.isEnded() ? moved : transfers());
  }

  /**
   * Writes the events as a trace that {@code chrome://tracing} and Perfetto show: ops and kernels
   * with shapes and bytes, inside the layers, backward passes, optimizer steps, captures, replays
   * and sections that they belong to. The file is replaced as a whole.
   *
   * @param file in a folder that exists
   * @throws java.io.UncheckedIOException if it cannot be written
   */
  public void writeChromeTrace(Path file) {
    ChromeTrace.write(file, thread, journal.events(), report());
  }

  private List<ProfileReport.Transfers> transfers() {
    TransferCounter.Snapshot none = new TransferCounter.Snapshot(0, 0, 0, 0);
    List<ProfileReport.Transfers> transfers = new ArrayList<>();
    for (Backend backend : Backends.started()) {
      TransferCounter.Snapshot now = backend.transfers().snapshot();
      transfers.add(
          new ProfileReport.Transfers(
              backend.device(), now.since(before.getOrDefault(backend, none))));
    }
    return transfers;
  }

  /**
   * Stops measuring; a second close does nothing.
   *
   * @throws IllegalStateException if another thread started it
   */
  @Override
  public void close() {
    if (thread != Thread.currentThread()) {
      throw new IllegalStateException(
          "a profiler of thread '"
              + thread.getName()
              + "' was closed by thread '"
              + Thread.currentThread().getName()
              + "'; expected the thread that started it; fix: use try-with-resources");
    }
    if (!journal.isEnded()) {
      moved = transfers();
      journal.end();
      observation.close();
    }
  }
}
