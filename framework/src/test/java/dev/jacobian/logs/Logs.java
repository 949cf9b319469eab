package dev.jacobian.logs;

import java.util.ArrayList;
import java.util.List;

/** Collects what this thread logs until it is closed. */
public final class Logs implements AutoCloseable {
  private static final ThreadLocal<List<LogRecord>> OPEN = new ThreadLocal<>();

  private final List<LogRecord> records = new ArrayList<>();

  private Logs() {}

  /** Starts to collect. */
  public static Logs collect() {
    if (OPEN.get() != null) {
      throw new IllegalStateException("logs are being collected already");
    }
    Logs logs = new Logs();
    OPEN.set(logs.records);
    return logs;
  }

  /** Returns what the loggers of a class have logged so far. */
  public List<LogRecord> of(Class<?> type) {
    return records.stream().filter(record -> record.logger().equals(type.getName())).toList();
  }

  static boolean isOpen() {
    return OPEN.get() != null;
  }

  static void add(LogRecord record) {
    OPEN.get().add(record);
  }

  @Override
  public void close() {
    OPEN.remove();
  }
}
