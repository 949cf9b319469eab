package dev.jacobian.device;

/** Work that consists of numbered parts, each of which any thread may do at any time. */
@FunctionalInterface
public interface PartTask {
  /** Does one part, numbered from 0. */
  void run(int part);
}
