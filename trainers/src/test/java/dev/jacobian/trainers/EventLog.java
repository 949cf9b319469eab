package dev.jacobian.trainers;

import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.EpochFinished;
import dev.jacobian.trainers.callback.EpochStarted;
import dev.jacobian.trainers.callback.GradientListener;
import dev.jacobian.trainers.callback.GradientsReady;
import dev.jacobian.trainers.callback.PhaseFinished;
import dev.jacobian.trainers.callback.PhaseStarted;
import dev.jacobian.trainers.callback.RunFailed;
import dev.jacobian.trainers.callback.RunFinished;
import dev.jacobian.trainers.callback.RunStarted;
import dev.jacobian.trainers.callback.ValidationFinished;
import java.util.ArrayList;
import java.util.List;

/** Writes down every event. */
final class EventLog implements GradientListener {
  private final List<String> lines = new ArrayList<>();

  List<String> lines() {
    return lines;
  }

  @Override
  public void runStarted(RunStarted event) {
    lines.add(
        "run "
            + event.epochs()
            + " epochs of "
            + event.trainRows()
            + " rows in "
            + event.trainBatches()
            + " batches, "
            + event.validationRows()
            + " held out");
  }

  @Override
  public void epochStarted(EpochStarted event) {
    lines.add("epoch " + event.epoch());
  }

  @Override
  public void phaseStarted(PhaseStarted event) {
    lines.add(event.phase() + " " + event.epoch());
  }

  @Override
  public void gradientsReady(GradientsReady event) {
    lines.add("gradients " + event.epoch() + "." + event.step());
  }

  @Override
  public void batchFinished(BatchFinished event) {
    lines.add("batch " + event.phase() + " " + event.batch() + "/" + event.batches());
  }

  @Override
  public void phaseFinished(PhaseFinished event) {
    lines.add(event.phase() + " " + event.epoch() + " done");
  }

  @Override
  public void validationFinished(ValidationFinished event) {
    lines.add("validated after step " + event.step() + " " + event.scores().scores().keySet());
  }

  @Override
  public void epochFinished(EpochFinished event) {
    lines.add("epoch " + event.scores().epoch() + " done " + event.scores().scores().keySet());
  }

  @Override
  public void runFinished(RunFinished event) {
    lines.add("run done, " + event.history().size() + " epochs");
  }

  @Override
  public void runFailed(RunFailed event) {
    lines.add("failed " + event.cause().getClass().getSimpleName());
  }
}
