package dev.jacobian.profile;

import dev.jacobian.autograd.ObservedStage;
import dev.jacobian.autograd.Observer;
import dev.jacobian.autograd.Work;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes down what one thread computes: totals of everything, and the first events one by one. */
final class Journal implements Observer {
  private final int mostEvents;
  private final long start = System.nanoTime();
  private final Map<Key, Total> totals = new HashMap<>();
  private final List<Event> events = new ArrayList<>();
  private final Deque<Open> open = new ArrayDeque<>();
  private ProfilePhase phase = ProfilePhase.FORWARD;
  private long eventCount;
  private long captures;
  private long captureNanos;
  private long compileNanos;
  private long end = -1;

  private record Key(ProfilePhase phase, String name) {}

  /** A stage that has not ended, and the phase to go back to then. */
  private record Open(ObservedStage stage, Event event, ProfilePhase before) {}

  private static final class Total {
    private long calls;
    private long nanos;
    private long bytes;
  }

  Journal(int mostEvents) {
    this.mostEvents = mostEvents;
  }

  @Override
  public void entered(ObservedStage stage, Object label) {
    if (isEnded()) {
      return;
    }
    long now = sinceStart(System.nanoTime());
    Event event = new Event(stage, label, now, now);
    add(event);
    open.push(new Open(stage, event, phase));
    phase = phaseIn(stage);
  }

  private ProfilePhase phaseIn(ObservedStage stage) {
    return switch (stage) {
      case BACKWARD -> ProfilePhase.BACKWARD;
      case UPDATE -> ProfilePhase.UPDATE;
      case REPLAY -> ProfilePhase.COMPILED;
      case CAPTURE -> ProfilePhase.FORWARD;
      case LAYER, COMPILE, SECTION -> phase;
    };
  }

  @Override
  public void left() {
    if (!isEnded()) {
      close(open.pop(), sinceStart(System.nanoTime()));
    }
  }

  private void close(Open stage, long now) {
    stage.event().endAt(now);
    phase = stage.before();
    long nanos = stage.event().nanos();
    if (stage.stage() == ObservedStage.CAPTURE) {
      captures++;
      captureNanos += nanos;
    } else if (stage.stage() == ObservedStage.COMPILE) {
      compileNanos += nanos;
    }
  }

  @Override
  public void computed(Work work, long from, long to) {
    if (isEnded()) {
      return;
    }
    add(new Event(phase, work, sinceStart(from), sinceStart(to)));
    Total total = totals.computeIfAbsent(new Key(phase, work.name()), key -> new Total());
    total.calls++;
    total.nanos += to - from;
    total.bytes += work.bytes();
  }

  private void add(Event event) {
    eventCount++;
    if (events.size() < mostEvents) {
      events.add(event);
    }
  }

  /** Ends every stage that is open; what comes later is not written down. */
  void end() {
    long now = sinceStart(System.nanoTime());
    while (!open.isEmpty()) {
      close(open.pop(), now);
    }
    end = now;
  }

  boolean isEnded() {
    return end >= 0;
  }

  /** Returns the events so far, in the order of their beginnings; open stages last until now. */
  List<Event> events() {
    long now = sinceStart(System.nanoTime());
    open.forEach(stage -> stage.event().endAt(now));
    return List.copyOf(events);
  }

  /** Returns the totals so far; stages that are open do not count yet. */
  ProfileReport report(List<ProfileReport.Transfers> transfers) {
    List<ProfileReport.Row> rows = new ArrayList<>();
    totals.forEach(
        (key, total) ->
            rows.add(
                new ProfileReport.Row(
                    key.phase(), key.name(), total.calls, total.nanos, total.bytes)));
    long wall = isEnded() ? end : sinceStart(System.nanoTime());
    return new ProfileReport(
        wall, rows, captures, captureNanos, compileNanos, transfers, eventCount, events.size());
  }

  private long sinceStart(long nanoTime) {
    return nanoTime - start;
  }
}
