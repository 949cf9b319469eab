package dev.jacobian.device.cuda;

import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last launches that nobody has waited for yet: an error of a kernel shows when something is
 * waited for, and one of these has made it. Threads that launch at the same time may hide one of
 * each other's.
 */
final class Launches {
  private static final int MOST = 8;

  /** Names of a graph beyond this many characters are left out. */
  private static final int LONGEST = 400;

  private final Map<Long, String> names = new ConcurrentHashMap<>();
  private final boolean isBlocking;
  private final long[] functions = new long[MOST];
  private final int[] blocks = new int[MOST];
  private final int[] threads = new int[MOST];

  /** How many there have been, and how many of them have been waited for. */
  private int count;

  private int done;

  /**
   * Begins with none.
   *
   * @param isBlocking whether each launch is waited for
   */
  Launches(boolean isBlocking) {
    this.isBlocking = isBlocking;
  }

  boolean isBlocking() {
    return isBlocking;
  }

  /** Says what a module or a function is called. */
  void name(long handle, String name) {
    names.put(handle, name);
  }

  /** Returns what a module or a function is called. */
  String name(long handle) {
    return names.getOrDefault(handle, "a function");
  }

  /** Adds a function's name to that of a graph, of which the first ones are named. */
  void addTo(long graph, long function) {
    names.merge(
        graph,
        name(function),
        (all, next) -> all.length() > LONGEST || all.contains(next) ? all : all + ", " + next);
  }

  /** Forgets what a graph was called. */
  void forget(long graph) {
    names.remove(graph);
  }

  void add(long function, int blocks, int threads) {
    int at = Math.floorMod(count, MOST);
    functions[at] = function;
    this.blocks[at] = blocks;
    this.threads[at] = threads;
    count++;
  }

  /** Forgets the launches, which have been waited for. */
  void forget() {
    done = count;
  }

  /** Returns the launches, the last one first. */
  @Override
  public String toString() {
    StringJoiner all = new StringJoiner(", ").setEmptyValue("nothing");
    for (int i = count - 1; i >= Math.max(done, count - MOST); i--) {
      int at = Math.floorMod(i, MOST);
      String grid = " on " + blocks[at] + " blocks of " + threads[at] + " threads";
      all.add(name(functions[at]) + (blocks[at] == 0 ? "" : grid));
    }
    return count - done > MOST ? all + " and " + (count - done - MOST) + " before" : all.toString();
  }
}
