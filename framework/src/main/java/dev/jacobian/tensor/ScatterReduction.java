package dev.jacobian.tensor;

/** What becomes of the elements that {@link Indexing#scatterReduce} brings to one place. */
public enum ScatterReduction {
  /** Their sum, in the order of the indices. */
  SUM,
  /** Their product; they may be zeros, in its gradient too. */
  PROD,
  /** Their mean, rounded down if it is one of integers. */
  MEAN,
  /** The largest; its gradient is shared evenly among equal ones. PyTorch: {@code amax}. */
  MAX,
  /** The smallest, likewise. PyTorch: {@code amin}. */
  MIN
}
