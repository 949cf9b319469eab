package dev.jacobian.trainers.progress;

/**
 * How many cells of a terminal a text takes: two for each Chinese, Japanese or Korean character and
 * each emoji, none for accents that are written over a letter, one for all else.
 */
final class TextWidth {
  /** First and last code points of what is two cells wide (Unicode, East Asian Width W and F). */
  private static final int[][] WIDE = {
    {0x1100, 0x115F}, {0x2E80, 0x303E}, {0x3041, 0x33FF}, {0x3400, 0x4DBF}, {0x4E00, 0x9FFF},
    {0xA000, 0xA4CF}, {0xA960, 0xA97F}, {0xAC00, 0xD7A3}, {0xF900, 0xFAFF}, {0xFE30, 0xFE6F},
    {0xFF01, 0xFF60}, {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F680, 0x1F6FF}, {0x1F900, 0x1FAFF},
    {0x20000, 0x3FFFD}
  };

  private TextWidth() {}

  /** Returns the cells that the text takes. */
  static int of(String text) {
    return text.codePoints().map(TextWidth::of).sum();
  }

  /** Returns the longest beginning of the text that takes no more than this many cells. */
  static String cut(String text, int cells) {
    int room = cells;
    int end = 0;
    while (end < text.length()) {
      int point = text.codePointAt(end);
      room -= of(point);
      if (room < 0) {
        break;
      }
      end += Character.charCount(point);
    }
    return text.substring(0, end);
  }

  private static int of(int point) {
    int type = Character.getType(point);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    for (int[] range : WIDE) {
      if (point >= range[0] && point <= range[1]) {
        return 2;
      }
    }
    return 1;
  }
}
