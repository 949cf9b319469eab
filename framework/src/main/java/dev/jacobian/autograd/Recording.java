package dev.jacobian.autograd;

import dev.jacobian.device.random.RandomState;
import dev.jacobian.op.OpBuilder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a function be captured while it runs, and lets code that does more than apply ops say so:
 * without a capture each method only does what it is asked to.
 */
public final class Recording {
  private Recording() {}

  /**
   * Sends this thread's ops through a recorder until the guard is closed.
   *
   * @param made makes the recorder from what ops went through before, which computes them
   */
  public static Autograd.Guard start(Function<OpBuilder, Recorder> made) {
    ThreadState state = ThreadState.current();
    OpBuilder before = state.builder;
    @Nullable Recorder outer = state.recorder;
    Recorder recorder = made.apply(before);
    state.builder = recorder;
    state.recorder = recorder;
    return new Autograd.Guard(
        () -> {
          state.builder = before;
          state.recorder = outer;
        });
  }

  /** Returns whether a function is being captured on this thread. */
  public static boolean isActive() {
    return ThreadState.current().recorder != null;
  }

  /**
   * Does something unseen by the recorder: what is made is there already when the captured function
   * runs again.
   */
  public static <T> T outside(Supplier<T> action) {
    ThreadState state = ThreadState.current();
    @Nullable Recorder recorder = state.recorder;
    if (recorder == null) {
      return action.get();
    }
    OpBuilder builder = state.builder;
    state.builder = state.eager;
    state.recorder = null;
    try {
      return action.get();
    } finally {
      state.builder = builder;
      state.recorder = recorder;
    }
  }

  /**
   * Changes something outside tensors, such as a count of steps, now and at every run.
   *
   * @param undo takes it back if the rest of a run fails
   */
  public static void effect(Runnable action, Runnable undo) {
    action.run();
    Recorder recorder = ThreadState.current().recorder;
    if (recorder != null) {
      recorder.effect(action, undo);
    }
  }

  /**
   * Takes random numbers from a generator, now and at every run.
   *
   * @param take moves the generator and returns the state before
   * @param giveBack sets the generator to a state that it gave
   */
  public static RandomState draw(Supplier<RandomState> take, Consumer<RandomState> giveBack) {
    RandomState state = take.get();
    Recorder recorder = ThreadState.current().recorder;
    if (recorder != null) {
      recorder.drawn(state, take, giveBack);
    }
    return state;
  }

  /**
   * Returns what a condition gives; a captured function is captured anew once it gives something
   * else.
   */
  public static boolean assume(BooleanSupplier condition) {
    boolean now = condition.getAsBoolean();
    Recorder recorder = ThreadState.current().recorder;
    if (recorder != null) {
      recorder.assumed(() -> condition.getAsBoolean() == now);
    }
    return now;
  }

  /** Has a captured function captured anew once hooks are others than now. */
  static void assume(Hooks<?> hooks, Hooks<?> others) {
    Recorder recorder = ThreadState.current().recorder;
    if (recorder != null) {
      Object before = hooks.now();
      Object othersBefore = others.now();
      recorder.assumed(() -> hooks.now() == before && others.now() == othersBefore);
    }
  }

  /** Says that a variable was made from Java numbers, which are the same in every run. */
  public static void constant(Variable variable) {
    Recorder recorder = ThreadState.current().recorder;
    if (recorder != null) {
      recorder.constant(variable);
    }
  }

  /** Says that the tape has kept what a variable holds now, as a copy. */
  static void kept(Variable copy, Variable of) {
    Recorder recorder = ThreadState.current().recorder;
    if (recorder != null) {
      recorder.kept(copy, of);
    }
  }

  /**
   * Looks at the number in a one-element variable, now and at every run, where it happens before
   * any parameter is changed.
   *
   * @param check throws if it does not like the number
   */
  public static void check(Variable value, DoubleConsumer check) {
    Recorder recorder = ThreadState.current().recorder;
    if (recorder != null) {
      recorder.checked(value, check);
    }
    check.accept(Numbers.of(value));
  }

  /** Says that the values of a variable are about to be read into Java. */
  public static void reading(Variable variable) {
    Recorder recorder = ThreadState.current().recorder;
    if (recorder != null) {
      recorder.read(variable);
    }
  }
}
