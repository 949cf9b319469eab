package dev.jacobian.kernel.java;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * A kernel of random expressions over inputs and parameters of all types, which share parts.
 *
 * @param kernel the kernel
 * @param parameters numbers for its parameters
 */
record RandomKernel(Kernel kernel, double[] parameters) {
  static final List<DType> INPUTS =
      List.of(
          DType.FLOAT32,
          DType.FLOAT32,
          DType.FLOAT32,
          DType.FLOAT64,
          DType.INT32,
          DType.INT64,
          DType.BOOL,
          DType.BOOL);
  private static final int PARAMETERS = 3;
  private static final int MOST_NODES = 40;
  private static final int LARGEST_TREE = 400;

  static RandomKernel of(Random random) {
    Builder builder = new Builder(random);
    int nodes = 1 + random.nextInt(MOST_NODES);
    for (int i = 0; i < nodes; i++) {
      builder.addNode();
    }
    List<Expr> results = new ArrayList<>();
    int resultCount = 1 + random.nextInt(4);
    for (int i = 0; i < resultCount; i++) {
      int last = builder.values.size() - 1;
      int at = random.nextInt(8) == 0 ? random.nextInt(last) : last - random.nextInt(nodes);
      results.add(builder.values.get(at));
    }
    double[] parameters = new double[PARAMETERS];
    for (int i = 0; i < PARAMETERS; i++) {
      parameters[i] = LaneArrays.randomFloating(random);
    }
    int count = random.nextInt(10) == 0 ? 0 : 1 + random.nextInt(200);
    return new RandomKernel(TestKernels.kernel(count, INPUTS, results), parameters);
  }

  private static final class Builder {
    private final Random random;
    private final List<Expr> values = new ArrayList<>();
    private final List<Integer> sizes = new ArrayList<>();

    Builder(Random random) {
      this.random = random;
      for (int i = 0; i < INPUTS.size(); i++) {
        add(new Expr.Input(i, INPUTS.get(i)), 1);
      }
      for (DType dtype : DType.values()) {
        add(new Expr.Parameter(random.nextInt(PARAMETERS), dtype), 1);
        double constant =
            dtype.isFloating() ? LaneArrays.randomFloating(random) : random.nextInt(2);
        add(new Expr.Constant(constant, dtype), 1);
      }
    }

    private void add(Expr value, int size) {
      values.add(value);
      sizes.add(size);
    }

    void addNode() {
      int left = pick(values.get(random.nextInt(values.size())).dtype());
      Expr x = values.get(left);
      switch (random.nextInt(8)) {
        case 0, 1 -> {
          UnaryFunction[] functions = UnaryFunction.values();
          addIfSmall(new Expr.Unary(functions[random.nextInt(functions.length)], x), left);
        }
        case 2, 3, 4, 5 -> {
          int right = pick(x.dtype());
          addIfSmall(new Expr.Binary(function(x.dtype()), x, values.get(right)), left, right);
        }
        case 6 -> {
          int condition = pick(DType.BOOL);
          int right = pick(x.dtype());
          addIfSmall(
              new Expr.Select(values.get(condition), x, values.get(right)), condition, left, right);
        }
        default -> {
          DType[] dtypes = DType.values();
          addIfSmall(new Expr.Convert(x, dtypes[random.nextInt(dtypes.length)]), left);
        }
      }
    }

    /** Returns a function that is no division by a number that may be zero. */
    private BinaryFunction function(DType dtype) {
      BinaryFunction[] functions = BinaryFunction.values();
      BinaryFunction function = functions[random.nextInt(functions.length)];
      boolean divides = function == BinaryFunction.DIV || function.dividesIntegers();
      return divides && !dtype.isFloating() ? BinaryFunction.SUB : function;
    }

    /** Adds a value, unless a walk over it as a tree would be long; then one of its operands. */
    private void addIfSmall(Expr value, int... operands) {
      int size = 1;
      for (int operand : operands) {
        size += sizes.get(operand);
      }
      if (size <= LARGEST_TREE) {
        add(value, size);
      } else {
        add(values.get(operands[0]), sizes.get(operands[0]));
      }
    }

    /** Picks a value of a type, late ones more often. */
    private int pick(DType dtype) {
      while (true) {
        int size = values.size();
        int at = random.nextBoolean() ? random.nextInt(size) : size - 1 - random.nextInt(size / 2);
        if (values.get(at).dtype() == dtype) {
          return at;
        }
      }
    }
  }
}
