package dev.jacobian.device.nd4j.kernel;

import dev.jacobian.device.MemoryPool;
import dev.jacobian.device.Operand;
import dev.jacobian.device.nd4j.call.NativeCalls;
import dev.jacobian.device.nd4j.call.Temporaries;
import dev.jacobian.device.nd4j.call.View;
import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import org.jspecify.annotations.Nullable;

/**
 * Computes expressions node by node: each node is one call of libnd4j, or a few, and its value an
 * array from the pool. Only the root writes the output, so that an input may be the output.
 */
public final class ElementwiseKernels {
  private final MemoryPool pool;
  private final NativeCalls calls;
  private final Copies copies;
  private final UnaryKernels unaries;
  private final BinaryKernels binaries;
  private final SelectKernel selects;
  private final IntegerCasts integerCasts;

  public ElementwiseKernels(MemoryPool pool, NativeCalls calls, Copies copies) {
    this.pool = pool;
    this.calls = calls;
    this.copies = copies;
    this.unaries = new UnaryKernels(calls, copies);
    this.binaries = new BinaryKernels(calls, copies, unaries);
    this.selects = new SelectKernel(calls, copies);
    this.integerCasts = new IntegerCasts(calls, copies);
  }

  /** Computes an expression into an output that is not empty. */
  public void run(Expr expression, Operand[] inputs, Operand output) {
    try (Temporaries temporaries = new Temporaries(pool, calls)) {
      Term result = new Walk(inputs, temporaries).value(expression, output);
      if (result.isNumber()) {
        copies.fill(output, result.number());
      } else if (!output.equals(result.array())) {
        copies.stretch(result.elements(), output);
      }
    }
  }

  /** The evaluation of one tree. */
  private final class Walk {
    private final Operand[] inputs;
    private final Temporaries temporaries;

    Walk(Operand[] inputs, Temporaries temporaries) {
      this.inputs = inputs;
      this.temporaries = temporaries;
    }

    /**
     * Returns the value of a node, written to {@code target} if that is given and of the value's
     * size.
     */
    Term value(Expr node, @Nullable Operand target) {
      if (node instanceof Expr.Input input) {
        return Term.of(inputs[input.index()]);
      }
      if (node instanceof Expr.Constant constant) {
        return Term.of(constant.value(), constant.dtype());
      }
      if (node instanceof Expr.Unary unary) {
        return unary(unary, target);
      }
      if (node instanceof Expr.Binary binary) {
        return binary(binary, target);
      }
      if (node instanceof Expr.Select select) {
        return select(select, target);
      }
      return convert((Expr.Convert) node, target);
    }

    private Operand place(@Nullable Operand target, DType dtype, Shape shape) {
      return target != null && target.shape().size() == shape.size()
          ? target
          : temporaries.allocate(dtype, shape);
    }

    private Term unary(Expr.Unary node, @Nullable Operand target) {
      Term x = value(node.operand(), null);
      if (x.isNumber()) {
        return Term.of(node.function().apply(x.number()), x.dtype());
      }
      Operand z = place(target, x.dtype(), x.shape());
      unaries.apply(node.function(), x.elements(), z, temporaries);
      return Term.of(z);
    }

    private Term binary(Expr.Binary node, @Nullable Operand target) {
      Term sum = scaledSum(node, target);
      if (sum != null) {
        return sum;
      }
      return combine(node.function(), value(node.left(), null), value(node.right(), null), target);
    }

    private Term combine(BinaryFunction function, Term x, Term y, @Nullable Operand target) {
      DType dtype = function.isComparison() ? DType.BOOL : x.dtype();
      if (x.isNumber() && y.isNumber()) {
        if (function.dividesIntegers() && !x.dtype().isFloating() && y.number() == 0) {
          throw IntegerDivision.byZero(x.dtype());
        }
        return Term.of(function.apply(x.number(), y.number()), dtype);
      }
      Shape shape = Broadcasting.broadcast("elementwise", x.shape(), y.shape());
      Operand z = place(target, dtype, shape);
      if (shape.size() > 0) {
        binaries.apply(function, x, y, z, temporaries);
      }
      return Term.of(z);
    }

