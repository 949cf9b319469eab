package dev.jacobian.trainers.progress;

import java.util.Locale;

/** Draws the line of a progress bar, cut to the terminal's width so that it never wraps. */
final class BarLine {
  private static final int WIDEST = 30;
  private static final int NARROWEST = 8;

  private BarLine() {}

  /**
   * Returns {@code epoch 3/10 [====> ] 29% loss 0.5 1,000 rows/s ETA 0:05}. The bar takes a fifth
   * of the width; of the rest, what does not fit goes: scores from the end, then the speed.
   *
   * @param middle scores, separated by two spaces
   * @param columns cells of a line; wide characters take two
   */
  static String of(String position, Speed speed, String middle, int columns) {
    int percent = (int) Math.floor(100 * speed.fraction());
    int width = Math.max(NARROWEST, Math.min(WIDEST, columns / 5));
    String front =
        String.format(
            Locale.ROOT, "%s [%s] %3d%%", position, bar(speed.fraction(), width), percent);
    // The last column stays free, since some terminals wrap when it is written.
    int room = Math.max(0, columns - 1 - TextWidth.of(front));
    return TextWidth.cut(front + tail(middle, speed.text(), room), columns - 1);
  }

  private static String tail(String middle, String speed, int room) {
    String shown = middle;
    String end = speed.isEmpty() ? "" : "  " + speed;
    while (!shown.isEmpty() && 2 + TextWidth.of(shown) + end.length() > room) {
      shown = shown.contains("  ") ? shown.substring(0, shown.lastIndexOf("  ")) : "";
    }
    String both = (shown.isEmpty() ? "" : "  " + shown) + end;
    return TextWidth.of(both) <= room ? both : "";
  }

  private static String bar(double fraction, int width) {
    int full = (int) Math.floor(fraction * width);
    return full == width
        ? "=".repeat(width)
        : "=".repeat(full) + ">" + " ".repeat(width - full - 1);
  }
}
