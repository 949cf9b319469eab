package dev.jacobian.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output that knows why it could not be written; {@link java.io.PrintStream} and {@link
 * java.io.PrintWriter} swallow the reason. After the first failure nothing more is tried.
 */
final class StandardOutput extends OutputStream {
  /** What a shell reports of a program that was ended by SIGPIPE. */
  static final int EXIT_PIPE = 141;

  private final OutputStream target;
  private @Nullable IOException failure;

  StandardOutput(OutputStream target) {
    this.target = target;
  }

  private interface Action {
    void run() throws IOException;
  }

  private void attempt(Action action) throws IOException {
    if (failure != null) {
      throw failure;
    }
    try {
      action.run();
    } catch (IOException e) {
      failure = e;
      throw e;
    }
  }

  @Override
  public void write(int value) throws IOException {
    attempt(() -> target.write(value));
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    attempt(() -> target.write(bytes, from, length));
  }

  @Override
  public void flush() throws IOException {
    attempt(target::flush);
  }

  /** Returns why something could not be written, if so. */
  @Nullable IOException failure() {
    return failure;
  }

  /** Returns whether nobody reads any more, as behind {@code | head}: no error of anybody's. */
  boolean isClosedPipe() {
    String reason = failure == null ? "" : String.valueOf(failure.getMessage());
    String text = reason.toLowerCase(Locale.ROOT);
    // Linux and macOS; Windows.
    return text.contains("broken pipe") || text.contains("pipe is being closed");
  }
}
