package dev.jacobian.serve;

import java.io.IOException;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** A client that sends right requests one after the other, and checks each answer. */
final class GoodClient implements Runnable {
  private final int port;
  private final Questions questions;
  private final BooleanSupplier goesOn;
  private final SplittableRandom random;
  private long[] nanos = new long[1 << 12];
  private int count;
  private int rows;
  private int wrong;
  private int lost;
  private String firstTrouble = "";

  GoodClient(int port, Questions questions, long seed, BooleanSupplier goesOn) {
    this.port = port;
    this.questions = questions;
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
    Questions.Question question = questions.any(random);
    long start = System.nanoTime();
    RawClient.Reply reply = client.send(RawClient.post(question.body())).reply();
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * count);
    }
    nanos[count++] = System.nanoTime() - start;
    rows += question.rows();
    if (reply.status() != 200 || !reply.body().equals(question.answer())) {
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
