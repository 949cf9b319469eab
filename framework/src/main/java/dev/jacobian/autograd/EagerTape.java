package dev.jacobian.autograd;

import dev.jacobian.device.Backend;
import dev.jacobian.device.Named;
import dev.jacobian.device.Operand;
import dev.jacobian.device.Storage;
import dev.jacobian.fusion.FusedFunction;
import dev.jacobian.op.CompositeOp;
import dev.jacobian.op.ElementwiseOp;
import dev.jacobian.op.LiveScalar;
import dev.jacobian.op.Op;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Permute;
import dev.jacobian.op.Scalar;
import dev.jacobian.op.SourceOp;
import dev.jacobian.op.Transfer;
import dev.jacobian.op.Value;
import dev.jacobian.op.ViewOp;
import dev.jacobian.op.ViewScatter;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.AxisOrder;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.Layout;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Computes each op at once and records it where a gradient is required. */
final class EagerTape implements OpBuilder {
  private final ThreadState state;
  private final EagerCalls calls = new EagerCalls();
  private final FusedCalls fused = new FusedCalls();

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
      tell(observer, op, inputs, output.spec(), output.view() != null, start);
    }
    if (state.detectAnomaly && state.pass == null) {
      Anomalies.checkForward(op, output, inputs, Autograd.here());
    }
    return output;
  }

  @Override
  public Value apply(CompositeOp op, Value... inputs) {
    try {
      // Anomaly mode looks at the result of each op.
      FusedCalls.Fused call = state.detectAnomaly ? null : fused.find(op, inputs, state.fuseFrom);
      return call == null ? op.decompose(this, inputs) : compute(op, call, inputs);
    } catch (JacobianException e) {
      e.inLayer(state.layerPath());
      throw e;
    }
  }

  private Value compute(CompositeOp op, FusedCalls.Fused call, Value[] inputs) {
    List<Integer> wanted = wanted(inputs);
    FusedGradient gradient = wanted.isEmpty() ? null : call.gradient(wanted);
    FusedFunction forward =
        wanted.isEmpty() ? call.forward() : gradient == null ? null : gradient.forward();
    if (forward == null) {
      return op.decompose(this, inputs);
    }
    Operand[] operands = new Operand[inputs.length];
    for (int i = 0; i < operands.length; i++) {
      operands[i] = ((Variable) inputs[i]).operand().packed();
    }
    List<Variable> results;
    try {
      results = run(op, forward, operands);
    } catch (DataException e) {
      // An op says what is wrong in its own terms.
      return op.decompose(this, inputs);
    }
    Variable output = results.get(0);
    if (gradient == null) {
      return output;
    }
    List<Value> read = new ArrayList<>(List.of(inputs));
    read.addAll(results.subList(1, results.size()));
    OpNode node = new OpNode(gradient, read.toArray(new Value[0]), output.spec(), place());
    Variable recorded = new Variable(output.storage(), output.spec(), node);
    node.saveOutput(recorded);
    return recorded;
  }

  /** Returns the inputs of a composed function that its gradient is asked for. */
  private List<Integer> wanted(Value[] inputs) {
    List<Integer> wanted = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      if (state.gradEnabled && ((Variable) inputs[i]).node() != null) {
        wanted.add(i);
      }
    }
    return wanted;
  }

  /**
   * Does what several ops fuse to.
   *
   * @param work for messages and profiles
   * @param arguments packed; those that are not read are null
   */
  List<Variable> run(Named work, FusedFunction kernels, @Nullable Operand... arguments) {
    Observer observer = state.observer;
    long start = observer == null ? 0 : System.nanoTime();
    List<Operand> results;
    kernels.backend().announce(work, state.part());
    try {
      results = kernels.run(arguments);
    } finally {
      kernels.backend().announce(null, null);
    }
    if (observer != null) {
      List<TensorSpec> inputs =
          Arrays.stream(arguments).filter(Objects::nonNull).map(Operand::spec).toList();
      List<TensorSpec> outputs = results.stream().map(Operand::spec).toList();
      observer.computed(Work.of(work.name(), inputs, outputs), start, System.nanoTime());
    }
    return results.stream().map(it -> new Variable(it.storage(), it.shape())).toList();
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
      Observer observer, Op op, Value[] inputs, TensorSpec output, boolean isView, long start) {
    long end = System.nanoTime();
    List<TensorSpec> tensors = new ArrayList<>(inputs.length);
    for (Value input : inputs) {
      if (!(input instanceof Scalar)) {
        tensors.add(input.spec());
      }
    }
    long bytes = isView ? 0 : op.bytesMoved(tensors, output);
    observer.computed(new Work(op.name(), tensors, List.of(output), bytes), start, end);
  }

  private Variable compute(Op op, Value[] inputs) {
    TensorSpec spec = infer(op, inputs);
    if (op instanceof ViewOp viewOp) {
      Variable source = (Variable) inputs[0];
      Layout layout = viewOp.layout(source.layout());
      if (layout != null) {
        OpNode node = record(op, inputs, spec);
        ViewOf view = ViewOf.of(source, viewOp, state.gradEnabled);
        return new Variable(source.storage(), layout, spec, node, view);
      }
    }
    Backend backend = backendOf(op, inputs);
    Storage storage = backend.memory().allocate(spec);
    Layout layout = Layout.packed(spec.shape());
    List<Integer> order = order(op, inputs, spec);
    if (order == null) {
      execute(op, inputs, backend, null, new Operand(storage, spec.shape()));
    } else {
      Layout turned = Layout.packed(layout.permute(order).shape());
      execute(op, inputs, backend, order, new Operand(storage, turned));
      layout = turned.permute(Permute.inverse(order));
    }
    OpNode node = record(op, inputs, spec);
    Variable output = new Variable(storage, layout, spec, node, null);
    if (node != null) {
      node.saveOutput(output);
    }
    return output;
  }

  /**
   * Returns the order of axes in which a result lies: as in PyTorch, a function of transposed
   * tensors lies transposed. Null for row-major.
   */
  private static @Nullable List<Integer> order(Op op, Value[] inputs, TensorSpec spec) {
    if (!(op instanceof ElementwiseOp)) {
      return null;
    }
    boolean isRowMajor = true;
    for (Value input : inputs) {
      isRowMajor &= !(input instanceof Variable variable) || variable.layout().isContiguous();
    }
    // A copy is row-major.
    if (isRowMajor || (inputs.length == 1 && op.isIdentity(inputs[0].spec(), spec))) {
      return null;
    }
    List<Layout> layouts = new ArrayList<>();
    for (Value input : inputs) {
      if (input instanceof Variable variable) {
        layouts.add(variable.layout());
      }
    }
    List<Integer> order = AxisOrder.of(spec.shape(), layouts);
    return Layout.packed(spec.shape()).permute(order).isContiguous() ? null : order;
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
      tell(observer, op, inputs, variable.spec(), false, start);
    }
    if (state.detectAnomaly) {
      Anomalies.checkChange(op, variable, heldInfinity, Autograd.here());
    }
  }

  private void replace(Variable target, Op op, Value[] inputs) {
    boolean isRecorded = isRecorded(op, target, inputs);
    TensorSpec spec = infer(op, inputs);
    if (!spec.equals(target.spec())) {
      throw new ShapeException(
          op.change() + ": the result is " + spec + ", the tensor " + target.spec(),
          "a result of the tensor's shape and dtype");
    }
    Backend backend = backendOf(op, inputs);
    if (backend != target.storage().backend()) {
      throw onTwoDevices(op, target.storage().backend(), backend);
    }
    requireOwnPlaces(op, target);
    // The tape keeps what the values are now.
    OpNode node = isRecorded ? new OpNode(op, kept(op, target, inputs), spec, place()) : null;
    Operand output = target.operand();
    boolean isDirect = (op instanceof ElementwiseOp || op.keepsTheRest()) && output.isPacked();
    if (isDirect && !isReadElsewhere(target, inputs)) {
      execute(op, inputs, backend, null, output);
    } else {
      Operand result = new Operand(backend.memory().allocate(spec), spec.shape());
      execute(op, inputs, backend, null, result);
      backend.copy(result, output);
    }
    target.storage().markChanged();
    if (node != null) {
      record(node, target);
    }
  }

  /** Lets the tape of a target, or of the base that it is a view of, go on with a change. */
  private void record(OpNode node, Variable target) {
    Variable base = target.base();
    boolean isRead = base == target && node.input(0) == target.node();
    if (isRead) {
      target.setNode(node);
    } else {
      // Of a target that is overwritten too: its old values have a gradient, of zeros.
      Variable changed = new Variable(target.storage(), target.spec(), node);
      Value[] inputs = {base, changed};
      base.setNode(new OpNode(new ViewScatter(target.path()), inputs, base.spec(), place()));
    }
    node.saveOutput(target);
  }

  /**
   * Returns the operands as backward shall see them: the target's values before the change as a
   * copy. Another operand that changes with the target is no copy, so that backward refuses it.
   */
  private static Value[] kept(Op op, Variable target, Value[] inputs) {
    if (inputs[0] != target || !isUsed(op, 0, inputs)) {
      return inputs;
    }
    Storage copy = target.storage().backend().memory().allocate(target.spec());
    target.storage().backend().copy(target.operand(), new Operand(copy, target.shape()));
    Value[] kept = inputs.clone();
    Variable before = new Variable(copy, target.spec(), target.node());
    Recording.kept(before, target);
    kept[0] = before;
    return kept;
  }

  /** Returns whether a gradient that is asked for reads the values of an input. */
  private static boolean isUsed(Op op, int input, Value[] inputs) {
    for (int j = 0; j < inputs.length; j++) {
      if (op.isDifferentiable(j)
          && inputs[j] instanceof Variable v
          && v.node() != null
          && op.usesInput(input, j)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Returns whether a change in place belongs on the tape.
   *
   * @throws AutogradException if it would, and cannot
   */
  private boolean isRecorded(Op op, Variable target, Value[] inputs) {
    if (!state.gradEnabled || !target.dtype().isFloating()) {
      return false;
    }
    Variable base = target.base();
    boolean isRecorded = target.requiresGrad() || base.requiresGrad();
    for (Value input : inputs) {
      isRecorded |= input instanceof Variable v && v.requiresGrad();
    }
    if (!isRecorded) {
      return false;
    }
    ViewOf view = target.view();
    if (view != null && view.isDifferentiable()) {
      view.requireTracked(op.change() + " on a " + target.spec() + " view");
    }
    if (target.node() instanceof LeafNode || base.node() instanceof LeafNode) {
      throw new AutogradException(
          op.change()
              + " on a "
              + target.spec()
              + " tensor that is "
              + (target == base ? "a leaf that requires" : "a view of a leaf that requires")
              + " a gradient, whose values would be lost",
          "the result of an op, or a tensor that requires no gradient",
          "use the op that returns a new tensor, or wrap the change in Autograd.noGrad()");
    }
    return true;
  }

  private static void requireOwnPlaces(Op op, Variable target) {
    if (target.layout().isRepeated() && op.fill() == null) {
      throw new ShapeException(
          op.change()
              + " on a "
              + target.spec()
              + " view of which several elements are one in memory",
          "a place of its own for each element",
          "change a copy()");
    }
  }

  /** Returns whether the memory that changes is read in another order. */
  private static boolean isReadElsewhere(Variable target, Value[] inputs) {
    for (Value input : inputs) {
      if (input instanceof Variable v
          && v.storage() == target.storage()
          && !v.layout().equals(target.layout())) {
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

  private void execute(
      Op op, Value[] inputs, Backend backend, @Nullable List<Integer> order, Operand output) {
    backend.announce(op, state.part());
    try {
      calls.run(op, inputs, backend, order, output);
    } finally {
      backend.announce(null, null);
      // Until here, no block that the kernel works on may go back to the pool.
      Reference.reachabilityFence(inputs);
      Reference.reachabilityFence(output);
    }
  }

  private @Nullable OpNode record(Op op, Value[] inputs, TensorSpec spec) {
    if (!state.gradEnabled || !spec.dtype().isFloating()) {
      return null;
    }
    for (int i = 0; i < inputs.length; i++) {
      if (op.isDifferentiable(i) && inputs[i] instanceof Variable v && v.node() != null) {
        return new OpNode(op, inputs, spec, place());
      }
    }
    return null;
  }

  private @Nullable ForwardCall place() {
    return state.detectAnomaly ? Autograd.here() : null;
  }
}
