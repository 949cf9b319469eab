package dev.jacobian.serve;

/** What the connections of a server share. */
final class ServerCore implements AutoCloseable {
  static final int LONGEST_LINE = 4096;
  static final int LONGEST_HEADERS = 16_384;

  private final ServerOptions options;
  private final ServerMetrics metrics;
  private final PendingBytes pending;
  private final Connections connections;
  private final Routes routes;
  private final Batcher<?> batcher;
  private volatile boolean stopping;

  ServerCore(Service<?> service, ServerOptions given, ServerMetrics metrics) {
    this.options = given.withLimits(given.limits().withUsualBody(service.endpoint().usualBody()));
    this.metrics = metrics;
    this.pending = new PendingBytes(options.limits().pending());
    metrics.observePending(pending::held);
    this.connections = new Connections(options.limits().connections(), metrics);
    this.routes =
        new Routes(service.endpoint(), service.describe(options), metrics, this::isStopping);
    this.batcher = new Batcher<>(service, options.batching(), options.limits(), metrics);
  }

  Limits limits() {
    return options.limits();
  }

  Timeouts timeouts() {
    return options.timeouts();
  }

  ServerMetrics metrics() {
    return metrics;
  }

  PendingBytes pending() {
    return pending;
  }

  Connections connections() {
    return connections;
  }

  Routes routes() {
    return routes;
  }

  Batcher<?> batcher() {
    return batcher;
  }

  boolean isStopping() {
    return stopping;
  }

  /** Says from now on that the server is about to end, to those who ask and who send requests. */
  void beginToStop() {
    stopping = true;
  }

  /** Lets connections end with the request that they have. */
  void drain() {
    connections.drain();
  }

  @Override
  public void close() {
    batcher.close();
  }
}
