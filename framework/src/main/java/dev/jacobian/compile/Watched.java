package dev.jacobian.compile;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Storage;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a captured function had in its Java objects when it was captured, in all places that can
 * change and that it may have read: a capture is right as long as they are as they were.
 *
 * <p>Which of them it has read is not known. A change that led to the same program again had no
 * consequences, but the next one may have (a count of epochs that is compared with a limit), so the
 * place is watched on, with what it holds now. Only a place that changes at nearly every run is not
 * worth it in the end.
 */
final class Watched {
  private final Watch[] watches;
  private final Set<Watch.Key> leftAlone;

  private Watched(List<Watch> watches, Set<Watch.Key> leftAlone) {
    this.watches = watches.toArray(Watch[]::new);
    this.leftAlone = leftAlone;
  }

  /** Remembers what a function knows as it is now. */
  static Watched of(Object function) {
    return new Watched(ObjectWalk.from(function).watches(), Set.of());
  }

  /** Returns whether everything is as it was. */
  boolean holds() {
    for (Watch watch : watches) {
      if (!watch.isSame()) {
        return false;
      }
    }
    return true;
  }

  /** Returns the places that have changed. */
  List<Watch> changed() {
    return Arrays.stream(watches).filter(watch -> !watch.isSame()).toList();
  }

  /** Returns whether something is there where nothing was, as in a cache that was filled. */
  boolean isFilled() {
    return Arrays.stream(watches).anyMatch(Watch::isFilled);
  }

  /** Lets the tensors that a function has kept in its objects outlive a scope. */
  static void outlive(Object function, MemoryScope scope) {
    for (Tensor tensor : ObjectWalk.from(function).tensors()) {
      Storage storage = tensor.storage();
      if (!storage.isReleased() && storage.owner() == scope) {
        storage.moveTo(null);
      }
    }
  }

  /**
   * Returns these places, which are those after a captured run, without those that changed too
   * often without consequences.
   *
   * @param until what was watched until now; what differs had no consequences
   * @param before what there was before the captured run; what differs from that changes only in
   *     captured runs
   * @param run which run of the program it is
   * @param given is told of each place that is given up
   */
  Watched goOnFrom(Watched until, Watched before, long run, List<Watch> given) {
    Map<Watch.Key, Watch> known = new HashMap<>();
    for (Watch watch : until.watches) {
      known.put(watch.key(), watch);
    }
    Set<Watch.Key> byItself = new HashSet<>();
    before.changed().forEach(watch -> byItself.add(watch.key()));
    Set<Watch.Key> left = new HashSet<>(until.leftAlone);
    List<Watch> kept = new ArrayList<>();
    for (Watch watch : watches) {
      Watch old = known.get(watch.key());
      boolean counts = old != null && !old.isSame() && !byItself.contains(watch.key());
      if (old != null && !watch.goOnFrom(old, counts, run)) {
        left.add(watch.key());
        given.add(old);
      }
      if (!left.contains(watch.key())) {
        kept.add(watch);
      }
    }
    return new Watched(kept, left);
  }

  /** Returns the places, for printing. */
  List<String> places() {
    return Arrays.stream(watches).map(Watch::place).distinct().toList();
  }
}
