package dev.jacobian.kernel.print;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Splits a sequence of values into runs that each fit a loop, so that the loops read and write as
 * few arrays as possible. A value that is used outside its run has to be written, and read by each
 * other run that uses it; the cheapest cuts are found by dynamic programming over their positions.
 */
public final class PassSplitter {
  /** What a loop costs beside its arrays, counted in arrays. */
  private static final int COST_OF_A_LOOP = 1;

  private final LoopRules rules;
  private final Structure structure;

  /** For each value, how often it is an operand. */
  private final int[] uses;

  /** For each value, how many results it is. */
  private final int[] results;

  /** Makes a splitter of a structure. */
  public PassSplitter(LoopRules rules, Structure structure) {
    this.rules = rules;
    this.structure = structure;
    this.uses = new int[structure.values().size()];
    this.results = new int[structure.values().size()];
    for (NumberedValue value : structure.values()) {
      value.operands().forEach(operand -> uses[operand]++);
    }
    structure.results().forEach(result -> results[result]++);
  }

  /** Returns the values, in their order, as runs. A value that fits nowhere is a run by itself. */
  public List<List<Integer>> split(LoopKind kind, List<Integer> values) {
    int size = values.size();
    int[] costs = new int[size + 1];
    int[] starts = new int[size + 1];
    Arrays.fill(costs, 1, size + 1, Integer.MAX_VALUE);
    for (int start = 0; start < size; start++) {
      Run run = new Run();
      for (int end = start + 1; end <= size; end++) {
        run.add(values.get(end - 1));
        if (end > start + 1 && !kind.fits(run.operations, 0, 0)) {
          break;
        }
        boolean fits = kind.fits(run.operations, run.arrays(), run.numbers.size());
        int cost = costs[start] + run.arrays() + COST_OF_A_LOOP;
        if ((fits || end == start + 1) && cost < costs[end]) {
          costs[end] = cost;
          starts[end] = start;
        }
      }
    }
    List<List<Integer>> runs = new ArrayList<>();
    for (int end = size; end > 0; end = starts[end]) {
      runs.add(List.copyOf(values.subList(starts[end], end)));
    }
    Collections.reverse(runs);
    return runs;
  }

  /** Values that follow each other, counted as they come. */
  private final class Run {
    private final Set<Integer> members = new HashSet<>();
    private final Set<Integer> reads = new HashSet<>();
    private final Set<Integer> numbers = new HashSet<>();
    private final Map<Integer, Integer> usesInside = new HashMap<>();
    private int operations;
    private int writes;

    void add(int number) {
      NumberedValue value = structure.value(number);
      members.add(number);
      operations += rules.operations(value);
      if (value.isLeaf()) {
        read(number);
        writes += results[number];
        return;
      }
      writes += results[number] > 0 ? results[number] : uses[number] > 0 ? 1 : 0;
      for (int operand : value.operands()) {
        if (structure.value(operand).isLeaf() || !members.contains(operand)) {
          read(operand);
        } else {
          int inside = usesInside.merge(operand, 1, Integer::sum);
          if (results[operand] == 0 && inside == uses[operand]) {
            // Nobody outside wants it.
            writes--;
          }
        }
      }
    }

    int arrays() {
      return reads.size() + writes;
    }

    private void read(int number) {
      NumberedValue value = structure.value(number);
      if (value instanceof NumberedValue.Constant || value instanceof NumberedValue.Parameter) {
        numbers.add(number);
      } else {
        reads.add(number);
      }
    }
  }
}
