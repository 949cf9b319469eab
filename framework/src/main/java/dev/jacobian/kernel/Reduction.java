package dev.jacobian.kernel;

/** How values become one: see {@link Store.Reduce} for the order in which they do. */
public enum Reduction {
  /** The sum; 0 over no element. */
  SUM,
  /** The product; 1 over no element. */
  PRODUCT,
  /** The largest element; NaN if one is NaN. */
  MAX,
  /** The smallest element; NaN if one is NaN. */
  MIN
}
