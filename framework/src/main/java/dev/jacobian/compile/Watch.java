package dev.jacobian.compile;

import dev.jacobian.autograd.JavaObjects;
import java.lang.reflect.Field;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A place in the Java objects that a captured function knows, with what was there when this was
 * made. See {@link Watched}.
 */
abstract class Watch {
  /**
   * So many changes without consequences and without pause, and the place is not watched any more.
   */
  static final int MOST_LOOKS = 32;

  /** So many runs without a change are worth one look more. */
  private static final int RUNS_PER_LOOK = 4;

  private final Key key;
  private final String place;
  private double looksLeft = MOST_LOOKS;
  private long lastChange;

  /** What tells places apart: an object, and a field of it or null for its contents. */
  record Key(Object owner, @Nullable Field field) {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && owner == key.owner && Objects.equals(field, key.field);
    }

    @Override
    public int hashCode() {
      return 31 * System.identityHashCode(owner) + Objects.hashCode(field);
    }
  }

  /**
   * A difference.
   *
   * @param at the place inside the place, such as {@code [3]}
   */
  record Change(String at, String before, String now) {
    static Change of(String at, @Nullable Object before, @Nullable Object now) {
      String text = ObjectWalk.text(before);
      String nowText = ObjectWalk.text(now);
      return new Change(at, text, text.equals(nowText) ? "another one" : nowText);
    }
  }

  Watch(Key key, String place) {
    this.key = key;
    this.place = place;
  }

  /** Returns whether there is still what was there. Cheap: it is asked before each run. */
  abstract boolean isSame();

  /** Returns how what was there differs from what is there now. */
  abstract Change change();

  /** Returns whether something is there where nothing was, as in a cache that was filled. */
  abstract boolean isFilled();

  Key key() {
    return key;
  }

  /** Returns the place as the user would call it, such as {@code Temperature.temperature}. */
  String place() {
    return place;
  }

  /** Returns the difference in words. */
  String description() {
    Change change = change();
    return place
        + change.at()
        + " was "
        + change.before()
        + " when the function was captured and is "
        + change.now()
        + " now";
  }

  /**
   * Takes over how often this place has changed without consequences: another capture gave the same
   * program.
   *
   * @param before the watch of the same place until now
   * @param counts whether it has changed again
   * @param run which run of the program it is
   * @return whether it is worth looking again when it changes again
   */
  boolean goOnFrom(Watch before, boolean counts, long run) {
    looksLeft = before.looksLeft;
    lastChange = before.lastChange;
    if (counts) {
      double earned = (double) (run - lastChange) / RUNS_PER_LOOK;
      looksLeft = Math.min(MOST_LOOKS, looksLeft + earned) - 1;
      lastChange = run;
    }
    return looksLeft >= 0;
  }

  /** Returns whether two objects are one, or the same value. */
  static boolean isSame(@Nullable Object before, @Nullable Object now) {
    return before == now || (before != null && JavaObjects.isValue(before) && before.equals(now));
  }
}
