package dev.jacobian.kernel.print;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Decides for each value in which kind of loop it is computed. Values of one kind that depend on
 * each other are an island. An island with vector instructions does without them if it is too
 * small: a value that passes from one loop to another costs a write and a read, which the faster
 * operations have to make up for.
 */
final class LoopKinds {
  /**
   * Measured on JDK 17: an operation costs 0.03 ns an element with vector instructions and 0.15 ns
   * without, a write and a read in the first-level cache 0.15 ns and more.
   */
  private static final int OPERATIONS_PER_CROSSING = 2;

  private final Structure structure;
  private final List<LoopKind> kinds = new ArrayList<>();

  /** For each value another one of its island, or itself: a forest with a tree for each island. */
  private final int[] parents;

  private LoopKinds(LoopRules rules, Structure structure) {
    this.structure = structure;
    this.parents = new int[structure.values().size()];
    for (int i = 0; i < parents.length; i++) {
      kinds.add(rules.kind(structure, structure.value(i)));
      parents[i] = i;
    }
  }

  /** Returns the kind of each value's loop, by its number. */
  static List<LoopKind> of(LoopRules rules, Structure structure) {
    LoopKinds loopKinds = new LoopKinds(rules, structure);
    loopKinds.findIslands();
    loopKinds.giveUpSmallIslands(rules);
    return List.copyOf(loopKinds.kinds);
  }

  private void findIslands() {
    for (int i = 0; i < parents.length; i++) {
      for (int operand : structure.value(i).operands()) {
        if (isComputed(operand) && kinds.get(operand) == kinds.get(i)) {
          parents[island(operand)] = island(i);
        }
      }
    }
  }

  private void giveUpSmallIslands(LoopRules rules) {
    int[] operations = new int[parents.length];
    List<Set<Integer>> crossings = new ArrayList<>();
    for (int i = 0; i < parents.length; i++) {
      crossings.add(new HashSet<>());
    }
    for (int i = 0; i < parents.length; i++) {
      operations[island(i)] += rules.operations(structure.value(i));
      for (int operand : structure.value(i).operands()) {
        if (isComputed(operand) && isCostly(kinds.get(operand), kinds.get(i))) {
          crossings.get(island(i)).add(operand);
          crossings.get(island(operand)).add(operand);
        }
      }
    }
    for (int i = 0; i < parents.length; i++) {
      int island = island(i);
      int most = crossings.get(island).size() * OPERATIONS_PER_CROSSING;
      if (kinds.get(i).hasVectors() && isComputed(i) && operations[island] <= most) {
        kinds.set(i, LoopKind.MIXED);
      }
    }
  }

  /** Returns whether a value need not pass between two loops if one gives up its instructions. */
  private static boolean isCostly(LoopKind operand, LoopKind user) {
    return operand != user && operand != LoopKind.LIBRARY && user != LoopKind.LIBRARY;
  }

  private boolean isComputed(int number) {
    return !structure.value(number).isLeaf();
  }

  private int island(int number) {
    int root = number;
    while (parents[root] != root) {
      root = parents[root];
    }
    for (int i = number; parents[i] != root; ) {
      int next = parents[i];
      parents[i] = root;
      i = next;
    }
    return root;
  }
}
