package dev.jacobian.data.jdbc;

import java.util.Locale;
import java.util.regex.Pattern;

/** The words of a query that stand outside of brackets, quotes and comments. */
final class SqlText {
  private static final Pattern ORDER = Pattern.compile("\\border\\s+by\\b");
  private static final Pattern READING = Pattern.compile("\\s*(select|with|values|table|from)\\b");

  private final String words;

  SqlText(String query) {
    this.words = outer(query).toLowerCase(Locale.ROOT);
  }

  /** Returns whether the query says in which order its rows come. */
  boolean isOrdered() {
    return ORDER.matcher(words).find();
  }

  /** Returns whether the query starts as one that reads. */
  boolean isReading() {
    // A query in brackets has no words before them.
    return words.isBlank() || READING.matcher(words).lookingAt();
  }

  /** Returns whether more than one statement stands there. */
  boolean isSeveral() {
    int end = words.indexOf(';');
    return end >= 0 && !words.substring(end + 1).isBlank();
  }

  private static String outer(String query) {
    StringBuilder outer = new StringBuilder();
    int depth = 0;
    for (int i = 0; i < query.length(); ) {
      char c = query.charAt(i);
      int end = skipped(query, i);
      if (end > i) {
        outer.append(' ');
        i = end;
        continue;
      }
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      outer.append(depth > 0 || c == ')' ? ' ' : c);
      i++;
    }
    return outer.toString();
  }

  /** Returns the end of what starts here and is no words, or its start if nothing such does. */
  private static int skipped(String query, int start) {
    char c = query.charAt(start);
    if (c == '\'' || c == '"' || c == '`') {
      return after(query, query.indexOf(c, start + 1), 1);
    }
    if (query.startsWith("--", start)) {
      return after(query, query.indexOf('\n', start), 1);
    }
    return query.startsWith("/*", start) ? after(query, query.indexOf("*/", start + 2), 2) : start;
  }

  private static int after(String query, int end, int length) {
    return end < 0 ? query.length() : end + length;
  }
}
