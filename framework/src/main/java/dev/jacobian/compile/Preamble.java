package dev.jacobian.compile;

import dev.jacobian.device.RandomState;
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
  }

  private record Read(int slot, LiveScalar scalar) implements Entry {
    @Override
    public void run(double[] numbers, RandomState[] draws) {
      numbers[slot] = scalar.value();
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

  /** Does everything; if a part fails, takes back what was done before it. */
  void run(double[] numberSlots, RandomState[] drawSlots) {
    int done = 0;
    try {
      for (; done < entries.size(); done++) {
        entries.get(done).run(numberSlots, drawSlots);
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
