package dev.jacobian.serve;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** A request for predictions, from when its body is complete until it is answered, once. */
final class Job {
  private final byte[] body;
  private final int length;
  private final Consumer<Answer> receiver;
  private final AtomicBoolean answered = new AtomicBoolean();

  /**
   * Makes a job.
   *
   * @param receiver takes the answer, on any thread
   */
  Job(byte[] body, int length, Consumer<Answer> receiver) {
    this.body = body;
    this.length = length;
    this.receiver = receiver;
  }

  byte[] body() {
    return body;
  }

  int length() {
    return length;
  }

  /** Returns whether nobody waits for an answer any more. */
  boolean isAnswered() {
    return answered.get();
  }

  /** Says that nobody waits any more. */
  void forget() {
    answered.set(true);
  }

  /** Gives the answer, if none was given. */
  void answer(Answer answer) {
    if (answered.compareAndSet(false, true)) {
      receiver.accept(answer);
    }
  }
}
