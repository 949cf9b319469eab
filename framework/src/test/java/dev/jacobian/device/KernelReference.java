package dev.jacobian.device;

import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Gather;
import dev.jacobian.kernel.IndexMap;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Load;
import dev.jacobian.kernel.Output;
import dev.jacobian.kernel.Reducer;
import dev.jacobian.kernel.Store;
import dev.jacobian.shape.Shape;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a kernel means: one output after the other, one position after the other, in double, each
 * value rounded to its type. Slow, and plain enough to be trusted.
 */
final class KernelReference {
  private final Kernel kernel;
  private final List<Values> inputs;
  private final double[] parameters;
  private final List<Values> results = new ArrayList<>();
  private final Map<Expr, Expr> functions = new IdentityHashMap<>();

  private KernelReference(Kernel kernel, List<Values> inputs, double[] parameters) {
    this.kernel = kernel;
    this.inputs = inputs;
    this.parameters = parameters;
  }

  /** Returns what the outputs hold after a run. */
  static List<Values> run(RandomKernels.Sample sample) {
    KernelReference reference =
        new KernelReference(sample.kernel(), sample.inputs(), sample.parameters());
    for (int i = 0; i < sample.targets().size(); i++) {
      Output output = sample.kernel().outputs().get(i);
      reference.results.add(reference.output(output, sample.targets().get(i)));
    }
    return reference.results;
  }

  private Values output(Output output, Values target) {
    Shape space = kernel.space();
    double[] values = new double[(int) space.size()];
    for (int p = 0; p < values.length; p++) {
      values[p] = value(output.value(), position(space, p));
    }
    double[] made = target.data().clone();
    Store store = output.store();
    if (store instanceof Store.Map map) {
      for (int p = 0; p < values.length; p++) {
        long[] position = position(space, p);
        if (map.map().holds(position)) {
          made[(int) map.map().element(position)] = values[p];
        }
      }
    } else if (store instanceof Store.ScatterAdd scatter) {
      for (int p = 0; p < values.length; p++) {
        long[] position = position(space, p);
        if (scatter.map().holds(position)) {
          int element = (int) (scatter.map().element(position) + moved(scatter.gather(), position));
          made[element] = Values.round(output.dtype(), made[element] + values[p]);
        }
      }
    } else if (store instanceof Store.Reduce reduce) {
      return Reference.reduce(
          reduce.reduction(),
          new Values(output.dtype(), space, values),
          reduce.axes().stream().mapToInt(Integer::intValue).toArray());
    } else if (store instanceof Store.ArgMax argmax) {
      return Reference.argmax(new Values(output.value().dtype(), space, values), argmax.axis());
    } else if (store instanceof Store.Scan scan) {
      made = scan(scan, values);
    }
    return new Values(target.dtype(), target.shape(), made);
  }

  private double[] scan(Store.Scan scan, double[] values) {
    Shape space = kernel.space();
    int stride = (int) space.product(scan.axis() + 1, space.rank());
    int size = (int) space.dim(scan.axis());
    double[] made = values.clone();
    for (int p = 0; p < values.length; p++) {
      int at = scan.isReverse() ? values.length - 1 - p : p;
      int index = at / stride % size;
      int before = scan.isReverse() ? index + 1 : index - 1;
      if (before >= 0 && before < size) {
        made[at] = combine(scan.reduction(), made[at + (before - index) * stride], values[at]);
      }
    }
    return made;
  }

  private static double combine(Reducer reduction, double a, double b) {
    return switch (reduction) {
      case SUM -> a + b;
      case PRODUCT -> a * b;
      case MAX -> Math.max(a, b);
      case MIN -> Math.min(a, b);
    };
  }

  private static long[] position(Shape space, int place) {
    long[] position = new long[space.rank()];
    int rest = place;
    for (int axis = position.length - 1; axis >= 0; axis--) {
      position[axis] = rest % space.dim(axis);
      rest /= (int) space.dim(axis);
    }
    return position;
  }

  private long moved(Gather gather, long[] position) {
    long entry = (long) load(gather.load(), position);
    if (entry < 0 || entry >= gather.size()) {
      throw DataChecks.outside(entry, gather.size());
    }
    return gather.stride() * entry;
  }

  private double load(int index, long[] position) {
    Load load = kernel.loads().get(index);
    IndexMap map = load.map();
    if (!map.holds(position)) {
      return map.fill();
    }
    Gather gather = load.gather();
    long element = map.element(position) + (gather == null ? 0 : moved(gather, position));
    return inputs.get(index).data()[(int) element];
  }

  private double value(Expr expression, long[] position) {
    if (expression instanceof Expr.Input input) {
      return load(input.index(), position);
    }
    if (expression instanceof Expr.Reduced reduced) {
      Values result = results.get(reduced.output());
      long[] strides = result.shape().strides();
      int element = 0;
      for (int axis = 0; axis < position.length; axis++) {
        element += (int) (result.shape().dim(axis) == 1 ? 0 : strides[axis] * position[axis]);
      }
      return result.data()[element];
    }
    if (expression instanceof Expr.Parameter parameter) {
      return Values.round(parameter.dtype(), parameters[parameter.index()]);
    }
    if (expression instanceof Expr.Constant constant) {
      return constant.value();
    }
    List<Expr> operands = expression.operands();
    double[][] values = new double[operands.size()][];
    for (int i = 0; i < values.length; i++) {
      values[i] = new double[] {value(operands.get(i), position)};
    }
    Expr function = functions.computeIfAbsent(expression, KernelReference::ofInputs);
    return Values.round(expression.dtype(), Reference.element(function, 0, values));
  }

  /** Returns what an expression does with its operands, whatever they are. */
  private static Expr ofInputs(Expr expression) {
    List<Expr> inputs = new ArrayList<>();
    for (Expr operand : expression.operands()) {
      inputs.add(new Expr.Input(inputs.size(), operand.dtype()));
    }
    return expression.with(inputs);
  }
}
