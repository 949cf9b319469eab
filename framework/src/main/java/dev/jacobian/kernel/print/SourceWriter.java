package dev.jacobian.kernel.print;

/** Puts lines of source together, indented by the braces that are open. */
public final class SourceWriter {
  private final StringBuilder text = new StringBuilder();
  private int depth;

  public void line(String line) {
    text.append("  ".repeat(line.isEmpty() ? 0 : depth)).append(line).append('\n');
  }

  /** Writes lines as they are. */
  public void text(String lines) {
    text.append(lines);
  }

  /** Writes a line and an opening brace. */
  public void open(String line) {
    line(line + " {");
    depth++;
  }

  /** Closes the brace that was opened last. */
  public void close() {
    depth--;
    line("}");
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
