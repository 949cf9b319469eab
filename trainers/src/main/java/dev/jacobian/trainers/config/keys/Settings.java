package dev.jacobian.trainers.config.keys;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Takes down what the keys of a configuration come to be while it is read: its values with the
 * defaults filled in, by their paths of keys, so that two configurations can be compared by what
 * they mean and not by how they are written.
 */
public final class Settings {
  private final String prefix;
  private final boolean mayChange;
  private final Map<String, Setting> found;

  /** Starts at the top level. */
  public Settings() {
    this("", false, new LinkedHashMap<>());
  }

  private Settings(String prefix, boolean mayChange, Map<String, Setting> found) {
    this.prefix = prefix;
    this.mayChange = mayChange;
    this.found = found;
  }

  /** Returns where the keys inside of a key are taken down. */
  Settings inside(Key<?> key) {
    return new Settings(prefix + key.name() + ".", mayChange || key.mayChange(), found);
  }

  /**
   * Takes down a key's value.
   *
   * @param value null if there is none
   * @param fallback what the value would be if the key were left out; null if there would be none,
   *     or it is told another time
   */
  void put(Key<?> key, @Nullable Object value, @Nullable Object fallback) {
    String path = prefix + key.name();
    Setting before = found.get(path);
    String other =
        fallback != null
            ? Setting.text(fallback)
            : before == null ? Setting.NONE : before.fallback();
    String text = value == null ? other : Setting.text(value);
    found.put(path, new Setting(text, other, mayChange || key.mayChange()));
  }

  /** Returns what was taken down, by paths such as {@code optimizer.learningRate}, in order. */
  public Map<String, Setting> all() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(found));
  }
}
