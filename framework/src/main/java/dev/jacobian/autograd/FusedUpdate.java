package dev.jacobian.autograd;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Named;
import dev.jacobian.device.Operand;
import dev.jacobian.device.PreparedKernel;
import dev.jacobian.expr.Expr;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.Output;
import dev.jacobian.op.CompositeOp;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.LiveScalar;
import dev.jacobian.op.Op;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.Value;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Changes of tensors in place by elementwise ops alone, such as an optimizer's update of a
 * parameter, as one kernel. It is made by watching the ops; a run gives the bits that they would
 * give again, since each rounds as it does alone. Numbers that are asked for at every run are asked
 * for at each, so that nothing is prepared anew when they change. Belongs to the thread that its
 * tensors belong to. PyTorch equivalent: optimizers with {@code fused=True}.
 */
public final class FusedUpdate {
  private final Named work;
  private final Backend backend;
  private final PreparedKernel kernel;

  /** Of the tensor that is another one at each run, and is read first. */
  private final TensorSpec given;

  /** The others that are read. */
  private final List<Variable> tensors;

  /** Those that are changed, by their numbers among all. */
  private final int[] changed;

  private final DoubleSupplier[] numbers;

  private FusedUpdate(String name, Trace trace, Backend backend) {
    this.work = () -> name;
    this.backend = backend;
    this.given = trace.spec;
    this.tensors = List.copyOf(trace.tensors.subList(1, trace.tensors.size()));
    this.changed = trace.changes.keySet().stream().mapToInt(Integer::intValue).toArray();
    this.numbers = trace.numbers.toArray(new DoubleSupplier[0]);
    List<TensorSpec> specs = trace.tensors.stream().map(Variable::spec).toList();
    List<Output> outputs =
        trace.changes.values().stream().map(it -> Output.stored(it, trace.spec.shape())).toList();
    this.kernel = backend.prepare(Kernel.of(trace.spec.shape(), specs, outputs));
  }

  /**
   * Applies ops, one by one, and looks at what they are.
   *
   * @param name of all of them, for messages and profiles
   * @param given the tensor that is another one at each run, such as a gradient; the others have
   *     its shape and type
   * @param ops change tensors that are there already
   * @return what does the same again; null if they are a single op, or are not to be one kernel:
   *     some are not elementwise, or each of them is to be seen
   */
  public static @Nullable FusedUpdate watch(String name, Variable given, Runnable ops) {
    ThreadState state = ThreadState.current();
    if (!isWanted(state)) {
      ops.run();
      return null;
    }
    Trace trace = new Trace(state.eager, given);
    state.builder = trace;
    try {
      ops.run();
    } finally {
      state.builder = state.eager;
    }
    Backend backend = given.storage().backend();
    boolean isFit = trace.isElementwise && trace.count > 1 && !trace.changes.containsKey(0);
    return isFit && areFit(trace.tensors, backend) ? new FusedUpdate(name, trace, backend) : null;
  }

  private static boolean isWanted(ThreadState state) {
    return state.builder == state.eager && !state.gradEnabled && !state.detectAnomaly;
  }

  /**
   * Does what the ops do.
   *
   * @return false if nothing was done, since the tensors lie otherwise than they did, or the ops
   *     are to be seen
   */
  public boolean run(Variable next) {
    ThreadState state = ThreadState.current();
    List<Variable> read = new ArrayList<>(1 + tensors.size());
    read.add(next);
    read.addAll(tensors);
    if (!next.spec().equals(given) || !isWanted(state) || !areFit(read, backend)) {
      return false;
    }
    Observer observer = state.observer;
    long start = observer == null ? 0 : System.nanoTime();
    Operand[] inputs = new Operand[read.size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = read.get(i).operand();
    }
    Operand[] outputs = new Operand[changed.length];
    for (int i = 0; i < outputs.length; i++) {
      outputs[i] = inputs[changed[i]];
    }
    double[] now = new double[numbers.length];
    for (int i = 0; i < now.length; i++) {
      now[i] = numbers[i].getAsDouble();
    }
    backend.announce(work, state.part());
    try {
      kernel.run(inputs, now, outputs);
    } finally {
      backend.announce(null, null);
    }
    for (int target : changed) {
      read.get(target).storage().markChanged();
    }
    if (observer != null) {
      List<TensorSpec> of = read.stream().map(Variable::spec).toList();
      List<TensorSpec> to = Arrays.stream(outputs).map(Operand::spec).toList();
      observer.computed(Work.of(work.name(), of, to), start, System.nanoTime());
    }
    return true;
  }