    /**
     * Returns {@code a + c b} and the like in one call, or null if the node is nothing of the kind.
     */
    private @Nullable Term scaledSum(Expr.Binary node, @Nullable Operand target) {
      boolean isDifference = node.function() == BinaryFunction.SUB;
      if (!node.left().dtype().isFloating()
          || !(isDifference || node.function() == BinaryFunction.ADD)) {
        return null;
      }
      Product right = Product.of(node.right());
      if (right != null) {
        return scaledSum(node.function(), right, false, value(node.left(), null), target);
      }
      Product left = isDifference ? null : Product.of(node.left());
      if (left != null) {
        return scaledSum(node.function(), left, true, value(node.right(), null), target);
      }
      return null;
    }

    private Term scaledSum(
        BinaryFunction function,
        Product product,
        boolean isProductLeft,
        Term y,
        @Nullable Operand target) {
      Term x = value(product.operand(), null);
      if (x.isNumber() || y.isNumber() || !x.shape().equals(y.shape())) {
        Term factor = Term.of(product.factor(), x.dtype());
        Term scaled = combine(BinaryFunction.MUL, x, factor, null);
        return isProductLeft
            ? combine(function, scaled, y, target)
            : combine(function, y, scaled, target);
      }
      Operand z = place(target, x.dtype(), x.shape());
      if (x.shape().size() > 0) {
        View scaled = calls.view(x.elements());
        View added = calls.view(y.elements());
        double factor = function == BinaryFunction.SUB ? -product.factor() : product.factor();
        calls.axpy(x.dtype(), factor, scaled, added, calls.view(z, x.shape()));
      }
      return Term.of(z);
    }

    private Term select(Expr.Select node, @Nullable Operand target) {
      Term condition = value(node.condition(), null);
      Term whenTrue = value(node.whenTrue(), null);
      Term whenFalse = value(node.whenFalse(), null);
      if (condition.isNumber()) {
        return condition.number() != 0 ? whenTrue : whenFalse;
      }
      Shape shape =
          Broadcasting.broadcast(
              "elementwise",
              condition.shape(),
              Broadcasting.broadcast("elementwise", whenTrue.shape(), whenFalse.shape()));
      Operand z = place(target, node.dtype(), shape);
      if (shape.size() > 0) {
        selects.apply(condition.elements(), whenTrue, whenFalse, z, temporaries);
      }
      return Term.of(z);
    }

    private Term convert(Expr.Convert node, @Nullable Operand target) {
      Term x = value(node.operand(), null);
      if (x.isNumber()) {
        return Term.of(converted(x.number(), node.dtype()), node.dtype());
      }
      if (x.dtype() == node.dtype()) {
        return x;
      }
      Operand z = place(target, node.dtype(), x.shape());
      if (x.shape().size() > 0) {
        boolean isWhole = node.dtype() == DType.INT32 || node.dtype() == DType.INT64;
        if (isWhole && x.dtype().isFloating()) {
          integerCasts.apply(x.elements(), z, temporaries);
        } else {
          copies.copy(x.elements(), z);
        }
      }
      return Term.of(z);
    }

    private static double converted(double number, DType dtype) {
      return switch (dtype) {
        case FLOAT32 -> (float) number;
        case FLOAT64 -> number;
        case INT32 -> (int) number;
        case INT64 -> (long) number;
        case BOOL -> number != 0 ? 1 : 0;
      };
    }
  }

  /**
   * A node that multiplies by a constant.
   *
   * @param factor the constant
   * @param operand what is multiplied
   */
  private record Product(double factor, Expr operand) {
    static @Nullable Product of(Expr node) {
      if (node instanceof Expr.Binary binary && binary.function() == BinaryFunction.MUL) {
        if (binary.left() instanceof Expr.Constant constant) {
          return new Product(constant.value(), binary.right());
        }
        if (binary.right() instanceof Expr.Constant constant) {
          return new Product(constant.value(), binary.left());
        }
      }
      return null;
    }
  }
}
