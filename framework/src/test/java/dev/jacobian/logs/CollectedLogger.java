package dev.jacobian.logs;

import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;

/** Gives what it logs to the open {@link Logs} of its thread, and to nobody if there are none. */
final class CollectedLogger extends LegacyAbstractLogger {
  private static final long serialVersionUID = 1L;

  CollectedLogger(String name) {
    this.name = name;
  }

  @Override
  public boolean isTraceEnabled() {
    return false;
  }

  @Override
  public boolean isDebugEnabled() {
    return false;
  }

  @Override
  public boolean isInfoEnabled() {
    return Logs.isOpen();
  }

  @Override
  public boolean isWarnEnabled() {
    return Logs.isOpen();
  }

  @Override
  public boolean isErrorEnabled() {
    return Logs.isOpen();
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      String message,
      Object @Nullable [] arguments,
      @Nullable Throwable cause) {
    Logs.add(new LogRecord(level, name, MessageFormatter.basicArrayFormat(message, arguments)));
  }
}
