package dev.jacobian.device.host;

import dev.jacobian.device.WorkerThreads;

/**
 * What kernels run on: a pool of threads, and each thread's arrays.
 *
 * @param threads the pool
 * @param frames the arrays of the thread that asks
 */
record HostEngine(WorkerThreads threads, ThreadLocal<Frame> frames) {
  HostEngine(WorkerThreads threads) {
    this(threads, ThreadLocal.withInitial(Frame::new));
  }

  /** Returns the arrays of this thread. */
  Frame frame() {
    return frames.get();
  }
}
