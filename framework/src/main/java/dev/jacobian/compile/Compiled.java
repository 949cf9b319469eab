package dev.jacobian.compile;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Observation;
import dev.jacobian.autograd.ObservedStage;
import dev.jacobian.autograd.Recording;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.Storage;
import dev.jacobian.device.threads.WorkerThreads;
import dev.jacobian.kernel.java.KernelCompiler;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
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
 * kernels that were made of it: so which run was the first makes no difference to any bit. The
 * function may compute gradients, change parameters and use an optimizer; tensors that it knows
 * without their being passed are read as they are at each run, so parameters can be read and
 * changed between runs. It must not read values into Java, and what else it does in Java happens
 * only while it is captured.
 *
 * <p>What the function reads in Java, such as a field of a module or an array that a lambda has
 * captured, is part of what is captured. Before each run what can be reached from the function is
 * compared with what it was, and a change is captured beside the states that were there before; a
 * line in the log says which. State that cannot be reached, such as a static field, is found by
 * capturing the function again after 16 runs, 64 more, 256 more and so on. Fields that change at
 * every run without mattering can be marked {@link dev.jacobian.autograd.Unwatched}; numbers that
 * change at every run are passed as a supplier, {@code x.mul(() -> w)}, or as a tensor.
 *
 * <p>Results are constants: gradients do not flow out of a compiled function, {@code backward}
 * belongs inside. PyTorch equivalent: {@code torch.compile}.
 *
 * <p>With the system property {@code jacobian.compile=off} the function runs eagerly each time.
 */
public final class Compiled {
  private static final Logger LOG = LoggerFactory.getLogger(Compiled.class);

  private final SeveralResults function;
  private final boolean fallsBack;
  private final boolean reusesOutputs;
  private final boolean isOn = CompileSettings.isOn();
  private long compileNanos;
  private final Captures captures = new Captures();
  private final Recaptures recaptures = new Recaptures();

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
   * A run that is about to be replayed, or one that cannot be compiled and has been made.
   *
   * @param captured what it is a replay of, or null
   * @param numbers what the run's live scalars gave, if they were asked
   * @param results of the run, if it was made
   * @param failed why the function could not be captured again although that was due, or null
   */
  @SuppressWarnings("ArrayRecordComponent") // it goes from one method to the next
  private record Call(
      @Nullable Captured captured,
      double @Nullable [] numbers,
      List<Tensor> results,
      @Nullable RuntimeException failed) {
    static Call of(Captured captured, double @Nullable [] numbers) {
      return new Call(captured, numbers, List.of(), null);
    }

    static Call made(List<Tensor> results) {
      return new Call(null, null, results, null);
    }

    Program program() {
      return Objects.requireNonNull(Objects.requireNonNull(captured).program());
    }
  }

  private Compiled(SeveralResults function, boolean fallsBack, boolean reusesOutputs) {
    this.function = function;
    this.fallsBack = fallsBack;
    this.reusesOutputs = reusesOutputs;
  }

  /** Returns a compiled function with one result. */
  public static Compiled function(OneResult function) {
    return functions(arguments -> List.of(function.apply(arguments)));
  }

  /** Returns a compiled function with any number of results. */
  public static Compiled functions(SeveralResults function) {
    KernelCompiler.headStart();
    return new Compiled(function, false, false);
  }

  /**
   * Returns this function so that one that cannot be captured runs eagerly, with a log line that
   * names the place, instead of being an error.
   */
  public Compiled withFallback() {
    return new Compiled(function, true, reusesOutputs);
  }

  /**
   * Returns this function so that every run gives the same tensors with new values, and nothing is
   * allocated. Copy what has to outlive the next run.
   */
  public Compiled reusingOutputs() {
    return new Compiled(function, fallsBack, true);
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
    if (isEager()) {
      return eager(arguments);
    }
    Call call = call(arguments);
    return call.captured() == null ? call.results() : replay(call, arguments);
  }

