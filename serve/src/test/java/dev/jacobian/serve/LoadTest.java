package dev.jacobian.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.trainers.predict.Predictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Eight clients that send right requests, beside clients that mean no good: none of the eight gets
 * a wrong answer or loses a request, and the server's memory stays flat. {@code
 * -Djacobian.test.serveSeconds=60 -Djacobian.test.serveCrowd=10000} is the long form.
 */
@Timeout(600)
class LoadTest {
  private static final int SECONDS = Integer.getInteger("jacobian.test.serveSeconds", 4);
  private static final int CLIENTS = 8;
  private static final long FLAT = 64L << 20;

  private Questions questions;
  private final Map<HostileClient, AtomicInteger> attacks = new EnumMap<>(HostileClient.class);
  private final Map<String, Throwable> troubles = new ConcurrentHashMap<>();

  @Test
  void servesEightClientsBesideHostileOnes(TestReporter reporter, @TempDir Path folder)
      throws Exception {
    Path weights = TrainedModel.saved(folder);
    questions = new Questions(Predictor.load(weights));
    try (ServerProcess server = new ServerProcess(folder, weights, "128m")) {
      // What only comes once: classes, compiled code, buffers.
      round(server, 2, true);
      long before = server.residentBytes().orElse(0);
      List<GoodClient> quiet = round(server, Math.max(1, SECONDS / 4), false);
      List<GoodClient> pressed = round(server, SECONDS, true);
      OptionalLong after = server.residentBytes();
      reporter.publishEntry("alone", summary(quiet));
      reporter.publishEntry("beside hostile clients", summary(pressed));
      reporter.publishEntry("attacks", attacks.toString());
      reporter.publishEntry("resident bytes before and after", before + ", " + after);
      assertEquals(Map.of(), troubles);
      for (HostileClient kind : HostileClient.values()) {
        assertTrue(attacks.get(kind).get() > 0, "no attack ended: " + kind);
      }
      assertEquals("", trouble(quiet) + trouble(pressed));
      if (after.isPresent()) {
        assertTrue(after.getAsLong() - before < FLAT, before + " bytes grew to " + after);
      }
      assertTrue(server.isAlive());
      // 143 is SIGTERM's: the JVM ends with it after its shutdown hooks have run.
      assertTrue(List.of(0, 143, 1).contains(server.stop()));
    }
  }

  private List<GoodClient> round(ServerProcess server, int seconds, boolean isHostile)
      throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    List<Thread> threads = new ArrayList<>();
    List<GoodClient> clients = new ArrayList<>();
    for (int i = 0; i < CLIENTS; i++) {
      GoodClient client =
          new GoodClient(server.port(), questions, i, () -> System.nanoTime() - until < 0);
      clients.add(client);
      threads.add(new Thread(client));
    }
    for (HostileClient kind : HostileClient.values()) {
      attacks.putIfAbsent(kind, new AtomicInteger());
      if (isHostile) {
        threads.add(new Thread(() -> attack(kind, server.port(), until)));
      }
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    return clients;
  }

  private void attack(HostileClient kind, int port, long until) {
    while (System.nanoTime() - until < 0) {
      try {
        kind.attack(port);
        attacks.get(kind).incrementAndGet();
      } catch (Exception | AssertionError e) {
        troubles.putIfAbsent(kind + ": " + e, e);
      }
    }
  }

  private static String trouble(List<GoodClient> clients) {
    int wrong = clients.stream().mapToInt(GoodClient::wrong).sum();
    int lost = clients.stream().mapToInt(GoodClient::lost).sum();
    assertTrue(clients.stream().allMatch(client -> client.nanos().length > 0));
    return wrong + lost == 0
        ? ""
        : wrong
            + " wrong, "
            + lost
            + " lost: "
            + clients.stream().map(GoodClient::firstTrouble).toList();
  }

  private static String summary(List<GoodClient> clients) {
    long[] nanos =
        clients.stream().flatMapToLong(client -> LongStream.of(client.nanos())).sorted().toArray();
    int rows = clients.stream().mapToInt(GoodClient::rows).sum();
    return String.format(
        Locale.ROOT,
        "%,d requests, %,d rows, p50 %.2f ms, p99 %.2f ms, longest %.0f ms",
        nanos.length,
        rows,
        nanos[nanos.length / 2] / 1e6,
        nanos[nanos.length * 99 / 100] / 1e6,
        Arrays.stream(nanos).max().orElse(0) / 1e6);
  }
}
