package dev.jacobian.shape;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What helps against an error, for each of those who may read of it: who wrote a program, and who
 * wrote settings that a program reads, such as a configuration file. Where one text helps both, a
 * plain string is enough.
 *
 * @param inCode in the words of the API
 * @param inSettings in the words of the settings' keys; empty if no setting helps
 */
public record Fix(@Nullable String inCode, Optional<String> inSettings) {
  /** Returns what helps a program only: {@code x.to(DType.FLOAT32)}. */
  public static Fix inCode(String text) {
    return new Fix(text, Optional.empty());
  }

  /** Returns what helps a program, and what helps settings. */
  public static Fix of(String inCode, String inSettings) {
    return new Fix(inCode, Optional.of(inSettings));
  }

  /** Returns one text for both; null if there is none. */
  public static Fix both(@Nullable String text) {
    return new Fix(text, Optional.ofNullable(text));
  }

  /** Returns this with both texts shortened. */
  Fix brief() {
    return new Fix(inCode == null ? null : Brief.part(inCode), inSettings.map(Brief::part));
  }
}
