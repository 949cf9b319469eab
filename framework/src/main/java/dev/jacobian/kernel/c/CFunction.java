package dev.jacobian.kernel.c;

/**
 * A function of a library that the system's compiler has made.
 *
 * @param address where it is
 */
public record CFunction(long address) {
  /**
   * Does one part of its work.
   *
   * @param numbers the address of what it is given
   * @return 0, or the number of an error
   */
  public int run(long numbers, long part) {
    return Trampoline.call(address, numbers, part);
  }
}
