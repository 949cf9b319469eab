package dev.jacobian.benchmarks.worker;

import java.lang.management.ManagementFactory;

/** Looks at the memory of this process every few milliseconds and keeps the largest numbers. */
final class MemoryWatch implements AutoCloseable {
  private static final long INTERVAL_MILLIS = 20;

  private final Thread thread = new Thread(this::watch, "memory-watch");
  private final double diskBefore = ResidentMemory.diskBytes();
  private final long start = System.nanoTime();
  private volatile double seconds;
  private volatile double heap;
  private volatile double anonymous;
  private volatile double files;

  private MemoryWatch() {
    thread.setDaemon(true);
  }

  static MemoryWatch start() {
    MemoryWatch watch = new MemoryWatch();
    watch.look();
    watch.thread.start();
    return watch;
  }

  private void watch() {
    try {
      while (true) {
        Thread.sleep(INTERVAL_MILLIS);
        look();
      }
    } catch (InterruptedException e) {
      look();
    }
  }

  private void look() {
    long used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    heap = Math.max(heap, (double) used);
    anonymous = Math.max(anonymous, ResidentMemory.anonymousBytes());
    files = Math.max(files, ResidentMemory.fileBytes());
  }

  @Override
  public void close() {
    seconds = (System.nanoTime() - start) / 1e9;
    thread.interrupt();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /**
   * Returns the numbers until {@link #close}: seconds; the largest heap, memory of the process
   * itself and memory of mapped files, in bytes; bytes that came from a disk.
   */
  String line() {
    double disk = ResidentMemory.diskBytes() - diskBefore;
    return seconds + " " + heap + " " + anonymous + " " + files + " " + disk;
  }
}
