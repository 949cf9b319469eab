package dev.jacobian.trainers;

import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/** Small data sets with known answers. */
public final class Problems {
  private Problems() {}

  /**
   * Returns rows of {@code y = 2 a - 3 b + 1}, with a little noise: inputs {@code [rows, 2]},
   * targets {@code [rows, 1]}.
   */
  public static Dataset plane(int rows, long seed) {
    Generator generator = new Generator(seed);
    Tensor inputs = Tensor.randn(generator, rows, 2);
    Tensor slopes = Tensor.of(new float[] {2, -3}, 2, 1);
    Tensor noise = Tensor.randn(generator, rows, 1).mul(0.01);
    return new TensorDataset(inputs, inputs.matmul(slopes).add(1).add(noise));
  }

  /** Returns a shuffled loader. */
  public static DataLoader loader(Dataset rows, int batchSize) {
    return DataLoader.of(rows, DataLoader.Options.of(batchSize).withShuffle(5));
  }
}
