package dev.jacobian.expr;

/** Powers of integers, exact where long holds them; beyond, they wrap around as products do. */
public final class IntegerPower {
  private IntegerPower() {}

  /** Returns {@code base^exponent}; of a negative exponent, the quotient rounded towards zero. */
  public static long of(long base, long exponent) {
    if (exponent < 0) {
      return base == 1 || base == -1 ? of(base, exponent & 1) : 0;
    }
    long result = 1;
    long square = base;
    for (long rest = exponent; rest > 0; rest >>= 1) {
      if ((rest & 1) == 1) {
        result *= square;
      }
      square *= square;
    }
    return result;
  }
}
