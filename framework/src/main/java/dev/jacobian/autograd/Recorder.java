package dev.jacobian.autograd;

import dev.jacobian.device.random.RandomState;
import dev.jacobian.op.OpBuilder;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees everything that a thread computes while a function is being captured, so that it can be done
 * again: the ops, as the builder that they go through, and what happens beside them.
 */
public interface Recorder extends OpBuilder {
  /** Something in Java was done that belongs to every run, and can be taken back. */
  void effect(Runnable action, Runnable undo);

  /**
   * Random numbers were asked for: {@code again} asks for as many, {@code giveBack} makes the
   * generator forget that it was asked.
   */
  void drawn(RandomState state, Supplier<RandomState> again, Consumer<RandomState> giveBack);

  /** The function took a way that holds only while {@code holds} gives true. */
  void assumed(BooleanSupplier holds);

  /** A variable was made from Java numbers; no op gave it. */
  void constant(Variable variable);

  /** Before a change in place, the tape has kept what a variable holds for backward, as a copy. */
  void kept(Variable copy, Variable of);

  /** The gradient that a variable has collected was asked for: {@code gradient}, or none. */
  void gradRead(Variable variable, @Nullable Variable gradient);

  /** The gradient of a leaf, {@code before} or none, is about to be replaced or cleared. */
  void gradSet(Variable leaf, @Nullable Variable before);

  /** The number in a one-element variable was looked at, and may refuse to go on. */
  void checked(Variable value, DoubleConsumer check);

  /**
   * Values are about to be read into Java, where they may decide what is computed.
   *
   * @throws dev.jacobian.shape.AutogradException if that is not allowed
   */
  void read(Variable variable);
}
