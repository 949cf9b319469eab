package dev.jacobian.device.host;

import dev.jacobian.device.Operand;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Load;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Single calls in C. Calls come again with the same expression and shapes, so what follows from
 * these is remembered: it takes longer to find than some thousand elements take to compute.
 */
final class NativeCalls {
  /** The most calls that are remembered; then it begins anew. */
  private static final int CAPACITY = 500;

  private static final Sink[] STORED = {new Sink.Store(0)};

  private final HostEngine engine;
  private final Map<Call, Optional<NativePass>> known = new ConcurrentHashMap<>();

  NativeCalls(HostEngine engine) {
    this.engine = engine;
  }

  private record Call(Expr expression, Shape space, List<Shape> inputs) {}

  /** Returns the pass that stores an expression's values, or null if there is none in C. */
  @Nullable NativePass storing(Expr expression, Operand[] inputs, Shape space) {
    if (!engine.isWorthC(space)) {
      return null;
    }
    List<Shape> shapes = new ArrayList<>(inputs.length);
    for (Operand input : inputs) {
      shapes.add(input.shape());
    }
    Call call = new Call(expression, space, shapes);
    Optional<NativePass> pass = known.get(call);
    if (pass == null) {
      pass = Optional.ofNullable(make(expression, inputs, space));
      if (known.size() >= CAPACITY) {
        known.clear();
      }
      known.put(call, pass);
    }
    return pass.orElse(null);
  }

  private @Nullable NativePass make(Expr expression, Operand[] inputs, Shape space) {
    NativePlanner planner = engine.natives(space, () -> loads(inputs, space), List.of(expression));
    long[] periods =
        Arrays.stream(inputs)
            .mapToLong(input -> Source.of(input.shape(), input.dtype(), space).period())
            .toArray();
    return planner == null
        ? null
        : planner.pass(engine, Walk.along(space.size(), 1, periods), STORED);
  }

  /** Returns how inputs are read that are stretched to a space. */
  static List<Load> loads(Operand[] inputs, Shape space) {
    return Arrays.stream(inputs)
        .map(input -> Load.of(input.dtype(), input.shape(), space))
        .toList();
  }
}