  /**
   * Runs the function for each of several lists of arguments, as if one after the other: what the
   * function does in Java, such as taking random numbers, is done in their order, and each run
   * gives the bits of a run by itself. The runs are computed on several threads at once, each
   * thread with memory of its own and nothing divided further. A function that changes tensors from
   * outside, such as a running mean, or that cannot be compiled, runs for one after the other on
   * the calling thread.
   *
   * @param threads compute; each computes one run at a time
   * @return the results of each
   * @throws AutogradException if the function reads values while it is captured
   */
  public synchronized List<List<Tensor>> runEach(List<Tensor[]> arguments, WorkerThreads threads) {
    // An observer sees what its own thread computes.
    if (isEager() || threads.threads() == 1 || Observation.current() != null) {
      return arguments.stream().map(this::runAll).toList();
    }
    RunsAtOnce waiting = new RunsAtOnce(threads, this::eager);
    List<List<Tensor>> results = new ArrayList<>();
    try {
      for (Tensor[] each : arguments) {
        results.add(started(each, waiting));
        if (waiting.size() == threads.threads()) {
          waiting.compute();
        }
      }
      waiting.compute();
    } catch (RuntimeException | Error failure) {
      waiting.takeBack();
      throw failure;
    }
    return results;
  }

  /** Prepares a run that can be computed beside those that wait, or makes it after them. */
  private List<Tensor> started(Tensor[] arguments, RunsAtOnce waiting) {
    Call call = call(arguments);
    Captured captured = call.captured();
    if (captured == null) {
      return call.results();
    }
    if (!call.program().changesNothing()) {
      waiting.compute();
      return replay(call, arguments);
    }
    Program own = captured.program(waiting.size(), graph -> compile(graph, arguments));
    List<Tensor> results = waiting.prepare(own, arguments, call.numbers());
    afterFailure(call);
    return results;
  }

  private boolean isEager() {
    return !isOn || Recording.isActive();
  }

  /** Finds what a run repeats, or captures it; a run that cannot be compiled is made. */
  private Call call(Tensor[] arguments) {
    Captured fitting = captures.fitting(arguments);
    if (fitting == null) {
      return firstCall(arguments, null);
    }
    if (!fitting.isDue()) {
      return fitting.program() == null ? Call.made(eager(arguments)) : Call.of(fitting, null);
    }
    try {
      return firstCall(arguments, fitting);
    } catch (RuntimeException failure) {
      return new Call(fitting, null, List.of(), failure);
    }
  }

  /**
   * Captures a run.
   *
   * @param inUse what would be replayed as far as that is known, or null if nothing fits
   */
  private Call firstCall(Tensor[] arguments, @Nullable Captured inUse) {
    try (Autograd.Guard stage = Observation.stage(ObservedStage.CAPTURE, "capture")) {
      Call call = capture(arguments, inUse);
      Program program = call.captured() == null ? null : call.captured().program();
      if (program != null) {
        program.releaseWhatWaits();
      }
      return call;
    }
  }

  /**
   * Says that a function could not be captured again. A batch that no run accepts is an error here
   * too; what else kept Java code from running a second time is none.
   */
  private void afterFailure(Call call) {
    if (call.failed() != null) {
      recaptures.failed(call.failed());
      Objects.requireNonNull(call.captured()).neverDue();
    }
  }

  private List<Tensor> eager(Tensor[] arguments) {
    return function.apply(arguments).stream().map(Tensor::detach).toList();
  }

