package dev.jacobian.compile;

import dev.jacobian.device.random.RandomState;
import dev.jacobian.op.LiveScalar;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a run does in Java before its kernels, in the order of the captured run: counts steps, takes
 * random numbers, reads the numbers that change from run to run.
 */
final class Preamble {
  private final List<Entry> entries = new ArrayList<>();
  private int numbers;
  private int draws;

  /** One thing that is done. */
  private sealed interface Entry {
    void run(double[] numbers, RandomState[] draws);

    /** Returns the code of the user's that is run, in a fixed order. */
    List<Object> code();

    /** Takes back what {@link #run} did with the same random states. */
    default void undo(RandomState[] draws) {}
  }

  private record Effect(Runnable action, Runnable reverse) implements Entry {
    @Override
    public void run(double[] numbers, RandomState[] draws) {
      action.run();
    }

    @Override
    public void undo(RandomState[] draws) {
      reverse.run();
    }

    @Override
    public List<Object> code() {
      return List.of(action, reverse);
    }
  }

  private record Read(int slot, LiveScalar scalar) implements Entry {
    @Override
    public void run(double[] numbers, RandomState[] draws) {
      numbers[slot] = scalar.value();
    }

    @Override
    public List<Object> code() {
      return List.of(scalar.source());
    }
  }

  private record Draw(int slot, Supplier<RandomState> take, Consumer<RandomState> giveBack)
      implements Entry {
    @Override
    public void run(double[] numbers, RandomState[] draws) {
      draws[slot] = take.get();
    }

    @Override
    public void undo(RandomState[] draws) {
      giveBack.accept(draws[slot]);
    }

    @Override
    public List<Object> code() {
      return List.of(take, giveBack);
    }
  }

  void addEffect(Runnable action, Runnable undo) {
    entries.add(new Effect(action, undo));
  }

  /** Returns the slot of the number. */
  int addNumber(LiveScalar scalar) {
    entries.add(new Read(numbers, scalar));
    return numbers++;
  }

  /** Returns the slot of the random state. */
  int addDraw(Supplier<RandomState> take, Consumer<RandomState> giveBack) {
    entries.add(new Draw(draws, take, giveBack));
    return draws++;
  }

  int numbers() {
    return numbers;
  }

  int draws() {
    return draws;
  }

  /** Returns whether another run did the same things in the same order. */
  boolean isSame(Preamble other) {
    if (entries.size() != other.entries.size()) {
      return false;
    }
    for (int i = 0; i < entries.size(); i++) {
      Entry mine = entries.get(i);
      Entry theirs = other.entries.get(i);
      if (mine.getClass() != theirs.getClass() || !SameCode.of(mine.code(), theirs.code())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Does everything; if a part fails, takes back what was done before it.
   *
   * @param areRead whether the numbers of this run are in their slots already, so that nobody is
   *     asked for them twice
   */
  void run(double[] numberSlots, RandomState[] drawSlots, boolean areRead) {
    int done = 0;
    try {
      for (; done < entries.size(); done++) {
        Entry entry = entries.get(done);
        if (!(areRead && entry instanceof Read)) {
          entry.run(numberSlots, drawSlots);
        }
      }
    } catch (RuntimeException | Error failure) {
      undo(done, drawSlots);
      throw failure;
    }
  }

  /**
   * Takes back what a whole run did, the last thing first.
   *
   * @param drawSlots the random states of that run
   */
  void undo(RandomState[] drawSlots) {
    undo(entries.size(), drawSlots);
  }

  private void undo(int done, RandomState[] drawSlots) {
    for (int i = done - 1; i >= 0; i--) {
      entries.get(i).undo(drawSlots);
    }
  }
}
