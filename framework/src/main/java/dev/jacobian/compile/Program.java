package dev.jacobian.compile;

import dev.jacobian.autograd.Variable;
import dev.jacobian.device.RandomState;
import dev.jacobian.device.Storage;
import dev.jacobian.tensor.Tensor;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A compiled function, ready to run: instructions over planned memory. Runs on one thread at a time.
 */
final class Program {
  private final Preamble preamble;
  private final Instruction[] instructions;
  private final List<Slot> arguments;
  private final List<BoundState> states;
  private final List<Slot> written;
  private final List<LeftGradient> gradients;
  private final List<Result> results;
  private final boolean reusesOutputs;
  private final List<Storage> buffers;
  private final String explanation;
  private final double[] numbers;
  private final RandomState[] draws;
  private @Nullable List<Tensor> reused;

  /** A tensor from outside and the memory that stands for it here. */
  record BoundState(StateTensor tensor, Slot slot) {}

  /** A leaf and the gradient that a run leaves there, or null if it clears it. */
  record LeftGradient(Variable leaf, @Nullable Variable gradient) {}

  /** A result's memory, and the node that says its shape and type. */
  record Result(Node node, Slot slot) {}

  Program(
      Preamble preamble,
      List<Instruction> instructions,
      List<Slot> arguments,
      List<BoundState> states,
      List<Slot> written,
      List<LeftGradient> gradients,
      List<Result> results,
      boolean reusesOutputs,
      List<Storage> buffers,
      String explanation) {
    this.preamble = preamble;
    this.instructions = instructions.toArray(new Instruction[0]);
    this.arguments = arguments;
    this.states = states;
    this.written = written;
    this.gradients = gradients;
    this.results = results;
    this.reusesOutputs = reusesOutputs;
    this.buffers = buffers;
    this.explanation = explanation;
    this.numbers = new double[preamble.numbers()];
    this.draws = new RandomState[preamble.draws()];
  }

  /** Returns the graph, the kernels with their source, and the buffers. */
  String explanation() {
    return explanation;
  }

  /** Returns whether a storage belongs to the state that the program found by itself. */
  boolean isState(Storage storage) {
    for (int i = 0; i < states.size(); i++) {
      if (states.get(i).tensor().storage() == storage) {
        return true;
      }
    }
    return false;
  }

  /**
   * Runs it.
   *
   * @param inputs of the signature that it was made for
   * @return new tensors, or always the same ones if outputs are reused
   */
  List<Tensor> run(Tensor[] inputs) {
    preamble.run(numbers, draws);
    List<Tensor> outputs;
    try {
      for (int i = 0; i < inputs.length; i++) {
        arguments.get(i).bind(inputs[i].storage());
      }
      for (int i = 0; i < states.size(); i++) {
        states.get(i).slot().bind(states.get(i).tensor().storage());
      }
      outputs = outputs();
      for (Instruction instruction : instructions) {
        instruction.run(numbers, draws);
      }
    } catch (RuntimeException | Error failure) {
      preamble.undo();
      throw failure;
    } finally {
      Reference.reachabilityFence(inputs);
      Reference.reachabilityFence(buffers);
    }
    for (int i = 0; i < written.size(); i++) {
      written.get(i).storage().markChanged();
    }
    for (int i = 0; i < gradients.size(); i++) {
      leave(gradients.get(i));
    }
    return outputs;
  }

  private static void leave(LeftGradient left) {
    if (left.leaf().grad() != left.gradient()) {
      left.leaf().setGrad(left.gradient());
    }
  }

  private List<Tensor> outputs() {
    List<Tensor> kept = reused;
    if (kept != null) {
      return kept;
    }
    List<Tensor> outputs = new ArrayList<>(results.size());
    for (Result result : results) {
      Node node = result.node();
      Storage storage = node.root().backend().memory().allocate(node.spec());
      if (reusesOutputs) {
        storage.moveTo(null);
      }
      result.slot().bind(storage);
      outputs.add(Tensor.ofValue(new Variable(storage, node.shape())));
    }
    if (reusesOutputs) {
      reused = List.copyOf(outputs);
    }
    return outputs;
  }

  /** Tells which instructions run, in order. */
  List<Instruction> instructions() {
    return List.of(instructions);
  }
}
