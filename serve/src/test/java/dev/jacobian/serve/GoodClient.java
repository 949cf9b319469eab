package dev.jacobian.serve;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** A client that sends right requests one after the other, and checks each answer. */
final class GoodClient implements Runnable {
  private final int port;
  private final BooleanSupplier goesOn;
  private final SplittableRandom random;
  private long[] nanos = new long[1 << 12];
  private int count;
  private int rows;
  private int wrong;
  private int lost;
  private String firstTrouble = "";

  GoodClient(int port, long seed, BooleanSupplier goesOn) {
    this.port = port;
    this.random = new SplittableRandom(seed);
    this.goesOn = goesOn;
  }

  @Override
  public void run() {
    while (goesOn.getAsBoolean()) {
      try (RawClient client = new RawClient(port)) {
        while (goesOn.getAsBoolean()) {
          ask(client);
        }
      } catch (IOException e) {
        lost++;
        trouble(e.toString());
      }
    }
  }

  private void ask(RawClient client) throws IOException {
    int size = random.nextInt(10) == 0 ? random.nextInt(1, 100) : 1;
    StringBuilder request = new StringBuilder("[");
    StringBuilder expected = new StringBuilder("[");
    for (int i = 0; i < size; i++) {
      String comma = i == 0 ? "" : ",";
      double x = random.nextInt(1_000_000) / 1000.0;
      request.append(comma).append(SmallModel.row(x));
      expected.append(comma).append("{\"y\":").append(x + 10.0 + 100.0).append('}');
    }
    long start = System.nanoTime();
    RawClient.Reply reply = client.send(RawClient.post(request.append(']').toString())).reply();
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = System.nanoTime() - start;
    rows += size;
    if (reply.status() != 200 || !reply.body().contentEquals(expected.append(']'))) {
      wrong++;
      trouble(reply.status() + " " + reply.body());
    }
  }

  private void trouble(String what) {
    firstTrouble = firstTrouble.isEmpty() ? what : firstTrouble;
  }

  int rows() {
    return rows;
  }

  int wrong() {
    return wrong;
  }

  int lost() {
    return lost;
  }

  String firstTrouble() {
    return firstTrouble;
  }

  /** Returns how long each request took. */
  long[] nanos() {
    return Arrays.copyOf(nanos, count);
  }
}
