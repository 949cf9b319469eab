package dev.jacobian.autograd;

import dev.jacobian.device.Storage;
import dev.jacobian.op.Differentiable;
import dev.jacobian.op.GradientContext;
import dev.jacobian.op.OpBuilder;
import dev.jacobian.op.Value;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.Broadcasting;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The record of one op on the tape: where its gradient goes, and the values that the gradient
 * reads. The values are freed by backward; each is kept with the version of its storage, so that a
 * change in place is noticed.
 */
final class OpNode extends GradNode {
  private final Differentiable op;
  private final TensorSpec[] inputSpecs;
  private final TensorSpec outputSpec;
  private final @Nullable GradNode[] inputNodes;
  private final @Nullable ForwardCall forwardCall;
  private @Nullable Saved @Nullable [] savedInputs;
  private @Nullable Saved savedOutput;
  private boolean isFreed;
  private @Nullable Variable retained;
  private @Nullable Hooks<GradientHook> hooks;

  /**
   * A value that the gradient reads, with the storage and the version it had; a constant has none.
   */
  private record Saved(Value value, @Nullable Storage storage, int version) {
    static Saved of(Value value) {
      if (value instanceof Variable variable) {
        return new Saved(value, variable.storage(), variable.storage().version());
      }
      return new Saved(value, null, 0);
    }
  }

  OpNode(
      Differentiable op, Value[] inputs, TensorSpec outputSpec, @Nullable ForwardCall forwardCall) {
    this.op = op;
    this.outputSpec = outputSpec;
    this.forwardCall = forwardCall;
    this.inputSpecs = new TensorSpec[inputs.length];
    this.inputNodes = new GradNode[inputs.length];
    for (int i = 0; i < inputs.length; i++) {
      inputSpecs[i] = inputs[i].spec();
      if (op.isDifferentiable(i) && inputs[i] instanceof Variable variable) {
        inputNodes[i] = variable.node();
      }
    }
    this.savedInputs = saveInputs(inputs);
  }

  private @Nullable Saved @Nullable [] saveInputs(Value[] inputs) {
    @Nullable Saved @Nullable [] saved = null;
    for (int i = 0; i < inputs.length; i++) {
      for (int j = 0; j < inputs.length; j++) {
        if (inputNodes[j] != null && op.usesInput(i, j)) {
          if (saved == null) {
            saved = new Saved[inputs.length];
          }
          saved[i] = Saved.of(inputs[i]);
          break;
        }
      }
    }
    return saved;
  }

  /** Keeps the output for the gradient, if it reads it. */
  void saveOutput(Variable output) {
    for (int j = 0; j < inputNodes.length; j++) {
      if (inputNodes[j] != null && op.usesOutput(j)) {
        savedOutput = Saved.of(output);
        return;
      }
    }
  }

  Differentiable op() {
    return op;
  }

  TensorSpec inputSpec(int index) {
    return inputSpecs[index];
  }

  @Nullable ForwardCall forwardCall() {
    return forwardCall;
  }

  /** Asks backward to store the gradient of this op's output in {@code variable}, or in none. */
  void retainGrad(@Nullable Variable variable) {
    retained = variable;
  }

  @Nullable Variable retained() {
    return retained;
  }

  @Override
  synchronized List<GradientHook> hooks() {
    return hooks == null ? List.of() : hooks.now();
  }

  @Override
  synchronized RemovableHandle addHook(GradientHook hook) {
    if (hooks == null) {
      hooks = new Hooks<>();
    }
    return hooks.add(hook);
  }

  @Override
  public List<@Nullable GradNode> inputs() {
    return Collections.unmodifiableList(Arrays.asList(inputNodes));
  }

  @Override
  public String label() {
    return op.name() + " -> " + outputSpec;
  }

  /** Returns what gives the gradient with respect to each input, in the input's shape. */
  IntFunction<Value> gradients(OpBuilder builder, Value gradient) {
    Context context = new Context(builder, gradient);
    return index -> inTheShape(index, op.gradient(index, context), builder);
  }

