package dev.jacobian.serve;

import dev.jacobian.shape.OptionException;
import java.time.Duration;

/**
 * How rows of requests that come in together run as one batch. What waits when a worker becomes
 * free is its next batch; so batches grow with the load, without waiting for more.
 *
 * @param maxBatch the most rows of a batch; the rows of one request may be several batches
 * @param maxWait how long the first request of a batch waits for others
 * @param workers threads that read, predict and write, one batch each; each computes alone
 */
public record Batching(int maxBatch, Duration maxWait, int workers) {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

  /** Batches of up to 256 rows of what has come in, by a thread for each processor. */
  public static final Batching DEFAULT =
      new Batching(256, Duration.ZERO, Runtime.getRuntime().availableProcessors());

  /** Checks the numbers. */
  public Batching {
    if (maxBatch < 1 || workers < 1) {
      throw new OptionException(
          "batches of " + maxBatch + " rows by " + workers + " workers", "at least 1 of each");
    }
    if (maxWait.isNegative() || maxWait.compareTo(LONGEST_WAIT) > 0) {
      throw new OptionException(
          "a wait of " + maxWait.toMillis() + " ms for a batch", "0 to 1000 ms");
    }
  }
}
