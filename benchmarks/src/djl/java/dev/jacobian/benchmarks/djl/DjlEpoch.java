package dev.jacobian.benchmarks.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.core.Linear;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.translate.TranslateException;
import dev.jacobian.benchmarks.work.EpochTask;
import dev.jacobian.benchmarks.work.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** W3 with a data set of arrays. */
final class DjlEpoch implements Program {
  private final Trainer trainer;
  private final ArrayDataset rows;
  private final NDArray judgedX;
  private final NDArray judgedY;

  DjlEpoch() {
    int features = EpochTask.FEATURES;
    trainer =
        DjlTrainers.of(
            Linear.builder().setUnits(1).build(),
            features,
            EpochTask.LEARNING_RATE,
            layer -> EpochTask.weights());
    NDManager manager = trainer.getManager();
    float[] x = EpochTask.x();
    float[] y = EpochTask.y(x);
    rows =
        new ArrayDataset.Builder()
            .setData(manager.create(x, new Shape(EpochTask.ROWS, features)))
            .optLabels(manager.create(y, new Shape(EpochTask.ROWS, 1)))
            .setSampling(EpochTask.BATCH, true)
            .build();
    int judged = EpochTask.JUDGED_ROWS;
    judgedX = manager.create(Arrays.copyOf(x, judged * features), new Shape(judged, features));
    judgedY = manager.create(Arrays.copyOf(y, judged), new Shape(judged, 1));
  }

  @Override
  public void run() {
    try {
      for (Batch batch : trainer.iterateDataset(rows)) {
        EasyTrain.trainBatch(trainer, batch);
        trainer.step();
        batch.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TranslateException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public double[] results() {
    return DjlTrainers.loss(trainer, judgedX, judgedY);
  }

  @Override
  public String about() {
    return DjlPrograms.about();
  }
}
