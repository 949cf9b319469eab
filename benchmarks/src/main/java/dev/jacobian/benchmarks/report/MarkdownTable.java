package dev.jacobian.benchmarks.report;

/** Builds a table of Markdown, line by line. */
final class MarkdownTable {
  private final StringBuilder text = new StringBuilder();

  MarkdownTable(String... headings) {
    row(headings);
    text.append("\n|").append("---|".repeat(headings.length));
  }

  void row(String... cells) {
    if (!text.isEmpty()) {
      text.append('\n');
    }
    text.append("| ").append(String.join(" | ", cells)).append(" |");
  }

  /** Returns the lines, without a line break at the end. */
  String text() {
    return text.toString();
  }
}
