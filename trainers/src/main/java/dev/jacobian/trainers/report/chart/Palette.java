package dev.jacobian.trainers.report.chart;

import java.util.List;

/**
 * The colors of a page, in a light and a dark theme, as custom properties of its style sheet. The
 * colors of curves can be told apart with the usual kinds of color blindness. Source: Okabe and
 * Ito, "Color universal design", 2008, made darker or lighter for contrast.
 */
public final class Palette {
  private static final List<String> LIGHT =
      List.of("#0b63b0", "#c2510a", "#0d7a5f", "#a23b8c", "#8a6d00", "#2f7fa8");
  private static final List<String> DARK =
      List.of("#6cb6ff", "#ff9d5c", "#4fd1a5", "#e58fd0", "#e3c34a", "#8fd0ee");

  /** How many curves have a color of their own. */
  public static final int COLORS = LIGHT.size();

  private Palette() {}

  /** Returns the rules that set the colors and give them to what has the class of a color. */
  public static String css() {
    return ":root{color-scheme:light dark;--paper:#ffffff;--card:#f6f8fa;--ink:#1a2330;--soft:#56627a;"
        + "--line:#d5dbe4;--good:#0b63b0;"
        + variables(LIGHT)
        + "}\n@media(prefers-color-scheme:dark){:root{--paper:#10151d;--card:#181f2a;--ink:#e4e9f1;"
        + "--soft:#9aa8bd;--line:#2f3a4a;--good:#6cb6ff;"
        + variables(DARK)
        + "}}\n"
        + classes();
  }

  private static String variables(List<String> colors) {
    StringBuilder css = new StringBuilder();
    for (int i = 0; i < colors.size(); i++) {
      css.append("--s").append(i).append(':').append(colors.get(i)).append(';');
    }
    return css.toString();
  }

  private static String classes() {
    StringBuilder css = new StringBuilder();
    for (int i = 0; i < COLORS; i++) {
      css.append(".s").append(i).append("{--c:var(--s").append(i).append(")}");
    }
    return css.append('\n').toString();
  }
}
