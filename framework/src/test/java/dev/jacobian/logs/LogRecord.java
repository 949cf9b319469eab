package dev.jacobian.logs;

import org.slf4j.event.Level;

/**
 * A line that was logged.
 *
 * @param logger the name of its logger, a class
 * @param text its message, with the arguments in place
 */
public record LogRecord(Level level, String logger, String text) {}
