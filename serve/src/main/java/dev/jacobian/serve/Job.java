package dev.jacobian.serve;

import java.util.concurrent.atomic.AtomicReference;

/**
 * A request for predictions, from when its body is complete until it is answered: once, or in parts
 * that follow each other.
 */
final class Job {
  /** Who waits for the answer. It is told on any thread, of one thing after the other. */
  interface Receiver {
    /** Takes a whole answer. */
    void answer(Answer answer);

    /**
     * Takes the next part of an answer.
     *
     * @param contentType of all parts together
     * @param isLast whether there are no more
     */
    void part(String contentType, byte[] part, boolean isLast);
  }

  private enum State {
    NEW,
    STREAMING,
    DONE
  }

  private final byte[] body;
  private final int length;
  private final Receiver receiver;
  private final AtomicReference<State> state = new AtomicReference<>(State.NEW);

  /** Makes a job. */
  Job(byte[] body, int length, Receiver receiver) {
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
    return state.get() == State.DONE;
  }

  /** Returns whether a part of the answer was given, and not the last one. */
  boolean isStreaming() {
    return state.get() == State.STREAMING;
  }

  /** Says that nobody waits any more. */
  void forget() {
    state.set(State.DONE);
  }

  /** Gives the answer, if none was given and no part of one. */
  void answer(Answer answer) {
    if (state.compareAndSet(State.NEW, State.DONE)) {
      receiver.answer(answer);
    }
  }

  /** Gives a part of the answer, if somebody waits. */
  void part(String contentType, byte[] part) {
    state.compareAndSet(State.NEW, State.STREAMING);
    if (isStreaming()) {
      receiver.part(contentType, part, false);
    }
  }

  /** Gives the last part of the answer, if somebody waits. */
  void end(String contentType, byte[] part) {
    if (state.getAndSet(State.DONE) != State.DONE) {
      receiver.part(contentType, part, true);
    }
  }
}
