package dev.jacobian.trainers.config.keys;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds the name that a mistyped one was meant to be. */
public final class Suggestion {
  private static final int MOST_EDITS = 2;

  /** No name is as long; comparing takes time for each character. */
  private static final int MOST_CHARACTERS = 100;

  private Suggestion() {}

  /**
   * Returns the nearest name within two edits, case and word separators aside, that has more than
   * half of the characters: two edits make any short word of any other.
   */
  public static Optional<String> nearest(String typed, Collection<String> names) {
    if (typed.length() > MOST_CHARACTERS) {
      return Optional.empty();
    }
    String plain = plain(typed);
    return names.stream()
        .filter(name -> edits(plain, plain(name)) <= MOST_EDITS && isAlike(plain, plain(name)))
        .min(
            Comparator.<String>comparingInt(name -> edits(plain, plain(name)))
                .thenComparingInt(name -> -shared(plain, plain(name))));
  }

  /** Returns how an error offers a name. */
  public static String question(String name) {
    return "did you mean " + name + "?";
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
  }

  private static boolean isAlike(String a, String b) {
    return 2 * shared(a, b) > Math.max(a.length(), b.length());
  }

  /** Returns how many characters two words have in common, wherever these stand. */
  private static int shared(String a, String b) {
    StringBuilder left = new StringBuilder(b);
    int count = 0;
    for (int i = 0; i < a.length(); i++) {
      int at = left.indexOf(a.substring(i, i + 1));
      if (at >= 0) {
        left.deleteCharAt(at);
        count++;
      }
    }
    return count;
  }

  /**
   * Levenshtein's distance: insertions, deletions and replacements that turn {@code a} into {@code
   * b}.
   */
  private static int edits(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
