package dev.jacobian.trainers.fuzz;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A reader of files that may be broken.
 *
 * @param name of the reader
 * @param seeds whole files
 * @param seal makes checksums right again, so that what lies behind them is reached; applied to
 *     half of the files
 * @param errors the exceptions that the reader documents for files that it cannot read
 * @param reading reads a file, and what it gives
 */
record FuzzTarget(
    String name,
    List<byte[]> seeds,
    Seal seal,
    List<Class<? extends RuntimeException>> errors,
    Reading reading) {
  /** Makes checksums right. */
  @FunctionalInterface
  interface Seal {
    byte[] apply(byte[] file) throws Exception;
  }

  /** Reads a file. */
  @FunctionalInterface
  interface Reading {
    /**
     * Reads.
     *
     * @param random decides on options
     */
    void read(Path file, SplittableRandom random) throws Exception;
  }
}
