package dev.jacobian.compile;

import dev.jacobian.autograd.Observation;
import dev.jacobian.autograd.Observer;
import dev.jacobian.autograd.Variable;
import dev.jacobian.autograd.Work;
import dev.jacobian.device.Backend;
import dev.jacobian.device.Hold;
import dev.jacobian.device.Operand;
import dev.jacobian.device.Sequence;
import dev.jacobian.device.Storage;
import dev.jacobian.device.random.RandomState;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A compiled function, ready to run: instructions over planned memory. Runs on one thread at a
 * time.
 */
final class Program {
  private final Preamble preamble;
  private final Instruction[] instructions;
  private final Sequence sequence;
  private final Runnable calls = this::makeCalls;
  private final List<Slot> arguments;
  private final List<BoundState> states;
  private final List<Slot> written;
  private final List<LeftGradient> gradients;
  private final List<ResultMemory> results;
  private final int firstWrite;
  private final boolean reusesOutputs;
  private final List<Storage> buffers;
  private final Operand[] held;
  private final Supplier<String> explanation;
  private final double[] numbers;
  private final RandomState[] draws;
  private final Predicate<Storage> isRead = this::reads;
  private final @Nullable Variable[] left;
  private final @Nullable Tensor[] again;
  private List<Tensor> reused = List.of();
  private Work @Nullable [] works;
  private int position;

  /**
   * A tensor from outside, the backend that has to hold it, the type that it has to have, and the
   * memory that stands for it.
   */
  record BoundState(StateTensor tensor, Backend backend, DType dtype, Slot slot) {
    boolean fits(Storage storage) {
      return storage.backend() == backend && storage.dtype() == dtype;
    }
  }

  /** A leaf and the gradient that a run leaves there, or null if it clears it. */
  record LeftGradient(Variable leaf, @Nullable ResultMemory memory) {}

  Program(
      Preamble preamble,
      List<Instruction> instructions,
      Sequence sequence,
      List<Slot> arguments,
      List<BoundState> states,
      List<Slot> written,
      int firstWrite,
      List<LeftGradient> gradients,
      List<ResultMemory> results,
      boolean reusesOutputs,
      List<Storage> buffers,
      Supplier<String> explanation) {
    this.preamble = preamble;
    this.instructions = instructions.toArray(new Instruction[0]);
    this.sequence = sequence;
    this.arguments = arguments;
    this.states = states;
    this.written = written;
    this.firstWrite = firstWrite;
    this.gradients = gradients;
    this.results = results;
    this.reusesOutputs = reusesOutputs;
    this.buffers = buffers;
    this.held = held(arguments, states, gradients, results);
    this.explanation = explanation;
    this.numbers = new double[preamble.numbers()];
    this.draws = new RandomState[preamble.draws()];
    this.left = new Variable[gradients.size()];
    this.again = new Tensor[results.size()];
  }

  /** Returns what a run holds as its slots bind it: all that is not the program's own. */
  private static Operand[] held(
      List<Slot> arguments,
      List<BoundState> states,
      List<LeftGradient> gradients,
      List<ResultMemory> results) {
    List<Slot> slots = new ArrayList<>(arguments);
    states.forEach(state -> slots.add(state.slot()));
    results.forEach(result -> slots.add(result.slot()));
    for (LeftGradient gradient : gradients) {
      if (gradient.memory() != null) {
        slots.add(gradient.memory().slot());
      }
    }
    Operand[] held = new Operand[slots.size()];
    for (int i = 0; i < held.length; i++) {
      slots.get(i).hold(held, i);
    }
    return held;
  }

  /**
   * Gives back the memory that waits on the devices of this program, such as that of the run that
   * was captured: replays have memory of their own.
   */
  void releaseWhatWaits() {
    buffers.stream().map(Storage::backend).distinct().forEach(it -> it.memory().trim());
  }

  /** Returns the graph, the kernels with their source, and the buffers. */
  String explanation() {
    return explanation.get();
  }

  /**
   * Returns whether the tensors that the program knows by itself are still where and what they
   * were, and none of them is passed to it, where it changes one.
   */
  boolean fits(Tensor[] inputs) {
    for (int i = 0; i < states.size(); i++) {
      Storage storage = states.get(i).tensor().value().storage();
      if (!states.get(i).fits(storage)) {
        return false;
      }
      for (int j = 0; j < inputs.length; j++) {
        if (inputs[j].storage() == storage && isChanged(states.get(i).slot(), arguments.get(j))) {
          return false;
        }
      }
    }
    for (int i = 0; i < gradients.size(); i++) {
      ResultMemory memory = gradients.get(i).memory();
      if (memory != null && !memory.fits(gradients.get(i).leaf().storage())) {
        return false;
      }
    }
    return true;
  }

