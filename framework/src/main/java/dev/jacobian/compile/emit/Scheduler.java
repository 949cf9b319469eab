package dev.jacobian.compile.emit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * Arranges a structure's values in loops. Values of one kind that need no value of another kind in
 * between share a loop, unless it grows too large.
 */
final class Scheduler {
  private final Dialect dialect;
  private final Structure structure;
  private final List<LoopKind> kinds;

  private Scheduler(Dialect dialect, Structure structure) {
    this.dialect = dialect;
    this.structure = structure;
    this.kinds = LoopKinds.of(dialect, structure);
  }

  /** Returns the loops. */
  static Schedule schedule(Dialect dialect, Structure structure) {
    Scheduler scheduler = new Scheduler(dialect, structure);
    return new Places(structure, scheduler.runs()).schedule();
  }

  private List<List<Integer>> runs() {
    // Groups that may run one after the other: by level, then by kind.
    TreeMap<Integer, List<Integer>> groups = new TreeMap<>();
    int[] levels = new int[structure.values().size()];
    Set<Integer> results = new HashSet<>(structure.results());
    for (int i = 0; i < levels.length; i++) {
      Value value = structure.value(i);
      for (int operand : value.operands()) {
        boolean isOtherKind =
            !structure.value(operand).isLeaf() && kinds.get(operand) != kinds.get(i);
        levels[i] = Math.max(levels[i], levels[operand] + (isOtherKind ? 1 : 0));
      }
      if (!value.isLeaf() || results.contains(i)) {
        int key = levels[i] * LoopKind.values().length + kinds.get(i).ordinal();
        groups.computeIfAbsent(key, unused -> new ArrayList<>()).add(i);
      }
    }
    PassSplitter splitter = new PassSplitter(dialect, structure);
    List<List<Integer>> runs = new ArrayList<>();
    for (List<Integer> group : groups.values()) {
      runs.addAll(splitter.split(kinds.get(group.get(0)), group));
    }
    return runs;
  }
}
