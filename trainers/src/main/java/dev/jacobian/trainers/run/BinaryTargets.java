package dev.jacobian.trainers.run;

import dev.jacobian.data.Batch;
import dev.jacobian.data.Dataset;
import dev.jacobian.shape.DType;

/**
 * Rows whose class indices, int64 {@code [n]}, are numbers 0 and 1, float32 {@code [n, 1]}, as
 * binary cross-entropy wants them.
 */
record BinaryTargets(Dataset rows) implements Dataset {
  @Override
  public long size() {
    return rows.size();
  }

  @Override
  public Batch gather(long[] indices) {
    Batch batch = rows.gather(indices);
    return new Batch(batch.inputs(), batch.targets().to(DType.FLOAT32).unsqueeze(1));
  }
}
