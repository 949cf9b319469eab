package dev.jacobian.data;

import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DataException;

/** Draws each row as likely as another. */
record UniformSampler(long of, long size) implements Sampler {
  UniformSampler {
    if (of < 1 || size < 1) {
      throw new DataException(
          "sampler: " + size + " rows out of " + of, "at least one out of at least one");
    }
  }

  @Override
  public long[] rows(RandomState random, long first, int count) {
    long[] rows = new long[count];
    for (int i = 0; i < count; i++) {
      rows[i] = (long) (random.uniformDouble(first + i) * of);
    }
    return rows;
  }

  @Override
  public void requireFits(long rows) {
    if (of > rows) {
      throw new DataException(
          "sampler: it draws out of " + of + " rows", "no more than the data set has, " + rows);
    }
  }

  @Override
  public String description() {
    return size + " rows drawn out of " + of;
  }
}
