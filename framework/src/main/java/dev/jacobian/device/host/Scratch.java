package dev.jacobian.device.host;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** One thread's arrays for blocks of elements, used again by every call. */
final class Scratch {
  private final Map<Lane, List<Object>> free = new HashMap<>();

  /** Returns an array of {@link HostElementwise#BLOCK} elements with any contents. */
  Object take(Lane lane) {
    List<Object> arrays = free.get(lane);
    return arrays == null || arrays.isEmpty()
        ? lane.newArray(HostElementwise.BLOCK)
        : arrays.remove(arrays.size() - 1);
  }

  /** Makes an array available again. */
  void giveBack(Lane lane, Object array) {
    free.computeIfAbsent(lane, key -> new ArrayList<>()).add(array);
  }
}
