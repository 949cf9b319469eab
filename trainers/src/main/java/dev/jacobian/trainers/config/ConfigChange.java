package dev.jacobian.trainers.config;

import dev.jacobian.shape.DataException;
import dev.jacobian.trainers.config.keys.ConfigException;
import dev.jacobian.trainers.config.keys.Key;
import dev.jacobian.trainers.config.keys.KeyPlace;
import dev.jacobian.trainers.config.keys.SectionType;
import dev.jacobian.trainers.config.keys.Setting;
import dev.jacobian.trainers.config.keys.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A key whose value is another one than a run was begun with.
 *
 * @param key its path, such as {@code model.dropout}; of a section's type the section's own
 * @param text what changed: {@code saved 0, now 0.7}
 */
public record ConfigChange(String key, String text) {
  private static final String TYPE_END = "." + SectionType.TYPE;

  private static ConfigChange of(String path, String saved, String now) {
    String key =
        path.endsWith(TYPE_END) ? path.substring(0, path.length() - TYPE_END.length()) : path;
    return new ConfigChange(key, "saved " + saved + ", now " + now);
  }

  /**
   * Returns the keys that may not change and have. A key that the saved run did not know, because
   * an older version made it, is taken to have had its default.
   *
   * @param saved values by their paths, as {@link RunConfig#savedSettings} gave them
   */
  public static List<ConfigChange> between(Map<String, String> saved, RunConfig config) {
    Map<String, Setting> now = config.resolved();
    List<ConfigChange> changes = new ArrayList<>();
    now.forEach(
        (path, setting) -> {
          String before = saved.getOrDefault(path, setting.fallback());
          if (!setting.mayChange() && !before.equals(setting.value())) {
            changes.add(of(path, before, setting.value()));
          }
        });
    saved.forEach(
        (path, before) -> {
          Key<?> key = now.containsKey(path) ? null : find(path);
          if (key != null
              && !key.mayChange()
              && !before.equals(Setting.NONE)
              && !before.equals(key.defaultValue().map(Setting::text).orElse(Setting.NONE))) {
            changes.add(of(path, before, Setting.NONE));
          }
        });
    return changes;
  }

  /**
   * Returns the key at a path, or null if this version has none; one in a section that may change
   * may change too.
   */
  private static @Nullable Key<?> find(String path) {
    List<Key<?>> keys = RunConfig.keys();
    Key<?> found = null;
    for (String name : path.split("\\.", -1)) {
      found = keys.stream().filter(key -> key.name().equals(name)).findFirst().orElse(null);
      if (found == null || found.mayChange()) {
        return found;
      }
      keys = found.type() instanceof SectionType<?> section ? section.keys() : List.of();
    }
    return found;
  }

  /** Returns whether a list of keys and sections has this key. */
  public boolean isIn(List<String> allowed) {
    return allowed.stream().anyMatch(name -> covers(name, key));
  }

  private static boolean covers(String name, String key) {
    return name.equals(ALL) || key.equals(name) || key.startsWith(name + ".");
  }

  /** Stands for all keys in a list of those that may change. */
  public static final String ALL = "all";

  /**
   * Checks the names of a list of keys and sections that may change.
   *
   * @throws DataException if there is no such key
   */
  public static void requireKeys(List<String> names) {
    for (String name : names) {
      if (!name.equals(ALL) && find(name) == null) {
        List<String> known = RunConfig.keys().stream().map(Key::name).toList();
        throw new ConfigException(
            KeyPlace.of("--allow-changed"),
            "there is no key '" + name + "'",
            "keys such as loss, model.dropout or data, or " + ALL,
            Suggestion.nearest(name, known).map(Suggestion::question).orElse(null));
      }
    }
  }
}
