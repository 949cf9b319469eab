package dev.jacobian.autograd;

import dev.jacobian.device.Device;
import dev.jacobian.op.Differentiable;
import dev.jacobian.op.Full;
import dev.jacobian.op.GradientContext;
import dev.jacobian.op.Permute;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.Value;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The gradients of one call of a function with several inputs and outputs, seen and replaced where
 * backward enters and leaves it. The inputs go through {@link #enter} before the call and the
 * outputs through {@link #leave} after it; both give the same values, on the tape as {@link Passed}
 * behind one {@link Gate}.
 *
 * <p>A node of the tape has one gradient, so those that belong together wait in the backward pass:
 * what each {@code Passed} tells its gate is an empty number, and the gate, which is visited after
 * all of them, looks for what is there.
 */
public final class CallGradients {
  private static final TensorSpec EMPTY = new TensorSpec(Shape.scalar(), DType.FLOAT32);

  private final String name;
  private final Listener listener;
  private boolean hasGateBefore;
  private int inputCount;
  private int outputCount;

  /** What sees the gradients; null stands for none. Lists may be changed and returned. */
  public interface Listener {
    /** Returns the gradients of the outputs that backward goes on with. */
    List<@Nullable Variable> outputs(List<@Nullable Variable> gradients);

    /**
     * Returns the gradients of the inputs that backward goes on with.
     *
     * @param gradients of the inputs; null also where none is required
     * @param ofOutputs what {@link #outputs} gave
     */
    List<@Nullable Variable> inputs(
        List<@Nullable Variable> gradients, List<@Nullable Variable> ofOutputs);
  }

  /**
   * Begins a call.
   *
   * @param name of the function, for messages
   */
  public CallGradients(String name, Listener listener) {
    this.name = name;
    this.listener = listener;
  }

  /** Returns the inputs for the call. */
  public List<Variable> enter(List<Variable> inputs) {
    inputCount = inputs.size();
    hasGateBefore = inputs.stream().anyMatch(CallGradients::isRecorded);
    return through(inputs, new Gate(false, inputs));
  }

  /** Returns the outputs of the call. */
  public List<Variable> leave(List<Variable> outputs) {
    outputCount = outputs.size();
    return through(outputs, new Gate(true, outputs));
  }

  private static boolean isRecorded(Variable variable) {
    return Autograd.isGradEnabled() && variable.requiresGrad();
  }

  private List<Variable> through(List<Variable> values, Gate gate) {
    Variable[] ends = values.stream().filter(CallGradients::isRecorded).toArray(Variable[]::new);
    if (ends.length == 0) {
      return values;
    }
    // It has no values: only its place on the tape is used.
    Variable before = new Variable(ends[0].storage(), EMPTY, new OpNode(gate, ends, EMPTY, null));
    List<Variable> passed = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      Variable value = values.get(i);
      if (isRecorded(value)) {
        List<Integer> order = IntStream.range(0, value.shape().rank()).boxed().toList();
        Variable same = (Variable) Autograd.builder().apply(new Permute(order), value);
        Value[] input = {before};
        same.setOfCall(new OpNode(new Passed(gate, i), input, value.spec(), null));
        value = same;
      }
      passed.add(value);
    }
    return passed;
  }

  /** Returns whether what is on the tape only has gradients go through it. */
  static boolean isGate(Differentiable op) {
    return op instanceof Gate || op instanceof Passed;
  }

  private static BackwardPass pass() {
    BackwardPass pass = ThreadState.current().pass;
    if (pass == null) {
      throw new IllegalStateException("gradients of a call outside of a backward pass");
    }
    return pass;
  }

  /** A value that came through a gate; its gradient waits there for the others. */
  private record Passed(Gate gate, int index) implements Differentiable {
    @Override
    public String name() {
      return gate.name();
    }

    @Override
    public Value gradient(int ignored, GradientContext context) {
      pass().together(gate, gate.specs.size()).set(index, (Variable) context.gradient());
      return new Scalar(0, EMPTY.dtype());
    }
  }

  /** What is before the values of one side; backward comes here when their gradients are whole. */
  private final class Gate implements Differentiable {
    private final boolean isAfter;
    private final List<TensorSpec> specs;
    private final List<Integer> recorded;
    private final List<Device> devices;

    Gate(boolean isAfter, List<Variable> values) {
      this.isAfter = isAfter;
      this.specs = values.stream().map(Variable::spec).toList();
      this.recorded =
          IntStream.range(0, values.size()).filter(i -> isRecorded(values.get(i))).boxed().toList();
      this.devices = values.stream().map(Variable::device).toList();
    }

    @Override
    public String name() {
      return "backward hook of " + name;
    }

    @Override
    public Value gradient(int index, GradientContext context) {
      List<@Nullable Variable> gradients = context.once(this::replaced);
      int at = recorded.get(index);
      Variable gradient = gradients.get(at);
      return gradient != null
          ? gradient
          : context.builder().apply(new Full(specs.get(at), 0, devices.get(at)));
    }

    private List<@Nullable Variable> replaced() {
      BackwardPass pass = pass();
      List<@Nullable Variable> given = pass.together(this, specs.size());
      for (Variable gradient : given) {
        if (gradient != null) {
          pass.kept(gradient);
        }
      }
      List<@Nullable Variable> ofOutputs = pass.together(CallGradients.this, outputCount);
      if (!isAfter) {
        return checked(
            pass.outside(
                () -> listener.inputs(new ArrayList<>(given), new ArrayList<>(ofOutputs))));
      }
      List<@Nullable Variable> made =
          checked(pass.outside(() -> listener.outputs(new ArrayList<>(given))));
      Collections.copy(ofOutputs, made);
      if (!hasGateBefore) {
        List<@Nullable Variable> none = new ArrayList<>(Collections.nCopies(inputCount, null));
        pass.outside(() -> listener.inputs(none, new ArrayList<>(made)));
      }
      return made;
    }

    private List<@Nullable Variable> checked(List<@Nullable Variable> gradients) {
      if (gradients.size() != specs.size()) {
        throw new AutogradException(
            "a " + name() + " gave " + gradients.size() + " gradients, not " + specs.size(),
            "one for each " + (isAfter ? "output" : "input") + " of the call",
            "give null in the place of one that there is not, or null for all to leave them");
      }
      for (int i : recorded) {
        Variable gradient = gradients.get(i);
        if (gradient != null) {
          BackwardPass.requireGradient("a " + name(), gradient, specs.get(i), devices.get(i));
        }
      }
      return gradients;
    }
  }
}
