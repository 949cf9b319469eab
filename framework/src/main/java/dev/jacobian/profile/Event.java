package dev.jacobian.profile;

import dev.jacobian.autograd.Work;
import java.util.Locale;

/** Something that took time: work, or a stage that work belongs to. */
final class Event {
  private final Enum<?> category;
  private final Object subject;
  private final long start;
  private long end;

  /**
   * Makes an event.
   *
   * @param category a {@link ProfilePhase}, or the kind of stage
   * @param subject a {@link Work}, or something whose {@code toString} names a stage
   * @param start in nanoseconds since the profile's beginning, as is {@code end}
   */
  Event(Enum<?> category, Object subject, long start, long end) {
    this.category = category;
    this.subject = subject;
    this.start = start;
    this.end = end;
  }

  void endAt(long time) {
    end = time;
  }

  /** Returns what kind of event it is, in lower case. */
  String category() {
    return category.name().toLowerCase(Locale.ROOT);
  }

  Object subject() {
    return subject;
  }

  String name() {
    return subject instanceof Work work ? work.name() : subject.toString();
  }

  long start() {
    return start;
  }

  long nanos() {
    return end - start;
  }
}
