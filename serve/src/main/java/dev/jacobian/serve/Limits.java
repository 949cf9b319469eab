package dev.jacobian.serve;

import dev.jacobian.shape.OptionException;

/**
 * How much clients may send. Together they bound a server's memory: see the guide.
 *
 * @param maxBody the most bytes of a request's body; 0 for what a kind of model needs, 16 MiB for
 *     the file of an image and 1 MiB for rows and text
 * @param maxRows the most rows of a request
 * @param queue the most requests that wait for a worker
 * @param pending the most bytes of bodies and answers held at once; the first 16 KiB of each are
 *     not counted, so that a small request is never refused for large ones
 * @param connections the most connections; when there are more, the one that has waited longest for
 *     a request to come in is closed
 */
public record Limits(int maxBody, int maxRows, int queue, long pending, int connections) {
  /** 1,000 rows a request, 256 of them waiting, 64 MiB in all, 1,000 connections. */
  public static final Limits DEFAULT = new Limits(0, 1000, 256, 64L << 20, 1000);

  /** Checks the numbers. */
  public Limits {
    if (maxBody < 0 || maxRows < 1 || queue < 1 || pending < 1 || connections < 1) {
      throw new OptionException(
          "a server with maxBody "
              + maxBody
              + ", maxRows "
              + maxRows
              + ", queue "
              + queue
              + ", pending "
              + pending
              + " and connections "
              + connections,
          "at least 1 of each, or maxBody 0 for the usual one");
    }
  }

  /** Returns these with so many bytes of a body if they leave it open. */
  Limits withUsualBody(int bytes) {
    return maxBody > 0 ? this : new Limits(bytes, maxRows, queue, pending, connections);
  }
}
