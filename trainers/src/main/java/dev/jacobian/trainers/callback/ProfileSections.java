package dev.jacobian.trainers.callback;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.profile.Profiler;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names the epochs' phases in the trace of a {@link Profiler} that runs on the trainer's thread,
 * such as {@code epoch 1 train}.
 */
public final class ProfileSections implements Callback {
  private Autograd.@Nullable Guard open;

  @Override
  public void phaseStarted(PhaseStarted event) {
    String phase = event.phase().name().toLowerCase(Locale.ROOT);
    open = Profiler.section("epoch " + event.epoch() + " " + phase);
  }

  @Override
  public void phaseFinished(PhaseFinished event) {
    close();
  }

  @Override
  public void runFailed(RunFailed event) {
    close();
  }

  private void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }
}