  /**
   * Replays a run. What a kernel has to say about bad data, such as a label that is no class, it
   * says in its own terms; the function says it in the user's.
   */
  private List<Tensor> replay(Call call, Tensor[] arguments) {
    Program program = call.program();
    try (Autograd.Guard stage = Observation.stage(ObservedStage.REPLAY, "replay")) {
      List<Tensor> results = program.run(arguments, call.numbers());
      afterFailure(call);
      return results;
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
   * Returns the tensors from outside that a replay with these arguments changes, in their order.
   */
  public synchronized List<Storage> changed(Tensor... arguments) {
    return find(arguments).map(Captured::program).map(Program::changed).orElse(List.of());
  }

  /**
   * Returns why runs with these arguments are eager although a run was captured, or empty if they
   * are not.
   */
  public synchronized Optional<String> refusal(Tensor... arguments) {
    return find(arguments).map(Captured::refusal).map(Throwable::getMessage);
  }

  /**
   * Returns what the function was compiled to for each signature and state: graph, steps, buffers,
   * generated source, and the places in Java objects that are compared before each run; or a line
   * that says that nothing was captured yet.
   */
  public synchronized String explain() {
    String text = captures.explanation();
    return text.isEmpty() ? "nothing was captured yet\n" : text;
  }

  /** Returns the time spent on compiling what was captured, in nanoseconds. */
  public synchronized long compileNanos() {
    return compileNanos;
  }

  /** Returns what the function is made of, for whoever looks for its state. */
  Object code() {
    return function;
  }

  private Optional<Captured> find(Tensor... arguments) {
    return Optional.ofNullable(captures.fitting(arguments));
  }

  private Call capture(Tensor[] arguments, @Nullable Captured inUse) {
    requireCapturable(arguments);
    try (MemoryScope scope = MemoryScope.open()) {
      Map<String, String> changes = inUse == null ? captures.changes(arguments) : Map.of();
      Trace trace = Trace.of(function, arguments, fallsBack);
      trace.keepWhatIsHeld(scope);
      Watched watched = trace.before();
      CapturedGraph graph = trace.graph();
      if (graph != null && trace.hasFilledCaches() && captures.with(graph, arguments) == null) {
        // All later runs find the caches filled, here and where training goes on in another
        // process.
        trace = Trace.of(function, arguments, fallsBack);
        trace.keepWhatIsHeld(scope);
        CapturedGraph again = trace.graph();
        boolean isSame = again != null && graph.difference(again).isEmpty();
        watched = isSame ? trace.after() : trace.before();
        graph = again;
      }
      if (graph == null) {
        refuse(trace, arguments);
        return Call.made(kept(trace.results(), scope));
      }
      Captured captured = known(trace, graph, arguments, inUse);
      if (captured == null) {
        recaptures.changed(changes);
        captured = Captured.compiled(trace, watched, graph, compile(graph, arguments));
        trace.keepWhatIsRead(scope);
        captures.add(captured, arguments);
      }
      return Call.of(captured, trace.numbersRead());
    }
  }

  private void refuse(Trace trace, Tensor[] arguments) {
    AutogradException refusal = Objects.requireNonNull(trace.refusal());
    Captured known = captures.with(refusal, arguments);
    if (known == null) {
      LOG.warn("not compiled, every run is eager: {}", refusal.getMessage());
      captures.add(Captured.refused(trace, refusal), arguments);
    } else {
      confirm(known, trace);
    }
  }

  private void confirm(Captured known, Trace trace) {
    recaptures.given(known.confirm(trace));
    captures.toFront(known);
  }

  /** Returns the capture that has the program of a recorded run, if there is one. */
  private @Nullable Captured known(
      Trace trace, CapturedGraph graph, Tensor[] arguments, @Nullable Captured inUse) {
    Captured known = captures.with(graph, arguments);
    if (inUse != null && inUse != known) {
      recaptures.unseen(inUse.difference(graph).orElse("it is another program"));
      inUse.outdate();
    }
    if (known != null) {
      confirm(known, trace);
    }
    return known;
  }

  private Program compile(CapturedGraph graph, Tensor[] arguments) {
    long start = System.nanoTime();
    try (Autograd.Guard stage = Observation.stage(ObservedStage.COMPILE, "compile")) {
      return ProgramBuilder.build(graph, arguments.length, reusesOutputs);
    } finally {
      compileNanos += System.nanoTime() - start;
    }
  }

  /** Returns the results as constants in storage of their own, as later runs give them. */
  private static List<Tensor> kept(List<Tensor> results, MemoryScope scope) {
    Set<Object> taken = Collections.newSetFromMap(new IdentityHashMap<>());
    List<Tensor> kept = new ArrayList<>();
    for (Tensor result : results) {
      Tensor constant = result.detach();
      boolean isWhole = constant.variable().layout().isPacked();
      boolean isOwn =
          isWhole && constant.storage().owner() == scope && taken.add(constant.storage());
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
