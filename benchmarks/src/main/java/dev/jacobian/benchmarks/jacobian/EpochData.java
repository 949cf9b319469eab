package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.EpochTask;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;

/** The rows of W3, the model that is trained on them, and the rows on which it is judged. */
final class EpochData {
  final DataLoader loader;
  final Linear model;
  private final Tensor judgedX;
  private final Tensor judgedY;

  EpochData() {
    int features = EpochTask.FEATURES;
    float[] x = EpochTask.x();
    float[] y = EpochTask.y(x);
    TensorDataset rows =
        new TensorDataset(Tensor.of(x, EpochTask.ROWS, features), Tensor.of(y, EpochTask.ROWS, 1));
    DataLoader.Options options =
        DataLoader.Options.of(EpochTask.BATCH).withShuffle(EpochTask.SHUFFLE_SEED);
    loader = DataLoader.of(rows, options);
    model = Network.linear(features, 1, EpochTask.weights());
    int judged = EpochTask.JUDGED_ROWS;
    judgedX = Tensor.of(Arrays.copyOf(x, judged * features), judged, features);
    judgedY = Tensor.of(Arrays.copyOf(y, judged), judged, 1);
  }

  double[] loss() {
    return Network.loss(model, new MSELoss(), judgedX, judgedY);
  }
}
