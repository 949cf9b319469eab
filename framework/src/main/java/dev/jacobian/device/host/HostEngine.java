package dev.jacobian.device.host;

/**
 * What kernels run on: a pool of threads, and each thread's arrays.
 *
 * @param threads the pool
 * @param frames the arrays of the thread that asks
 */
record HostEngine(HostThreads threads, ThreadLocal<Frame> frames) {
  HostEngine(HostThreads threads) {
    this(threads, ThreadLocal.withInitial(Frame::new));
  }

  /** Returns the arrays of this thread. */
  Frame frame() {
    return frames.get();
  }
}
