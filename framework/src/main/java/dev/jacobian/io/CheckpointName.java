package dev.jacobian.io;

import java.util.Comparator;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The name of a checkpoint in a store's folder, such as {@code checkpoint-000000000120.safetensors}
 * or, if it was the best when it was saved, {@code checkpoint-000000000120-best.safetensors}.
 * Because the name says it, one rename makes a checkpoint both the newest and the best.
 *
 * @param step from 0 to {@link #LAST_STEP}
 */
record CheckpointName(long step, boolean best) {
  static final long LAST_STEP = 999_999_999_999_999_999L;

  /**
   * The newest first. Of two with one step, the best is the newer: see {@link
   * CheckpointStore#save}.
   */
  static final Comparator<CheckpointName> NEWEST_FIRST =
      Comparator.comparingLong(CheckpointName::step).thenComparing(CheckpointName::best).reversed();

  private static final Pattern PATTERN =
      Pattern.compile("checkpoint-(\\d{12,18})(-best)?\\.safetensors");

  /** Returns what a file's name says; null if it is not a checkpoint's. */
  static @Nullable CheckpointName parse(String file) {
    Matcher matcher = PATTERN.matcher(file);
    if (!matcher.matches()) {
      return null;
    }
    CheckpointName name =
        new CheckpointName(Long.parseLong(matcher.group(1)), matcher.group(2) != null);
    // The pattern also allows more leading zeros than are written.
    return name.file().equals(file) ? name : null;
  }

  /** Returns the file's name. */
  String file() {
    return String.format(Locale.ROOT, "checkpoint-%012d%s.safetensors", step, best ? "-best" : "");
  }
}
