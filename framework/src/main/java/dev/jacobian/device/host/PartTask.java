package dev.jacobian.device.host;

/** Work that consists of numbered parts, each of which any thread may do at any time. */
interface PartTask {
  /** Does one part, numbered from 0. */
  void run(int part);
}
