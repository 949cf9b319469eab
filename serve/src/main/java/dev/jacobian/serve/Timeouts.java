package dev.jacobian.serve;

import dev.jacobian.shape.OptionException;
import java.time.Duration;

/**
 * How long things may take. They are kept to within a tenth of a second.
 *
 * @param read a request's line and headers, from its first byte (of the first request, from the
 *     connection); then its body; and an answer until the client has taken it
 * @param idle a connection between two requests
 * @param deadline a request, from its last byte until it is answered
 * @param grace a stop, from when it is asked for until what is left is cut off
 */
public record Timeouts(Duration read, Duration idle, Duration deadline, Duration grace) {
  private static final Duration LONGEST = Duration.ofDays(1);

  /** 10 s to come in, 60 s idle, 10 s to be answered, 10 s to stop. */
  public static final Timeouts DEFAULT =
      new Timeouts(
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          Duration.ofSeconds(10));

  /** Checks the times. */
  public Timeouts {
    require("read", read);
    require("idle", idle);
    require("deadline", deadline);
    require("grace", grace);
  }

  private static void require(String name, Duration time) {
    if (time.isNegative() || time.isZero() || time.compareTo(LONGEST) > 0) {
      throw new OptionException("the time " + name + " of " + time, "more than 0, up to one day");
    }
  }
}
