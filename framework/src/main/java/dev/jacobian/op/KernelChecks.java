package dev.jacobian.op;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reach;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Holds an op's kernel against the tensors that it is to run on, before it does: on a device nobody
 * looks whether an element is one of the array's.
 */
final class KernelChecks {
  private KernelChecks() {}

  /**
   * Checks that the kernel reads elements of the inputs and stores elements of the result, each at
   * most once.
   *
   * @param reads which of the inputs each load reads
   * @throws IllegalArgumentException if it does not; the message names the op and the load or store
   */
  static void check(
      String name, Kernel kernel, List<Integer> reads, List<TensorSpec> inputs, TensorSpec result) {
    for (int i = 0; i < reads.size(); i++) {
      Load load = kernel.loads().get(i);
      int input = reads.get(i);
      String what = name + ": load " + i + " of its kernel ";
      require(
          input >= 0 && input < inputs.size(),
          what + "reads input " + input + " of " + inputs.size(),
          "an input that the op has");
      TensorSpec spec = inputs.get(input);
      require(
          load.dtype() == spec.dtype(),
          what + "reads input " + input + ", " + spec + ", as " + load.dtype(),
          "the input's type");
      String reading = what + "reads input " + input + ", " + spec + ",";
      requireWithin(reading, load.map(), load.gather(), kernel.space(), spec.shape());
    }
    kernel.outputs().forEach(output -> requireTypes(name, output.value()));
    Output output = kernel.outputs().get(kernel.outputs().size() - 1);
    String what = name + ": its kernel stores ";
    if (output.store() instanceof Store.ScatterAdd scatter) {
      requireWithin(what + result, scatter.map(), scatter.gather(), kernel.space(), result.shape());
    } else if (output.store() instanceof Store.Map map) {
      requireWithin(what + result, map.map(), null, kernel.space(), result.shape());
      require(
          Reach.isOneToOne(map.map(), kernel.space(), result.shape().size()),
          what + "two positions at one element, " + map.map() + " over " + kernel.space(),
          "an element for each position, or a reduction");
    }
  }

  /**
   * Checks that what an expression combines is of one type.
   *
   * @throws IllegalArgumentException if it is not; the message names the op
   */
  static void requireTypes(String name, Expr expression) {
    Set<Expr> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<Expr> open = new ArrayDeque<>(List.of(expression));
    while (!open.isEmpty()) {
      Expr next = open.pop();
      if (!seen.add(next)) {
        continue;
      }
      next.operands().forEach(open::push);
      String what = name + ": its expression ";
      if (next instanceof Expr.Binary binary) {
        String function = binary.function().name().toLowerCase(Locale.ROOT);
        requireOne(what + "has " + function + " of ", binary.left(), binary.right());
      } else if (next instanceof Expr.Select select) {
        DType condition = select.condition().dtype();
        require(condition == DType.BOOL, what + "chooses by " + condition, "bool");
        requireOne(what + "chooses from ", select.whenTrue(), select.whenFalse());
      }
    }
  }

  private static void requireOne(String what, Expr left, Expr right) {
    require(
        left.dtype() == right.dtype(),
        what + left.dtype() + " and " + right.dtype(),
        "one type; Expr.converted gives a value in another one");
  }

  private static void requireWithin(
      String what, IndexMap map, @Nullable Gather gather, Shape space, Shape shape) {
    Reach reach;
    try {
      reach = Reach.of(map, gather, space);
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(what + " at " + map + "; expected smaller strides", e);
    }
    require(
        reach == null || reach.isWithin(shape.size()),
        what
            + " at "
            + map
            + (gather == null ? "" : " " + gather)
            + " over "
            + space
            + (reach == null ? "" : ", elements " + reach.first() + " to " + reach.last()),
        "elements 0 to " + (shape.size() - 1) + ", or bounds that leave out the others");
  }

  private static void require(boolean isTrue, String received, String expected) {
    if (!isTrue) {
      throw new IllegalArgumentException(received + "; expected " + expected);
    }
  }
}
