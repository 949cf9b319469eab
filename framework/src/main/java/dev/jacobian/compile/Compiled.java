package dev.jacobian.compile;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Observation;
import dev.jacobian.autograd.Recording;
import dev.jacobian.autograd.Stage;
import dev.jacobian.autograd.Variable;
import dev.jacobian.compile.emit.KernelCompiler;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A function of tensors that is captured when it first runs and then replayed as fused kernels:
 *
 * <pre>{@code
 * Compiled square = Compiled.function(t -> t[0].mul(t[0]).add(t[0].mul(2)).add(1));
 * Tensor y = square.run(x);
 * }</pre>
 *
 * The first run for a signature (shapes, types and devices of the arguments) is an ordinary run
 * that is watched. What it changed is then taken back, and this run, like all later ones, is the
 * kernels that were made of it: so which run was the first makes no difference to any bit, and the
 * function's Java code does not run again. The function may compute gradients, change parameters
 * and use an optimizer; tensors that it knows without their being passed are read as they are at
 * each run, so parameters can be read and changed between runs. It must not read values into Java,
 * and what else it does in Java happens only while it is captured. Results are constants: gradients
 * do not flow out of a compiled function, {@code backward} belongs inside. PyTorch equivalent:
 * {@code torch.compile}.
 *
 * <p>With the system property {@code jacobian.compile=off} the function runs eagerly each time.
 */
public final class Compiled {
  private static final Logger LOG = LoggerFactory.getLogger(Compiled.class);

  /** More captured signatures than this, and the oldest one is forgotten. */
  private static final int MOST_CAPTURES = 32;

  private final SeveralResults function;
  private final boolean fallsBack;
  private final boolean reusesOutputs;
  private final boolean isOn = CompileSettings.isOn();
  private final KernelCompiler compiler;
  private final Deque<Captured> captures = new ArrayDeque<>();

  /** A function with one result. */
  @FunctionalInterface
  public interface OneResult {
    /** Computes the result. */
    Tensor apply(Tensor... arguments);
  }

  /** A function with any number of results. */
  @FunctionalInterface
  public interface SeveralResults {
    /** Computes the results. */
    List<Tensor> apply(Tensor... arguments);
  }

  /**
   * A run that was watched.
   *
   * @param assumptions what else must hold for it to be replayed
   * @param program what it was compiled to, or null if it cannot be
   * @param refusal why it cannot be compiled
   */
  private record Captured(
      Signature signature,
      List<BooleanSupplier> assumptions,
      @Nullable Program program,
      @Nullable AutogradException refusal) {
    boolean fits(Tensor[] arguments) {
      if (!signature.fits(arguments)) {
        return false;
      }
      for (int i = 0; i < assumptions.size(); i++) {
        if (!assumptions.get(i).getAsBoolean()) {
          return false;
        }
      }
      return program == null || program.fits(arguments);
    }
  }

  /**
   * What watching a run came to.
   *
   * @param program what gives the run's results, since what the run did was taken back; or null
   * @param results of the run itself, if there is no program
   */
  private record FirstRun(@Nullable Program program, List<Tensor> results) {}

  Compiled(
      SeveralResults function, boolean fallsBack, boolean reusesOutputs, KernelCompiler compiler) {
    this.function = function;
    this.fallsBack = fallsBack;
    this.reusesOutputs = reusesOutputs;
    this.compiler = compiler;
  }

  /** Returns a compiled function with one result. */
  public static Compiled function(OneResult function) {
    return functions(arguments -> List.of(function.apply(arguments)));
  }

  /** Returns a compiled function with any number of results. */
  public static Compiled functions(SeveralResults function) {
    return new Compiled(function, false, false, new KernelCompiler());
  }

  /**
   * Returns this function so that one that cannot be captured runs eagerly, with a log line that
   * names the place, instead of being an error.
   */
  public Compiled withFallback() {
    return new Compiled(function, true, reusesOutputs, compiler);
  }

  /**
   * Returns this function so that every run gives the same tensors with new values, and nothing is
   * allocated. Copy what has to outlive the next run.
   */
  public Compiled reusingOutputs() {
    return new Compiled(function, fallsBack, true, compiler);
  }

  /**
   * Runs a function with one result.
   *
   * @throws AutogradException if the function reads values while it is captured
   */
  public Tensor run(Tensor... arguments) {
    return runAll(arguments).get(0);
  }

  /**
   * Runs the function.
   *
   * @throws AutogradException if the function reads values while it is captured
   */
  public synchronized List<Tensor> runAll(Tensor... arguments) {
    if (!isOn || Recording.isActive()) {
      return eager(arguments);
    }
    for (Captured captured : captures) {
      if (captured.fits(arguments)) {
        Program program = captured.program();
        return program == null ? eager(arguments) : replay(program, arguments);
      }
    }
    FirstRun first;
    try (Autograd.Guard stage = Observation.stage(Stage.CAPTURE, "capture")) {
      first = capture(arguments);
    }
    return first.program() == null ? first.results() : replay(first.program(), arguments);
  }