  private Value inTheShape(int index, @Nullable Value part, OpBuilder builder) {
    TensorSpec input = inputSpecs[index];
    if (part == null
        || part.dtype() != input.dtype()
        || !Broadcasting.isBroadcastable(input.shape(), part.shape())) {
      throw new AutogradException(
          "backward of "
              + op.name()
              + ": its gradient for input "
              + index
              + " is "
              + (part == null ? "null" : part.spec().toString()),
          input + ", or what that broadcasts to",
          "correct the op's gradient");
    }
    return builder.sumTo(part, input.shape());
  }

  /** Returns the values that the gradient reads, as far as they have not been freed. */
  List<Value> saved() {
    List<Value> values = new ArrayList<>();
    if (savedInputs != null) {
      for (Saved saved : savedInputs) {
        if (saved != null) {
          values.add(saved.value());
        }
      }
    }
    if (savedOutput != null) {
      values.add(savedOutput.value());
    }
    return values;
  }

  int inputCount() {
    return inputNodes.length;
  }

  /** Returns the node that an input's gradient goes to, or null if it has none. */
  @Nullable GradNode input(int index) {
    return inputNodes[index];
  }

  /** Drops the saved values. */
  void free() {
    savedInputs = null;
    savedOutput = null;
    isFreed = true;
  }

  private Value read(@Nullable Saved saved, String what) {
    if (saved == null && !isFreed) {
      throw new AutogradException(
          "backward of " + op.name() + ": its gradient reads " + what + ", which was not kept",
          "usesInput and usesOutput to name all that the gradient reads",
          "return true there");
    }
    if (saved == null) {
      throw new AutogradException(
          "backward of " + op.name() + ": the values it needs were freed by an earlier backward",
          "one backward for each forward",
          "call backward(retainGraph = true) the first time, or run forward again");
    }
    Storage storage = saved.storage();
    if (storage != null && storage.version() != saved.version()) {
      throw new AutogradException(
          "backward of "
              + op.name()
              + ": "
              + what
              + ", a "
              + saved.value().spec()
              + " tensor, was changed in place after forward (it is at version "
              + storage.version()
              + ", forward saw "
              + saved.version()
              + ")",
          "values that backward needs to stay as they were",
          "change a copy(), or do it after backward");
    }
    if (storage != null
        && saved.value() instanceof Variable variable
        && variable.storage() != storage) {
      boolean isConverted = storage.dtype() != variable.dtype();
      throw new AutogradException(
          "backward of "
              + op.name()
              + ": "
              + what
              + ", a "
              + variable.spec()
              + " tensor, was "
              + (isConverted
                  ? "converted from " + storage.dtype()
                  : "moved to " + variable.device())
              + " after forward",
          "values that backward needs to stay " + (isConverted ? "as" : "where") + " they were",
          (isConverted ? "convert" : "move") + " the module before forward or after backward");
    }
    return saved.value();
  }

  /** Gives the op's gradient what it may see. */
  private final class Context implements GradientContext {
    private final OpBuilder builder;
    private final Value gradient;
    private @Nullable Object shared;

    Context(OpBuilder builder, Value gradient) {
      this.builder = builder;
      this.gradient = gradient;
    }

    @Override
    public OpBuilder builder() {
      return builder;
    }

    @Override
    public Value gradient() {
      return gradient;
    }

    @Override
    public Value input(int index) {
      return read(savedInputs == null ? null : savedInputs[index], "input " + index);
    }

    @Override
    public Value output() {
      return read(savedOutput, "its output");
    }

    @Override
    @SuppressWarnings("unchecked") // an op shares one thing
    public <T> T once(Supplier<T> common) {
      T known = (T) shared;
      if (known == null) {
        known = common.get();
        shared = known;
      }
      return known;
    }

    @Override
    public boolean isDifferentiatedAgain() {
      return Autograd.isGradEnabled();
    }

    @Override
    public int inputCount() {
      return inputSpecs.length;
    }

    @Override
    public TensorSpec inputSpec(int index) {
      return inputSpecs[index];
    }

    @Override
    public TensorSpec outputSpec() {
      return outputSpec;
    }
  }
}
