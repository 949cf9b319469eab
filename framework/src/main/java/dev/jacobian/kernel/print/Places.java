package dev.jacobian.kernel.print;

import dev.jacobian.shape.DType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Gives values that pass from one loop to another their arrays: a result's own, or else scratch,
 * which another value gets once the last loop has read it.
 */
final class Places {
  private final Structure structure;
  private final List<Run> runs;

  /** For each value the last loop that uses it, or -1. */
  private final int[] lastUses;

  private final Map<Integer, List<Place>> resultPlaces = new HashMap<>();

  /** For each value that is in an array, which one; of several results, the first. */
  private final Map<Integer, Place> homes = new HashMap<>();

  private final Map<DType, Deque<Place>> free = new HashMap<>();
  private final List<DType> scratch = new ArrayList<>();

  /** Values that are computed in one loop. */
  record Run(LoopKind kind, List<Integer> values) {}

  Places(Structure structure, List<Run> runs) {
    this.structure = structure;
    this.runs = runs;
    this.lastUses = new int[structure.values().size()];
    Arrays.fill(lastUses, -1);
    for (int run = 0; run < runs.size(); run++) {
      for (int number : runs.get(run).values()) {
        for (int operand : structure.value(number).operands()) {
          lastUses[operand] = run;
        }
      }
    }
    for (int i = 0; i < structure.results().size(); i++) {
      resultPlaces
          .computeIfAbsent(structure.results().get(i), unused -> new ArrayList<>())
          .add(new Place(Place.Role.RESULT, i));
    }
  }

  LoopSchedule schedule() {
    List<Pass> passes = new ArrayList<>();
    for (int run = 0; run < runs.size(); run++) {
      List<Pass.Access> reads = reads(runs.get(run).values());
      List<Pass.Access> writes = writes(run);
      passes.add(new Pass(runs.get(run).kind(), runs.get(run).values(), reads, writes));
      for (Pass.Access read : reads) {
        if (read.place().role() == Place.Role.SCRATCH && lastUses[read.value()] == run) {
          freeOf(read.value()).push(read.place());
        }
      }
    }
    return new LoopSchedule(structure, passes, scratch);
  }

  private List<Pass.Access> reads(List<Integer> run) {
    Set<Integer> inside = new HashSet<>(run);
    Set<Integer> outside = new LinkedHashSet<>();
    for (int number : run) {
      if (structure.value(number).isLeaf()) {
        outside.add(number);
      }
      for (int operand : structure.value(number).operands()) {
        if (structure.value(operand).isLeaf() || !inside.contains(operand)) {
          outside.add(operand);
        }
      }
    }
    List<Pass.Access> reads = new ArrayList<>();
    for (int number : outside) {
      Place place =
          structure.value(number) instanceof NumberedValue.Input input
              ? new Place(Place.Role.INPUT, input.index())
              : homes.get(number);
      if (place != null) {
        reads.add(new Pass.Access(number, place));
      }
    }
    return reads;
  }

  private List<Pass.Access> writes(int run) {
    List<Pass.Access> writes = new ArrayList<>();
    for (int number : runs.get(run).values()) {
      List<Place> places = resultPlaces.getOrDefault(number, List.of());
      if (places.isEmpty() && lastUses[number] > run) {
        places = List.of(takeScratch(number));
      }
      for (Place place : places) {
        writes.add(new Pass.Access(number, place));
      }
      if (!places.isEmpty()) {
        homes.put(number, places.get(0));
      }
    }
    return writes;
  }

  private Place takeScratch(int number) {
    Deque<Place> places = freeOf(number);
    if (places.isEmpty()) {
      scratch.add(structure.value(number).dtype());
      return new Place(Place.Role.SCRATCH, scratch.size() - 1);
    }
    return places.pop();
  }

  private Deque<Place> freeOf(int number) {
    return free.computeIfAbsent(structure.value(number).dtype(), unused -> new ArrayDeque<>());
  }
}
