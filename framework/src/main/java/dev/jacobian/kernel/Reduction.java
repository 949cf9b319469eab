package dev.jacobian.kernel;

/** How {@link Backend#reduce} combines the elements along reduced axes. */
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