  /** Returns whether tensors lie on one device, packed, each in memory of its own. */
  private static boolean areFit(List<Variable> tensors, Backend backend) {
    for (int i = 0; i < tensors.size(); i++) {
      Variable tensor = tensors.get(i);
      if (tensor.storage().backend() != backend || !tensor.operand().isPacked()) {
        return false;
      }
      for (int other = 0; other < i; other++) {
        if (tensors.get(other).storage() == tensor.storage()) {
          return false;
        }
      }
    }
    return true;
  }

  /** Applies ops, and writes down what they compute of the elements at one position. */
  private static final class Trace implements OpBuilder {
    private final OpBuilder eager;
    private final TensorSpec spec;
    private final List<Variable> tensors = new ArrayList<>();
    private final Map<Integer, Expr> changes = new LinkedHashMap<>();
    private final IdentityHashMap<Value, Expr> made = new IdentityHashMap<>();
    private final List<DoubleSupplier> numbers = new ArrayList<>();
    private boolean isElementwise = true;
    private int count;

    Trace(OpBuilder eager, Variable given) {
      this.eager = eager;
      this.spec = given.spec();
      tensors.add(given);
    }

    @Override
    public Value apply(Op op, Value... inputs) {
      Expr expression = expression(op, inputs);
      Value result = eager.apply(op, inputs);
      if (expression != null && result.shape().equals(spec.shape())) {
        made.put(result, expression);
      } else {
        isElementwise = false;
      }
      return result;
    }

    @Override
    public Value apply(CompositeOp function, Value... inputs) {
      isElementwise = false;
      return eager.apply(function, inputs);
    }

    @Override
    public void assign(Value target, Op op, Value... inputs) {
      Expr expression = expression(op, inputs);
      eager.assign(target, op, inputs);
      if (expression == null) {
        isElementwise = false;
      } else if (made.containsKey(target)) {
        made.put(target, expression);
      } else {
        changes.put(numberOf(target), expression);
      }
    }

    /** Returns what an op computes, or null if that is not a function of elements. */
    private @Nullable Expr expression(Op op, Value[] inputs) {
      count++;
      if (!isElementwise || !(op instanceof ElementwiseOp elementwise)) {
        return null;
      }
      Expr[] operands = new Expr[inputs.length];
      for (int i = 0; i < operands.length; i++) {
        operands[i] = read(inputs[i]);
      }
      return elementwise.expression(operands);
    }

    private Expr read(Value value) {
      Expr known = made.get(value);
      if (known != null) {
        return known;
      }
      if (value instanceof Scalar scalar) {
        return parameter(scalar::value, value);
      }
      if (value instanceof LiveScalar live) {
        return parameter(live::value, value);
      }
      int number = numberOf(value);
      Expr changedTo = changes.get(number);
      return changedTo != null ? changedTo : new Expr.Input(number, value.dtype());
    }

    private Expr parameter(DoubleSupplier number, Value value) {
      numbers.add(number);
      return new Expr.Parameter(numbers.size() - 1, value.dtype());
    }

    /** Returns the number of a tensor that was there before. */
    private int numberOf(Value tensor) {
      for (int i = 0; i < tensors.size(); i++) {
        if (tensors.get(i) == tensor) {
          return i;
        }
      }
      isElementwise &= tensor.spec().equals(spec);
      tensors.add((Variable) tensor);
      return tensors.size() - 1;
    }
  }
}