  private List<Tensor> eager(Tensor[] arguments) {
    return function.apply(arguments).stream().map(Tensor::detach).toList();
  }

  /**
   * Replays a run. What a kernel has to say about bad data, such as a label that is no class, it
   * says in its own terms; the function says it in the user's.
   */
  private List<Tensor> replay(Program program, Tensor[] arguments) {
    try (Autograd.Guard stage = Observation.stage(Stage.REPLAY, "replay")) {
      return program.run(arguments);
    } catch (DataException e) {
      if (program.hasChangedNothing()) {
        return eager(arguments);
      }
      throw e;
    }
  }

  /** Returns whether a run with these arguments would be a replay. */
  public synchronized boolean isCompiled(Tensor... arguments) {
    return find(arguments).map(captured -> captured.program() != null).orElse(false);
  }

  /**
   * Returns how many kernels, products and other calls a replay with these arguments makes; 0 if it
   * would not be a replay.
   */
  public synchronized int kernels(Tensor... arguments) {
    return find(arguments).map(Captured::program).map(Program::size).orElse(0);
  }

  /**
   * Returns why runs with these arguments are eager although a run was captured, or empty if they
   * are not.
   */
  public synchronized Optional<String> refusal(Tensor... arguments) {
    return find(arguments).map(Captured::refusal).map(Throwable::getMessage);
  }

  /**
   * Returns what the function was compiled to for each signature: graph, steps, buffers, generated
   * source; or a line that says that nothing was captured yet.
   */
  public synchronized String explain() {
    StringBuilder text = new StringBuilder();
    for (Captured captured : captures) {
      Program program = captured.program();
      AutogradException refusal = captured.refusal();
      text.append(
          program != null
              ? program.explanation()
              : "eager: " + (refusal == null ? "" : refusal.getMessage()) + "\n");
    }
    return text.isEmpty() ? "nothing was captured yet\n" : text.toString();
  }

  /** Returns the time spent on compiling kernels, in nanoseconds. */
  public long compileNanos() {
    return compiler.compileNanos();
  }

  private Optional<Captured> find(Tensor... arguments) {
    return captures.stream().filter(captured -> captured.fits(arguments)).findFirst();
  }

  private FirstRun capture(Tensor[] arguments) {
    requireCapturable(arguments);
    Signature signature = Signature.of(arguments);
    Tensor[] passed = passed(arguments);
    List<Variable> variables = Arrays.stream(passed).map(Tensor::variable).toList();
    try (MemoryScope scope = MemoryScope.open()) {
      Capture[] made = new Capture[1];
      List<Tensor> results;
      try (Autograd.Guard recording =
          Recording.start(eager -> made[0] = new Capture(eager, variables, fallsBack))) {
        results = function.apply(passed);
      }
      Capture capture = made[0];
      for (int i = 0; i < arguments.length; i++) {
        if (capture.knows(arguments[i].storage())) {
          signature.fix(i, arguments[i].storage());
        }
      }
      AutogradException refusal = capture.refusal();
      @Nullable Program program = null;
      if (refusal == null) {
        List<Variable> resultVariables = results.stream().map(Tensor::variable).toList();
        Graph graph = capture.graph(resultVariables);
        try (Autograd.Guard stage = Observation.stage(Stage.COMPILE, "compile")) {
          program = ProgramBuilder.build(graph, arguments.length, compiler, reusesOutputs);
        }
        capture.states().forEach(state -> release(state, scope));
        capture.takeBack();
      } else {
        LOG.warn("not compiled, every run is eager: {}", refusal.getMessage());
      }
      remember(new Captured(signature, capture.assumptions(), program, refusal));
      return new FirstRun(program, program == null ? kept(results, scope) : List.of());
    }
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

  private void remember(Captured captured) {
    captures.addFirst(captured);
    if (captures.size() > MOST_CAPTURES) {
      captures.removeLast();
    }
  }

  /** Lets a tensor that the function made and that later runs read outlive the captured run. */
  private static void release(Variable state, MemoryScope scope) {
    if (state.storage().owner() == scope) {
      state.storage().moveTo(null);
    }
  }

  /** Returns the results as constants in storage of their own, as later runs give them. */
  private static List<Tensor> kept(List<Tensor> results, MemoryScope scope) {
    Set<Object> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Tensor> kept = new ArrayList<>();
    for (Tensor result : results) {
      Tensor constant = result.detach();
      boolean isOwn = constant.storage().owner() == scope && taken.add(constant.storage());
      kept.add(scope.keep(isOwn ? constant : constant.copy()));
    }
    return kept;
  }

  private static void requireCapturable(Tensor[] arguments) {
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].requiresGrad() && !arguments[i].isLeaf()) {
        throw new AutogradException(
            "argument "
                + i
                + " of a compiled function, a "
                + arguments[i].variable().spec()
                + " tensor, is the result of recorded ops",
            "arguments that no gradient flows through",
            "pass detach(), or move the ops that made it into the function");
      }
    }
  }
}
