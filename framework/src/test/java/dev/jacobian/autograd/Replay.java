package dev.jacobian.autograd;

import dev.jacobian.device.random.RandomState;
import dev.jacobian.op.Cast;
import dev.jacobian.op.Op;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Value;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a piece of code applied while it ran once, to be done again without running the code: what a
 * compiled step does, without compiling.
 */
public final class Replay {
  private final List<Entry> entries = new ArrayList<>();
  private final List<BooleanSupplier> assumptions = new ArrayList<>();
  private final IdentityHashMap<Variable, Value> made = new IdentityHashMap<>();

  /** One thing that is done again. */
  private interface Entry {
    void run(OpBuilder eager);
  }

  private Replay() {}

  /**
   * Runs the code and notes what it does.
   *
   * @throws AssertionError if it reads values into Java
   */
  public static Replay of(Runnable code) {
    Replay replay = new Replay();
    try (Autograd.Guard recording = Recording.start(eager -> replay.new Notes(eager))) {
      code.run();
    }
    return replay;
  }

  /** Does everything again, on today's values of what the code found. */
  public void run() {
    made.clear();
    try (Autograd.Guard mode = Autograd.noGrad()) {
      entries.forEach(entry -> entry.run(Autograd.builder()));
    }
  }

  /** Returns whether the code would do the same if it ran. */
  public boolean holds() {
    return assumptions.stream().allMatch(BooleanSupplier::getAsBoolean);
  }

  /** Returns how many things are done again. */
  public int size() {
    return entries.size();
  }

  private Value now(Value value) {
    Value again = value instanceof Variable variable ? again(variable) : null;
    return again == null ? value : again;
  }

  /** Returns what was made in the variable's place, or in that of one which it is the same as. */
  private @Nullable Value again(Variable variable) {
    Value known = made.get(variable);
    if (known != null) {
      return known;
    }
    for (Map.Entry<Variable, Value> entry : made.entrySet()) {
      Variable other = entry.getKey();
      if (other.storage() == variable.storage() && other.layout().equals(variable.layout())) {
        return entry.getValue();
      }
    }
    return null;
  }

  private Value[] now(Value[] values) {
    Value[] all = new Value[values.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = now(values[i]);
    }
    return all;
  }

  private final class Notes implements Recorder {
    private final OpBuilder eager;

    Notes(OpBuilder eager) {
      this.eager = eager;
    }

    @Override
    public Value apply(Op op, Value... inputs) {
      Variable output = (Variable) eager.apply(op, inputs);
      entries.add(builder -> made.put(output, builder.apply(op, now(inputs))));
      return output;
    }

    @Override
    public void assign(Value target, Op op, Value... inputs) {
      eager.assign(target, op, inputs);
      entries.add(builder -> builder.assign(now(target), op, now(inputs)));
    }

    @Override
    public void effect(Runnable action, Runnable undo) {
      entries.add(builder -> action.run());
    }

    @Override
    public void drawn(
        RandomState state, Supplier<RandomState> again, Consumer<RandomState> giveBack) {
      throw new UnsupportedOperationException("random numbers");
    }

    @Override
    public void assumed(BooleanSupplier holds) {
      assumptions.add(holds);
    }

    @Override
    public void constant(Variable variable) {
      // Later runs read it as it is.
    }

    @Override
    public void kept(Variable copy, Variable of) {
      Cast asItIs = new Cast(of.dtype());
      entries.add(builder -> made.put(copy, builder.apply(asItIs, now(of))));
    }

    @Override
    public void gradRead(Variable variable, @Nullable Variable gradient) {
      // Problems set their gradients in place, before each run.
    }

    @Override
    public void gradSet(Variable leaf, @Nullable Variable gradient) {
      throw new UnsupportedOperationException("gradients of leaves");
    }

    @Override
    public void checked(Variable value, DoubleConsumer check) {
      entries.add(builder -> Recording.check((Variable) now(value), check));
    }

    @Override
    public void read(Variable variable) {
      throw new AssertionError("the values of a " + variable.spec() + " tensor were read");
    }
  }
}
