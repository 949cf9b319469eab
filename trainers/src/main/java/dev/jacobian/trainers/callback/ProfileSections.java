package dev.jacobian.trainers.callback;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.profile.Profiler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names the epochs' phases in the trace of a {@link Profiler} that runs on the trainer's thread,
 * such as {@code epoch 1 train}.
 */
public final class ProfileSections implements Callback {
  private final Deque<Autograd.Guard> open = new ArrayDeque<>();

  @Override
  public void phaseStarted(PhaseStarted event) {
    String phase = event.phase().name().toLowerCase(Locale.ROOT);
    open.push(Profiler.section("epoch " + event.epoch() + " " + phase));
  }

  @Override
  public void phaseFinished(PhaseFinished event) {
    close(open.poll());
  }

  @Override
  public void runFailed(RunFailed event) {
    while (!open.isEmpty()) {
      close(open.poll());
    }
  }

  /** Ends a section; there is none for a phase that was under way where the run was resumed. */
  private static void close(Autograd.@Nullable Guard section) {
    if (section != null) {
      section.close();
    }
  }
}
