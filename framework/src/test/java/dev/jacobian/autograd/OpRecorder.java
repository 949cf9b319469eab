package dev.jacobian.autograd;

import dev.jacobian.op.Op;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Value;
import java.util.function.Consumer;

/** Tells of every op that this thread applies until it is closed. */
public final class OpRecorder implements OpBuilder, AutoCloseable {
  private final OpBuilder eager = ThreadState.current().builder;
  private final Consumer<Op> listener;

  /** Starts to listen. */
  public OpRecorder(Consumer<Op> listener) {
    this.listener = listener;
    ThreadState.current().builder = this;
  }

  @Override
  public Value apply(Op op, Value... inputs) {
    listener.accept(op);
    return eager.apply(op, inputs);
  }

  @Override
  public void assign(Value target, Op op, Value... inputs) {
    listener.accept(op);
    eager.assign(target, op, inputs);
  }

  @Override
  public void close() {
    ThreadState.current().builder = eager;
  }
}
