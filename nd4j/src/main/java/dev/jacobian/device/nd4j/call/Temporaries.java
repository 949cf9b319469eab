package dev.jacobian.device.nd4j.call;

import dev.jacobian.device.Hold;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Operand;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Intermediate results of one kernel call, from the pool and back to it when the call ends. */
public final class Temporaries implements AutoCloseable {
  private final MemoryPool pool;
  private final NativeCalls calls;
  private final List<Operand> operands = new ArrayList<>(0);
  private @Nullable MemoryScope scope;

  public Temporaries(MemoryPool pool, NativeCalls calls) {
    this.pool = pool;
    this.calls = calls;
  }

  /** Returns memory with undefined contents. */
  public Operand allocate(DType dtype, Shape shape) {
    if (scope == null) {
      scope = MemoryScope.open();
    }
    Operand operand = new Operand(pool.allocate(new TensorSpec(shape, dtype)), shape);
    Hold.take(operand);
    operands.add(operand);
    return operand;
  }

  @Override
  public void close() {
    if (scope != null) {
      // Another thread may get this memory as soon as it is back.
      calls.await();
      operands.forEach(Hold::letGo);
      scope.close();
    }
  }
}
