package dev.jacobian.serve;

import io.prometheus.metrics.core.datapoints.DistributionDataPoint;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * What a server counts, as Prometheus reads it. Each server has its own registry, so that two in
 * one process do not mix.
 */
final class ServerMetrics {
  private static final double[] SECONDS = {
    0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10
  };
  private static final double[] ROWS = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};
  private static final double NANOS = 1e9;

  /** Why a request or a connection was turned away though nothing was wrong with it. */
  enum Rejection {
    /** The queue was full. */
    QUEUE,
    /** Too many bytes of bodies were held. */
    PENDING,
    /** There were too many connections. */
    CONNECTIONS,
    /** A request was not answered in time. */
    DEADLINE,
    /** A request did not come in in time. */
    SLOW
  }

  private final PrometheusRegistry registry = new PrometheusRegistry();
  private final Counter requests =
      Counter.builder()
          .name("jacobian_serve_requests_total")
          .help("Answered requests by path and status.")
          .labelNames("path", "code")
          .register(registry);
  private final Counter rejected =
      Counter.builder()
          .name("jacobian_serve_rejected_total")
          .help("Requests and connections turned away to stay within limits, by reason.")
          .labelNames("reason")
          .register(registry);
  private final Counter rows =
      Counter.builder()
          .name("jacobian_serve_rows_total")
          .help("Predicted rows.")
          .register(registry);
  private final DistributionDataPoint latency =
      Histogram.builder()
          .name("jacobian_serve_predict_seconds")
          .help("Time from a prediction request's last byte to its answer.")
          .classicOnly()
          .classicUpperBounds(SECONDS)
          .register(registry);
  private final DistributionDataPoint batches =
      Histogram.builder()
          .name("jacobian_serve_batch_rows")
          .help("Rows of the batches that were predicted.")
          .classicOnly()
          .classicUpperBounds(ROWS)
          .register(registry);

  ServerMetrics() {
    for (Rejection reason : Rejection.values()) {
      rejected.initLabelValues(label(reason));
    }
    gauge(
        "jacobian_serve_heap_bytes",
        "Used bytes of the Java heap.",
        () -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
  }

  void observeQueue(LongSupplier depth) {
    gauge("jacobian_serve_queue_requests", "Requests that wait for a worker.", depth);
  }

  void observeConnections(LongSupplier count) {
    gauge("jacobian_serve_connections", "Open connections.", count);
  }

  void observePending(LongSupplier bytes) {
    gauge("jacobian_serve_pending_bytes", "Bytes of bodies and answers held.", bytes);
  }

  private void gauge(String name, String help, LongSupplier value) {
    GaugeWithCallback.builder()
        .name(name)
        .help(help)
        .callback(gauge -> gauge.call((double) value.getAsLong()))
        .register(registry);
  }

  void answered(String path, int status) {
    requests.labelValues(path, Integer.toString(status)).inc();
  }

  void predicted(long nanos) {
    latency.observe(nanos / NANOS);
  }

  void batch(int size) {
    rows.inc(size);
    batches.observe(size);
  }

  void rejected(Rejection reason) {
    rejected.labelValues(label(reason)).inc();
  }

  private static String label(Rejection reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }

  /** Returns all of it in Prometheus' text format. */
  Answer answer() {
    PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    try {
      writer.write(text, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Answer.text(writer.getContentType(), text.toString(StandardCharsets.UTF_8));
  }
}
