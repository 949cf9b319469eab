package dev.jacobian.compile;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.Variable;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Storage;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A run of a function that was recorded. What it changed has been taken back, unless it cannot be
 * compiled, in which case it counts.
 */
final class Trace {
  private final Compiled.SeveralResults function;
  private final Tensor[] arguments;
  private final Capture capture;
  private final List<Tensor> results;
  private final @Nullable CapturedGraph graph;
  private final Watched watched;

  private Trace(
      Compiled.SeveralResults function,
      Tensor[] arguments,
      Capture capture,
      List<Tensor> results,
      @Nullable CapturedGraph graph,
      Watched watched) {
    this.function = function;
    this.arguments = arguments;
    this.capture = capture;
    this.results = results;
    this.graph = graph;
    this.watched = watched;
  }

  /**
   * Runs a function and records what it computes; a run that fails is taken back.
   *
   * @param mayRead whether a function that reads values into Java runs to its end
   */
  static Trace of(Compiled.SeveralResults function, Tensor[] arguments, boolean mayRead) {
    return SharedMemory.capture(whole -> of(function, arguments, mayRead, whole));
  }

  private static Trace of(
      Compiled.SeveralResults function, Tensor[] arguments, boolean mayRead, Set<Storage> whole) {
    Tensor[] passed = passed(arguments);
    List<Variable> variables = Arrays.stream(passed).map(Tensor::variable).toList();
    Watched watched = Watched.of(function);
    Capture[] made = new Capture[1];
    List<Tensor> results;
    try (Autograd.Guard recording =
        Recording.start(eager -> made[0] = new Capture(eager, variables, mayRead, whole))) {
      results = function.apply(passed);
    } catch (RuntimeException | Error failure) {
      made[0].takeBack();
      throw failure;
    }
    Capture capture = made[0];
    if (capture.refusal() != null) {
      return new Trace(function, arguments, capture, results, null, watched);
    }
    CapturedGraph graph = capture.graph(results.stream().map(Tensor::variable).toList());
    capture.takeBack();
    return new Trace(function, arguments, capture, results, graph, watched);
  }

  /**
   * Returns what the function is captured with: handles of its own, so that tensors that it knows
   * are told from arguments with the same memory; leaves that require a gradient as they are.
   */
  private static Tensor[] passed(Tensor[] arguments) {
    return Arrays.stream(arguments)
        .map(argument -> argument.requiresGrad() ? argument : argument.detach())
        .toArray(Tensor[]::new);
  }

  /** Returns what was computed, or null if it cannot be compiled. */
  @Nullable CapturedGraph graph() {
    return graph;
  }

  /** Returns why it cannot be compiled, or null if it can. */
  @Nullable AutogradException refusal() {
    return capture.refusal();
  }

  /** Returns the results; they count if the run cannot be compiled. */
  List<Tensor> results() {
    return results;
  }

  /** Returns what the live scalars gave. */
  double[] numbersRead() {
    return capture.numbersRead();
  }

  /** Returns the conditions under which the function would have done the same. */
  List<BooleanSupplier> assumptions() {
    return capture.assumptions();
  }

  /** Returns what the function's Java objects held before the run. */
  Watched before() {
    return watched;
  }

  /** Returns what they hold after it. */
  Watched after() {
    return watched.holds() ? watched : Watched.of(function);
  }

  /** Returns for which arguments the run may be repeated. */
  Signature signature() {
    Signature signature = Signature.of(arguments);
    for (int i = 0; i < arguments.length; i++) {
      if (capture.knows(arguments[i].storage())) {
        signature.fix(i, arguments[i]);
      }
    }
    return signature;
  }

  /** Returns whether the run has filled a cache of the function's, which later runs find filled. */
  boolean hasFilledCaches() {
    return watched.isFilled();
  }

  /** Lets the tensors that the function has kept outlive the scope of the run. */
  void keepWhatIsHeld(MemoryScope scope) {
    if (!watched.holds()) {
      Watched.outlive(function, scope);
    }
  }

  /** Lets the tensors that the function made and that later runs read outlive the scope. */
  void keepWhatIsRead(MemoryScope scope) {
    for (Variable state : capture.states()) {
      if (state.storage().owner() == scope) {
        state.storage().moveTo(null);
      }
    }
  }
}
