package dev.jacobian.profile;

import dev.jacobian.shape.OptionException;

/**
 * Settings of a {@link Profiler}.
 *
 * @param mostEvents events that are kept for the trace, at least 0: the first ones. A report counts
 *     all of them
 */
public record ProfilerOptions(int mostEvents) {
  /** Checks the number. */
  public ProfilerOptions {
    if (mostEvents < 0) {
      throw new OptionException(
          "a profiler with room for " + mostEvents + " events", "at least 0 events");
    }
  }

  /** Returns the defaults: room for 200,000 events, some 50 MB of memory and a file of 40 MB. */
  public static ProfilerOptions defaults() {
    return new ProfilerOptions(200_000);
  }

  /** Returns these options with room for another number of events. */
  public ProfilerOptions withMostEvents(int events) {
    return new ProfilerOptions(events);
  }
}
