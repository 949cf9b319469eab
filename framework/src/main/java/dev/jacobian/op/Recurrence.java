package dev.jacobian.op;

import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DTypeHints;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A recurrent network over a sequence: at each step the products of the state with all gates'
 * weights, and then a {@link RecurrentCell}. One op runs the loop, so a graph does not grow with
 * the sequence, and the gradient of the weights is one product. Its gradient is backpropagation
 * through time. PyTorch: the inside of {@code torch.nn.LSTM}, {@code GRU} and {@code RNN}.
 *
 * <p>Inputs: the gates' products of the input, with all biases, {@code [t, n, gates * h]}; weights
 * {@code [gates * h, h]}; the first state {@code [n, h]}; of a cell with c the first c {@code [n,
 * h]}; of one with an inner bias that, {@code [h]}; if it is masked numbers {@code [t, n, 1]}, of
 * which 0 leaves a state as it is. The result is flat: the states of all steps {@code [t, n, h]};
 * the c of all steps, if there is one; and what backward reads, where gradients are wanted, each
 * {@code [t, n, h]} too.
 *
 * @param cell what a step does
 * @param reverse whether the last step is the first one
 * @param masked whether there is a mask
 * @param forBackward whether what backward reads is part of the result
 */
public record Recurrence(RecurrentCell cell, boolean reverse, boolean masked, boolean forBackward)
    implements Op {
  @Override
  public String name() {
    return "recurrence";
  }

  @Override
  public String settings() {
    return cell + (reverse ? ", reverse" : "") + (masked ? ", masked" : "");
  }

  @Override
  public TensorSpec infer(TensorSpec... inputs) {
    for (TensorSpec input : inputs) {
      if (input.dtype() != inputs[0].dtype() || !input.dtype().isFloating()) {
        throw new DTypeException(
            "recurrence: received " + inputs[0] + " and " + input,
            "floating-point tensors of one dtype",
            DTypeHints.toOne(inputs[0].dtype(), input.dtype()));
      }
    }
    List<Shape> expected = new ArrayList<>();
    boolean isSequence = inputs[0].shape().rank() == 3;
    long t = isSequence ? inputs[0].shape().dim(0) : 0;
    long n = isSequence ? inputs[0].shape().dim(1) : 0;
    long h = inputs[1].shape().rank() == 2 ? inputs[1].shape().dim(1) : 0;
    expected.add(Shape.of(t, n, cell.gates() * h));
    expected.add(Shape.of(cell.gates() * h, h));
    expected.add(Shape.of(n, h));
    if (cell.hasCell()) {
      expected.add(Shape.of(n, h));
    }
    if (cell.hasInnerBias()) {
      expected.add(Shape.of(h));
    }
    if (masked) {
      expected.add(Shape.of(t, n, 1));
    }
    List<Shape> received = Arrays.stream(inputs).map(TensorSpec::shape).toList();
    if (!received.equals(expected)) {
      throw new ShapeException("recurrence of " + cell + ": " + received, expected.toString());
    }
    long parts = 1L + (cell.hasCell() ? 1 : 0) + (forBackward ? cell.kept() : 0);
    return new TensorSpec(Shape.of(t * n * h * parts), inputs[0].dtype());
  }

  @Override
  public Lowering lower(List<TensorSpec> inputs, TensorSpec output) {
    return new RecurrenceForward(this, new DeviceCalls());
  }

  /** Returns how many inputs have a gradient. */
  private int differentiable() {
    return cell.hasCell() || cell.hasInnerBias() ? 4 : 3;
  }

  @Override
  public boolean isDifferentiable(int index) {
    return index < differentiable();
  }

  @Override
  public boolean usesInput(int input, int gradient) {
    return true;
  }

  @Override
  public boolean usesOutput(int gradient) {
    return true;
  }

  @Override
  public Value gradient(int index, GradientContext context) {
    if (!forBackward) {
      throw new AutogradException(
          "backward of a recurrence that has kept nothing for it",
          "forBackward where a gradient is wanted");
    }
    OpBuilder b = context.builder();
    Value all = context.once(() -> gradients(context));
    Shape sequence = context.inputSpec(0).shape();
    Shape state = context.inputSpec(2).shape();
    long gates = sequence.size();
    long inner = cell.hasInnerBias() ? gates : 0;
    Value products = Attention.part(b, all, inner, sequence);
    return switch (index) {
      case 0 -> Attention.part(b, all, 0, sequence);
      case 1 -> weightGradient(context, products);
      case 2 -> Attention.part(b, all, gates + inner, state);
      default ->
          cell.hasCell()
              ? Attention.part(b, all, gates + inner + state.size(), state)
              : biasGradient(b, products);
    };
  }

  private static Value biasGradient(OpBuilder b, Value products) {
    Shape shape = products.shape();
    long h = shape.dim(2) / 3;
    Value last = b.apply(new Slice(2, 2 * h, h, 1), products);
    return b.reshape(b.sum(last, List.of(0, 1)), Shape.of(h));
  }

  private Value weightGradient(GradientContext context, Value products) {
    OpBuilder b = context.builder();
    Shape state = context.inputSpec(2).shape();
    long t = products.shape().dim(0);
    Shape states = Shape.of(t, state.dim(0), state.dim(1));
    if (t == 0) {
      return b.fillLike(context.input(1), 0);
    }
    Value h = Attention.part(b, context.output(), 0, states);
    Value first = b.reshape(context.input(2), states.withDim(0, 1));
    Value others = b.apply(new Slice(0, reverse ? 1 : 0, t - 1, 1), h);
    Value before =
        reverse ? b.apply(new Concat(0), others, first) : b.apply(new Concat(0), first, others);
    long rows = t * state.dim(0);
    return b.matmul(
        b.reshape(products, Shape.of(rows, products.shape().dim(2))),
        true,
        b.reshape(before, Shape.of(rows, state.dim(1))),
        false);
  }

  /** Returns the gradients of the loop as {@link RecurrenceGradient} gives them. */
  private Value gradients(GradientContext context) {
    if (context.isDifferentiatedAgain()) {
      return new RecurrenceSteps(this, context).gradients();
    }
    Value[] inputs = new Value[context.inputCount() + 1];
    for (int i = 1; i < context.inputCount(); i++) {
      inputs[i - 1] = context.input(i);
    }
    inputs[inputs.length - 2] = context.output();
    // What was kept for backward has no gradient, so that of the states is all.
    long states =
        context.inputSpec(0).shape().dim(0)
            * context.inputSpec(2).shape().size()
            * (cell.hasCell() ? 2 : 1);
    inputs[inputs.length - 1] =
        context.builder().apply(new Slice(0, 0, states, 1), context.gradient());
    return context.builder().apply(new RecurrenceGradient(this), inputs);
  }
}
