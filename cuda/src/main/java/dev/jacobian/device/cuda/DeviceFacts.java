package dev.jacobian.device.cuda;

/**
 * What a GPU is.
 *
 * @param name what its maker calls it
 * @param capability its compute capability: 90 is 9.0
 * @param multiprocessors how many blocks it works on at least at the same time
 * @param memory its bytes
 */
record DeviceFacts(String name, int capability, int multiprocessors, long memory) {
  /** Returns the compute capability as people write it, such as {@code 9.0}. */
  String capabilityText() {
    return text(capability);
  }

  /** Returns a compute capability as people write it. */
  static String text(int capability) {
    return capability / 10 + "." + capability % 10;
  }
}
