package dev.jacobian.device.cuda;

/**
 * What a GPU is.
 *
 * @param name what its maker calls it
 * @param capability its compute capability, such as {@code 9.0}
 * @param multiprocessors how many blocks it works on at least at the same time
 * @param memory its bytes
 */
record DeviceFacts(String name, String capability, int multiprocessors, long memory) {}
