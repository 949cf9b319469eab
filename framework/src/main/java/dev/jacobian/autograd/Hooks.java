package dev.jacobian.autograd;

import java.util.ArrayList;
import java.util.List;

/**
 * Hooks of one place, in the order in which they were added. They may be added and taken away at
 * any time and by any thread, also by a hook; who is calling them goes on with those that it began
 * with.
 */
public final class Hooks<H> {
  private final List<Entry<H>> entries = new ArrayList<>(0);

  /** Made anew at each change, so that asking for it costs nothing. */
  private volatile List<H> now = List.of();

  /** One hook as it was added, so that a hook that was added twice is two. */
  private static final class Entry<H> {
    private final H hook;

    Entry(H hook) {
      this.hook = hook;
    }
  }

  /** Adds a hook after those that are there. */
  public synchronized RemovableHandle add(H hook) {
    Entry<H> entry = new Entry<>(hook);
    entries.add(entry);
    renew();
    return () -> remove(entry);
  }

  private synchronized void remove(Entry<H> entry) {
    if (entries.remove(entry)) {
      renew();
    }
  }

  private void renew() {
    now = entries.stream().map(entry -> entry.hook).toList();
  }

  /** Returns those that are there now: the same list as long as none is added or taken away. */
  public List<H> now() {
    return now;
  }
}
