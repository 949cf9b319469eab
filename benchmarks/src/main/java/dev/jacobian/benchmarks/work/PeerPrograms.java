package dev.jacobian.benchmarks.work;

import java.nio.file.Path;

/** A peer that is found by {@link java.util.ServiceLoader}, since it is not in every build. */
public interface PeerPrograms {
  /** Returns who it is. */
  Contender contender();

  /**
   * Prepares a workload.
   *
   * @param file what W6 reads; unused by the others
   */
  Program create(Workload workload, Path file);
}
