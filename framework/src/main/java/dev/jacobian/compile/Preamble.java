package dev.jacobian.compile;

import dev.jacobian.device.RandomState;
import dev.jacobian.op.LiveScalar;
import java.util.ArrayList;
import java.util.List;
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
  }

  private record Effect(Runnable action, Runnable undo) implements Entry {
    @Override
    public void run(double[] numbers, RandomState[] draws) {
      action.run();
    }
  }

  private record Read(int slot, LiveScalar scalar) implements Entry {
    @Override
    public void run(double[] numbers, RandomState[] draws) {
      numbers[slot] = scalar.value();
    }
  }

  private record Draw(int slot, Supplier<RandomState> generator) implements Entry {
    @Override
    public void run(double[] numbers, RandomState[] draws) {
      draws[slot] = generator.get();
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
  int addDraw(Supplier<RandomState> generator) {
    entries.add(new Draw(draws, generator));
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
      undo(done);
      throw failure;
    }
  }

  /** Takes back the effects of a whole run, the last one first. */
  void undo() {
    undo(entries.size());
  }

  private void undo(int done) {
    for (int i = done - 1; i >= 0; i--) {
      if (entries.get(i) instanceof Effect effect) {
        effect.undo().run();
      }
    }
  }
}
