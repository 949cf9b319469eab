package dev.jacobian.kernel.print;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Arranges a structure's values in loops. Values of one kind that need no value of another kind in
 * between share a loop, unless it grows too large.
 */
public final class LoopScheduler {
  private final LoopRules rules;
  private final Structure structure;
  private final List<LoopKind> kinds;

  private LoopScheduler(LoopRules rules, Structure structure) {
    this.rules = rules;
    this.structure = structure;
    this.kinds = LoopKinds.of(rules, structure);
  }

  /** Returns the loops. */
  public static LoopSchedule schedule(LoopRules rules, Structure structure) {
    LoopScheduler scheduler = new LoopScheduler(rules, structure);
    return new Places(structure, scheduler.runs()).schedule();
  }

  private List<Places.Run> runs() {
    int[] levels = levels();
    // Groups that may run one after the other: by level, then by kind.
    SortedMap<Integer, Map<LoopKind, List<Integer>>> groups = new TreeMap<>();
    Set<Integer> results = new HashSet<>(structure.results());
    for (int i = 0; i < levels.length; i++) {
      if (isComputed(i) || results.contains(i)) {
        groups
            .computeIfAbsent(levels[i], unused -> new EnumMap<>(LoopKind.class))
            .computeIfAbsent(kinds.get(i), unused -> new ArrayList<>())
            .add(i);
      }
    }
    PassSplitter splitter = new PassSplitter(rules, structure);
    List<Places.Run> runs = new ArrayList<>();
    for (Map<LoopKind, List<Integer>> level : groups.values()) {
      level.forEach(
          (kind, group) ->
              splitter
                  .split(kind, group)
                  .forEach(values -> runs.add(new Places.Run(kind, values))));
    }
    return runs;
  }

  /** Returns for each value how many changes of kind come before it. */
  private int[] levels() {
    int size = structure.values().size();
    int[] levels = new int[size];
    for (int i = 0; i < size; i++) {
      for (int operand : structure.value(i).operands()) {
        levels[i] = Math.max(levels[i], levels[operand] + changes(operand, i));
      }
    }
    // What is used only at a later level moves there, so that it need not pass from loop to loop.
    int[] latest = new int[size];
    Arrays.fill(latest, Integer.MAX_VALUE);
    structure.results().forEach(result -> latest[result] = levels[result]);
    for (int i = size - 1; i >= 0; i--) {
      levels[i] = Math.max(levels[i], latest[i]);
      for (int operand : structure.value(i).operands()) {
        latest[operand] = Math.min(latest[operand], levels[i] - changes(operand, i));
      }
    }
    return levels;
  }

  private int changes(int operand, int user) {
    return isComputed(operand) && kinds.get(operand) != kinds.get(user) ? 1 : 0;
  }

  private boolean isComputed(int number) {
    return !structure.value(number).isLeaf();
  }
}
