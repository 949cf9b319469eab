package dev.jacobian.serve;

import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The connections of a server: how many there may be, which are late, and which goes when another
 * one comes.
 */
final class Connections {
  private final int limit;
  private final ServerMetrics metrics;

  /** Those that may send requests. */
  private final Set<HttpConnection> open = ConcurrentHashMap.newKeySet();

  private final AtomicInteger count = new AtomicInteger();

  /** Those that only have to take their last answer. */
  private final Set<HttpConnection> leaving = ConcurrentHashMap.newKeySet();

  Connections(int limit, ServerMetrics metrics) {
    this.limit = limit;
    this.metrics = metrics;
    metrics.observeConnections(count::get);
  }

  /**
   * Takes a connection in. At the limit, the one that has waited longest for a request to come in
   * makes room, first of those that never sent one: so whoever opens many connections loses his
   * own.
   *
   * @return false if all are busy with requests
   */
  boolean enter(HttpConnection connection) {
    if (count.incrementAndGet() > limit && !makeRoom()) {
      count.decrementAndGet();
      return false;
    }
    open.add(connection);
    return true;
  }

  private boolean makeRoom() {
    // Between looking and asking, a connection may have begun to be busy.
    for (int attempt = 0; attempt < 3; attempt++) {
      HttpConnection eldest =
          open.stream()
              .filter(HttpConnection::isWaiting)
              .min(
                  Comparator.comparing(HttpConnection::hasServed)
                      .thenComparing(HttpConnection::waitingSince))
              .orElse(null);
      if (eldest == null) {
        return false;
      }
      if (open.remove(eldest)) {
        count.decrementAndGet();
        metrics.rejected(ServerMetrics.Rejection.CONNECTIONS);
        eldest.evict();
        return true;
      }
    }
    return false;
  }

  /**
   * Says that a connection takes no more requests.
   *
   * @return whether there is room to let it take its last answer at leisure
   */
  boolean leave(HttpConnection connection) {
    if (open.remove(connection)) {
      count.decrementAndGet();
    }
    return leaving.size() < limit && leaving.add(connection);
  }

  /** Says that a connection is no more. */
  void closed(HttpConnection connection) {
    if (open.remove(connection)) {
      count.decrementAndGet();
    }
    leaving.remove(connection);
  }

  boolean isEmpty() {
    return open.isEmpty() && leaving.isEmpty();
  }

  /** Ends what is late. */
  void sweep() {
    long now = System.nanoTime();
    open.forEach(connection -> connection.expireIfDue(now));
    leaving.forEach(connection -> connection.expireIfDue(now));
  }

  /** Lets each connection end after the request that it has, if it has one. */
  void drain() {
    open.forEach(HttpConnection::drain);
  }
}
