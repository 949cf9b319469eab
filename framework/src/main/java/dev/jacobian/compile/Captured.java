package dev.jacobian.compile;

import dev.jacobian.shape.AutogradException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A run that was watched, what it was compiled to, and what has to hold for it to be replayed.
 *
 * <p>What lies in Java objects is compared before each run ({@link Watched}). What cannot be
 * reached there, such as static fields, shows when the function is captured again and the graphs
 * are compared; that is due after {@value #FIRST_LOOK} runs, after {@value #LOOK_GROWTH} times as
 * many more, and so on.
 */
final class Captured {
  private static final long FIRST_LOOK = 16;
  private static final long LOOK_GROWTH = 4;

  private final Signature signature;
  private final List<BooleanSupplier> assumptions;
  private final @Nullable CapturedGraph graph;
  private final @Nullable Program program;
  private final List<Program> copies = new ArrayList<>();
  private final @Nullable AutogradException refusal;
  private Watched watched;
  private boolean isOutdated;
  private long runs;
  private long pause = FIRST_LOOK;
  private long nextLook = FIRST_LOOK;

  private Captured(
      Signature signature,
      List<BooleanSupplier> assumptions,
      Watched watched,
      @Nullable CapturedGraph graph,
      @Nullable Program program,
      @Nullable AutogradException refusal) {
    this.signature = signature;
    this.assumptions = assumptions;
    this.watched = watched;
    this.graph = graph;
    this.program = program;
    this.refusal = refusal;
  }

  /** A run that became a program. */
  static Captured compiled(Trace trace, Watched watched, CapturedGraph graph, Program program) {
    return new Captured(trace.signature(), trace.assumptions(), watched, graph, program, null);
  }

  /** A run that cannot be compiled. */
  static Captured refused(Trace trace, AutogradException refusal) {
    return new Captured(trace.signature(), trace.assumptions(), trace.after(), null, null, refusal);
  }

  /** Returns what gives the results, or null if runs are eager. */
  @Nullable Program program() {
    return program;
  }

  /**
   * Returns the program of a compiled run with memory of its own for each number, so that several
   * runs can be computed at once.
   *
   * @param copy from 0, which is {@link #program}
   * @param compile makes another program of the graph
   */
  Program program(int copy, Function<CapturedGraph, Program> compile) {
    if (copy == 0) {
      return Objects.requireNonNull(program);
    }
    while (copies.size() < copy) {
      copies.add(compile.apply(Objects.requireNonNull(graph)));
    }
    return copies.get(copy - 1);
  }

  /** Returns why runs are eager, or null if they are not. */
  @Nullable AutogradException refusal() {
    return refusal;
  }

  boolean isRefusedAs(AutogradException other) {
    return refusal != null && Objects.equals(refusal.getMessage(), other.getMessage());
  }

  /** Returns what {@link Compiled#explain} prints. */
  String explanation() {
    if (program == null) {
      return "eager: " + (refusal == null ? "" : refusal.getMessage()) + "\n";
    }
    StringBuilder text = new StringBuilder(program.explanation());
    text.append("watched: ").append(watched.places().size()).append(" places\n");
    watched.places().forEach(place -> text.append("  ").append(place).append('\n'));
    return text.toString();
  }

  Watched watched() {
    return watched;
  }

  /** Returns whether a run with these arguments is one of this program. */
  boolean fits(Tensor[] arguments) {
    return !isOutdated && isAlike(arguments) && watched.holds();
  }

  /**
   * Returns whether a run with these arguments would be one of this program if the function's Java
   * objects were as they were.
   */
  boolean isAlike(Tensor[] arguments) {
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

  boolean hasSignatureOf(Tensor[] arguments) {
    return signature.fits(arguments);
  }

  /** Returns whether another capture gave something else although all that is watched held. */
  boolean isOutdated() {
    return isOutdated;
  }

  /** Counts a run and returns whether it is one before which the function is captured again. */
  boolean isDue() {
    runs++;
    if (program == null || runs < nextLook) {
      return false;
    }
    pause *= LOOK_GROWTH;
    nextLook = runs + pause;
    return true;
  }

  /** Gives up capturing again after some runs. */
  void neverDue() {
    nextLook = Long.MAX_VALUE;
  }

  /** Returns how another capture differs from this one, or empty if it is the same program. */
  Optional<String> difference(CapturedGraph other) {
    return graph == null ? Optional.of("it could not be compiled") : graph.difference(other);
  }

  /**
   * Goes on with what a capture found that gave this program again. What the captured run itself
   * has changed, such as a count of its own, stays as it is from here on.
   *
   * @return the places that are not watched any more, since they change too often
   */
  List<Watch> confirm(Trace trace) {
    List<Watch> given = new ArrayList<>();
    watched = trace.after().goOnFrom(watched, trace.before(), runs, given);
    isOutdated = false;
    return given;
  }

  /** Keeps this program for the case that the function does the same again. */
  void outdate() {
    isOutdated = true;
    pause = FIRST_LOOK;
    nextLook = runs + pause;
  }
}
