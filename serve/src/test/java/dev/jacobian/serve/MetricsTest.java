package dev.jacobian.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads the metrics by the rules of Prometheus' text format, version 0.0.4. */
@Timeout(60)
class MetricsTest {
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][\\w:]*)(\\{(?:[a-zA-Z_]\\w*=\"(?:[^\"\\\\]|\\\\[\\\\\"n])*\",?)*\\})?"
              + " ([-+]?(?:\\d[\\d.eE+-]*|Inf)|NaN)");

  private final Map<String, String> types = new HashMap<>();
  private final Map<String, Double> samples = new HashMap<>();

  private void read(String text) {
    String family = "";
    for (String line : text.split("\n")) {
      if (line.startsWith("# TYPE ")) {
        String[] words = line.split(" ");
        family = words[2];
        assertEquals(null, types.put(family, words[3]), "twice: " + line);
      } else if (!line.startsWith("# HELP ")) {
        Matcher sample = SAMPLE.matcher(line);
        assertTrue(sample.matches(), line);
        assertTrue(sample.group(1).startsWith(family), line + " in " + family);
        String name = sample.group(1) + (sample.group(2) == null ? "" : sample.group(2));
        double value = Double.parseDouble(sample.group(3).replace("Inf", "Infinity"));
        assertEquals(null, samples.put(name, value), "twice: " + line);
      }
    }
    assertTrue(text.endsWith("\n"));
  }

  @Test
  void whatHappenedIsCounted() throws Exception {
    try (ModelServer server = ModelServer.start(new SmallModel(), ServerOptions.of(0));
        RawClient client = new RawClient(server.port())) {
      String row = SmallModel.row(1);
      for (int i = 0; i < 3; i++) {
        client.send(RawClient.post("[" + row + "," + row + "]")).reply();
      }
      client.send(RawClient.post("{")).reply();
      client.send("GET /a\"b HTTP/1.1\r\n\r\n").reply();
      client.send("GET /c HTTP/1.1\r\n\r\n").reply();
      RawClient.Reply reply = client.send("GET /metrics HTTP/1.1\r\n\r\n").reply();
      assertTrue(reply.head().contains("content-type: text/plain; version=0.0.4"), reply.head());
      read(reply.body());
    }
    assertEquals("counter", types.get("jacobian_serve_requests_total"));
    assertEquals("histogram", types.get("jacobian_serve_predict_seconds"));
    assertEquals("gauge", types.get("jacobian_serve_queue_requests"));
    assertEquals(3, samples.get("jacobian_serve_requests_total{code=\"200\",path=\"/predict\"}"));
    assertEquals(1, samples.get("jacobian_serve_requests_total{code=\"400\",path=\"/predict\"}"));
    assertEquals(2, samples.get("jacobian_serve_requests_total{code=\"404\",path=\"other\"}"));
    assertEquals(6, samples.get("jacobian_serve_rows_total"));
    assertEquals(4, samples.get("jacobian_serve_predict_seconds_count"));
    assertEquals(3, samples.get("jacobian_serve_batch_rows_count"));
    assertEquals(6, samples.get("jacobian_serve_batch_rows_sum"));
    assertEquals(0, samples.get("jacobian_serve_batch_rows_bucket{le=\"1.0\"}"));
    assertEquals(3, samples.get("jacobian_serve_batch_rows_bucket{le=\"2.0\"}"));
    assertEquals(3, samples.get("jacobian_serve_batch_rows_bucket{le=\"+Inf\"}"));
    assertEquals(0, samples.get("jacobian_serve_rejected_total{reason=\"queue\"}"));
    assertEquals(1, samples.get("jacobian_serve_connections"));
    List<Double> buckets = new ArrayList<>();
    for (double bound : new double[] {0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 10}) {
      String label = bound == 0.0005 ? "5.0E-4" : Double.toString(bound);
      buckets.add(samples.get("jacobian_serve_predict_seconds_bucket{le=\"" + label + "\"}"));
    }
    assertEquals(buckets.stream().sorted().toList(), buckets);
  }
}
