package dev.jacobian.expr;

/**
 * Division that rounds down, and what it leaves, as Python and PyTorch define them for floating
 * point: from the exact remainder, so that {@code 1 / 0.1} rounds down to 9, since 0.1 is a little
 * more than a tenth.
 */
final class FloorFunctions {
  private FloorFunctions() {}

  /** Returns the largest whole number not above {@code a / b}. */
  static double quotient(double a, double b) {
    if (b == 0) {
      return a / b;
    }
    double rest = a % b;
    double whole = (a - rest) / b;
    if (isOfOtherSign(rest, b)) {
      whole -= 1;
    }
    if (whole == 0) {
      return Math.copySign(0, a / b);
    }
    // The division above may have been rounded.
    return Math.rint(whole);
  }

  /** Returns {@code a - b * quotient(a, b)} exactly, of b's sign. */
  static double remainder(double a, double b) {
    double rest = a % b;
    return isOfOtherSign(rest, b) ? rest + b : rest;
  }

  private static boolean isOfOtherSign(double rest, double b) {
    return rest != 0 && (b < 0) != (rest < 0);
  }
}