  private boolean isChanged(Slot state, Slot argument) {
    return argument.isUsed() && (written.contains(state) || written.contains(argument));
  }

  /** Returns whether the run that is being prepared may read a storage. */
  private boolean reads(Storage storage) {
    for (int i = 0; i < arguments.size(); i++) {
      if (arguments.get(i).storage() == storage) {
        return true;
      }
    }
    for (int i = 0; i < states.size(); i++) {
      if (states.get(i).slot().storage() == storage) {
        return true;
      }
    }
    return false;
  }

  /**
   * Runs it.
   *
   * @param inputs of the signature that it was made for
   * @param numbersRead the numbers of this run, if they were asked for already
   * @return new tensors, or always the same ones if outputs are reused
   */
  List<Tensor> run(Tensor[] inputs, double @Nullable [] numbersRead) {
    List<Tensor> outputs = prepare(inputs, numbersRead);
    try {
      compute();
    } catch (RuntimeException | Error failure) {
      takeBack();
      throw failure;
    }
    finish();
    return outputs;
  }

  /** Does what a run does in Java, and returns the tensors that {@link #compute} fills. */
  List<Tensor> prepare(Tensor[] inputs, double @Nullable [] numbersRead) {
    if (numbersRead != null) {
      System.arraycopy(numbersRead, 0, numbers, 0, numbers.length);
    }
    preamble.run(numbers, draws, numbersRead != null);
    try {
      for (int i = 0; i < inputs.length; i++) {
        arguments.get(i).bind(inputs[i].variable());
      }
      for (int i = 0; i < states.size(); i++) {
        states.get(i).slot().bind(states.get(i).tensor().value());
      }
      List<Tensor> outputs = outputs();
      placeGradients();
      return outputs;
    } catch (RuntimeException | Error failure) {
      takeBack();
      throw failure;
    }
  }

  /** Computes a run that was prepared, on any thread. */
  void compute() {
    Hold.take(held);
    try {
      runInstructions();
    } finally {
      Hold.letGo(held);
      Reference.reachabilityFence(buffers);
    }
  }

  /** Takes back what {@link #prepare} did in Java, if the run has failed. */
  void takeBack() {
    preamble.undo(draws);
  }

  /** Says that what a run computed is there, on the thread that prepared it. */
  void finish() {
    for (int i = 0; i < written.size(); i++) {
      written.get(i).finishChange();
    }
    leaveGradients();
  }

  /**
   * Returns whether runs change nothing that another run reads: no tensor from outside, and no
   * gradient but to clear it.
   */
  boolean changesNothing() {
    return written.isEmpty() && gradients.stream().allMatch(each -> each.memory() == null);
  }

  private void runInstructions() {
    Observer observer = Observation.current();
    if (observer != null) {
      runObserved(observer);
      return;
    }
    sequence.run(calls);
  }

  /** Makes the calls of a run; what is wrong with its data is known before anything is changed. */
  private void makeCalls() {
    for (position = 0; position < instructions.length; position++) {
      instructions[position].run(numbers, draws);
      if (position + 1 == firstWrite) {
        sequence.settle();
      }
    }
  }

  private void runObserved(Observer observer) {
    Work[] known = works;
    if (known == null) {
      known = Arrays.stream(instructions).map(Instruction::work).toArray(Work[]::new);
      works = known;
    }
    for (position = 0; position < instructions.length; position++) {
      long start = System.nanoTime();
      instructions[position].run(numbers, draws);
      observer.computed(known[position], start, System.nanoTime());
    }
  }

  /** Returns whether a run that failed had changed none of the user's tensors. */
  boolean hasChangedNothing() {
    return position < firstWrite;
  }

  /** Returns the tensors from outside that a run changes. */
  List<Storage> changed() {
    return written.stream().map(Slot::storage).toList();
  }

  /** Returns how many kernels, products and other calls a run makes. */
  int size() {
    return instructions.length;
  }

  /** Chooses where the gradients of a run go. */
  private void placeGradients() {
    for (int i = 0; i < gradients.size(); i++) {
      ResultMemory memory = gradients.get(i).memory();
      left[i] = memory == null ? null : memory.again(isRead).variable();
    }
  }

  private void leaveGradients() {
    for (int i = 0; i < left.length; i++) {
      Variable leaf = gradients.get(i).leaf();
      if (leaf.grad() != left[i]) {
        leaf.setGrad(left[i]);
      }
    }
  }

  private List<Tensor> outputs() {
    if (!reusesOutputs) {
      return results.stream().map(ResultMemory::fresh).toList();
    }
    boolean isSame = true;
    for (int i = 0; i < again.length; i++) {
      Tensor before = again[i];
      again[i] = results.get(i).again(isRead);
      isSame &= again[i] == before;
    }
    if (!isSame) {
      reused = List.of(again);
    }
    return reused;
  }
}
