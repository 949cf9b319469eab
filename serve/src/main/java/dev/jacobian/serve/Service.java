package dev.jacobian.serve;

import java.util.List;

/**
 * What a server does with the requests that it is made for. Its methods are called by several
 * threads at once.
 *
 * @param <R> a request that was read
 */
interface Service<R> {
  /** A request and who waits for its answer. */
  record Asked<R>(Job job, R request) {}

  /** Returns where requests go to, and which form they have. */
  Endpoint endpoint();

  /** Returns what the model takes and gives, for {@code GET /model}. */
  byte[] describe(ServerOptions options);

  /**
   * Reads a body.
   *
   * @throws RequestException if it is none
   */
  R read(byte[] body, int length);

  /** Returns how much of a batch's room a request takes; {@link #ALONE} for all of it. */
  int rows(R request);

  /**
   * Answers each request, or fails before any is answered.
   *
   * @param batch at least one
   */
  void answer(List<Asked<R>> batch);

  /** The size of a request that runs by itself. */
  int ALONE = Integer.MAX_VALUE;
}
