package dev.jacobian.autograd;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Operand;
import dev.jacobian.device.Storage;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.LiveScalar;
import dev.jacobian.op.Op;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.SourceOp;
import dev.jacobian.op.Transfer;
import dev.jacobian.op.Value;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Computes each op at once and records it where a gradient is required. */
final class EagerTape implements OpBuilder {
  private final ThreadState state;

  EagerTape(ThreadState state) {
    this.state = state;
  }

  @Override
  public Value apply(Op op, Value... operands) {
    Value[] inputs = now(operands);
    Observer observer = state.observer;
    long start = observer == null ? 0 : System.nanoTime();
    Variable output;
    try {
      output = compute(op, inputs);
    } catch (JacobianException e) {
      e.inLayer(state.layerPath());
      throw e;
    }
    if (observer != null) {
      tell(observer, op, inputs, output.spec(), start);
    }
    if (state.detectAnomaly && !state.inBackward) {
      Anomalies.checkForward(op, output, inputs, Autograd.here());
    }
    return output;
  }

  /** Returns the operands with live scalars as the numbers that they have now. */
  private static Value[] now(Value[] operands) {
    for (int i = 0; i < operands.length; i++) {
      if (operands[i] instanceof LiveScalar) {
        Value[] inputs = operands.clone();
        for (int j = i; j < inputs.length; j++) {
          inputs[j] = inputs[j] instanceof LiveScalar live ? live.now() : inputs[j];
        }
        return inputs;
      }
    }
    return operands;
  }

  private static void tell(
      Observer observer, Op op, Value[] inputs, TensorSpec output, long start) {
    long end = System.nanoTime();
    List<TensorSpec> tensors = new ArrayList<>(inputs.length);
    for (Value input : inputs) {
      if (!(input instanceof Scalar)) {
        tensors.add(input.spec());
      }
    }
    long bytes = op.bytesMoved(tensors, output);
    observer.computed(new Work(op.name(), tensors, List.of(output), bytes), start, end);
  }

  private Variable compute(Op op, Value[] inputs) {
    TensorSpec spec = infer(op, inputs);
    Backend backend = backendOf(op, inputs);
    Storage storage;
    if (op.isView()) {
      storage = ((Variable) inputs[0]).storage();
    } else {
      storage = backend.memory().allocate(spec);
      execute(op, inputs, backend, new Operand(storage, spec.shape()));
    }
    OpNode node = record(op, inputs, spec);
    Variable output = new Variable(storage, spec, node);
    if (node != null) {
      node.saveOutput(output);
    }
    return output;
  }

  @Override
  public void assign(Value target, Op op, Value... operands) {
    Value[] inputs = now(operands);
    Variable variable = (Variable) target;
    Observer observer = state.observer;
    long start = observer == null ? 0 : System.nanoTime();
    // The target may be an operand, so this is seen before it changes.
    boolean heldInfinity = state.detectAnomaly && Anomalies.holdInfinity(op, inputs);
    try {
      replace(variable, op, inputs);
    } catch (JacobianException e) {
      e.inLayer(state.layerPath());
      throw e;
    }
    if (observer != null) {
      tell(observer, op, inputs, variable.spec(), start);
    }
    if (state.detectAnomaly) {
      Anomalies.checkChange(op, variable, heldInfinity, Autograd.here());
    }
  }

  private void replace(Variable variable, Op op, Value[] inputs) {
    requireAssignable(op, variable, inputs);
    TensorSpec spec = infer(op, inputs);
    if (!spec.equals(variable.spec())) {
      throw new ShapeException(
          "in-place " + op.name() + ": the result is " + spec + ", the tensor " + variable.spec(),
          "a result of the tensor's shape and dtype");
    }
    Backend backend = backendOf(op, inputs);
    if (backend != variable.storage().backend()) {
      throw onTwoDevices(op, variable.storage().backend(), backend);
    }
    Operand output = variable.operand();
    if (op instanceof ElementwiseOp && !isReadUnderAnotherShape(variable, inputs)) {
      execute(op, inputs, backend, output);
    } else {
      Storage result = backend.memory().allocate(spec);
      execute(op, inputs, backend, new Operand(result, spec.shape()));
      backend.copy(new Operand(result, spec.shape()), output);
    }
    variable.storage().markChanged();
  }

  private void requireAssignable(Op op, Variable target, Value[] inputs) {
    if (!state.gradEnabled) {
      return;
    }
    boolean recorded = target.requiresGrad();
    for (Value input : inputs) {
      recorded |= input instanceof Variable v && v.requiresGrad();
    }
    if (recorded) {
      throw new AutogradException(
          "in-place "
              + op.name()
              + " on a "
              + target.spec()
              + " tensor would have to be recorded for backward",
          "no tensor that requires a gradient among target and operands",
          "use the op that returns a new tensor, or wrap the change in Autograd.noGrad()");
    }
  }

  private static boolean isReadUnderAnotherShape(Variable target, Value[] inputs) {
    for (Value input : inputs) {
      if (input instanceof Variable v
          && v.storage() == target.storage()
          && !v.shape().equals(target.shape())) {
        return true;
      }
    }
    return false;
  }

  private static TensorSpec infer(Op op, Value[] inputs) {
    TensorSpec[] specs = new TensorSpec[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      specs[i] = inputs[i].spec();
    }
    return op.infer(specs);
  }

  private static Backend backendOf(Op op, Value[] inputs) {
    if (op instanceof SourceOp source) {
      return source.device().backend();
    }
    if (op instanceof Transfer transfer) {
      return transfer.to().backend();
    }
    @Nullable Backend backend = null;
    for (Value input : inputs) {
      if (input instanceof Variable variable) {
        Backend own = variable.storage().backend();
        if (backend != null && backend != own) {
          throw onTwoDevices(op, backend, own);
        }
        backend = own;
      }
    }
    if (backend == null) {
      throw new IllegalArgumentException(op.name() + " needs a tensor among its operands");
    }
    return backend;
  }

  private static DeviceException onTwoDevices(Op op, Backend a, Backend b) {
    return new DeviceException(
        op.name() + ": operands are on two devices, " + a.device() + " and " + b.device(),
        "all operands on one device",
        "move one of them, for example x.to(Device.parse(\"" + a.device() + "\"))");
  }

  private static void execute(Op op, Value[] inputs, Backend backend, Operand output) {
    try {
      executeKernel(op, inputs, backend, output);
    } finally {
      // Until here, no block that the kernel works on may go back to the pool.
      Reference.reachabilityFence(inputs);
      Reference.reachabilityFence(output);
    }
  }

  /** Runs a kernel; scalars become constants of an elementwise expression. */
  private static void executeKernel(Op op, Value[] inputs, Backend backend, Operand output) {
    if (op instanceof ElementwiseOp elementwise) {
      ElementwiseCall.execute(elementwise, inputs, backend, output);
      return;
    }
    Operand[] operands = new Operand[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] instanceof Scalar) {
        throw new IllegalArgumentException(op.name() + " takes no scalar");
      }
      operands[i] = ((Variable) inputs[i]).operand();
    }
    op.execute(backend, operands, output);
  }

  private @Nullable OpNode record(Op op, Value[] inputs, TensorSpec spec) {
    if (!state.gradEnabled || !spec.dtype().isFloating()) {
      return null;
    }
    for (int i = 0; i < inputs.length; i++) {
      if (inputs[i] instanceof Variable v && v.requiresGrad() && op.isDifferentiable(i)) {
        return new OpNode(op, inputs, spec, state.detectAnomaly ? Autograd.here() : null);
      }
    }
    return null;
  }
}
