package dev.jacobian.optim;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Recording;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * L-BFGS: steps along the gradient times an estimate of the inverse Hessian, made of the last
 * changes of parameters and gradients. For losses without noise: the whole data, no dropout. One
 * {@link #step} makes several iterations and asks for the loss as often as it needs:
 *
 * <pre>{@code
 * optimizer.step(() -> {
 *   optimizer.zeroGrad();
 *   Tensor loss = lossFn.forward(model.forward(x), y);
 *   loss.backward();
 *   return loss;
 * });
 * }</pre>
 *
 * <p>Its vectors are float64 arrays of all parameters in the heap, twice {@code historySize} of
 * them. Source: Nocedal, Mathematics of Computation, 1980. PyTorch equivalent: {@code
 * torch.optim.LBFGS}.
 */
public final class LBFGS {
  /** What {@code y s} of a change has to be above to be remembered. */
  private static final double LEAST_CURVATURE = 1e-10;

  private final List<Parameter> parameters;
  private final Options options;
  private final Deque<Change> history = new ArrayDeque<>();
  private double[] direction = new double[0];
  private double[] previous = new double[0];
  private double length;
  private long iterations;
  private long evaluations;

  /**
   * What L-BFGS may be asked for.
   *
   * @param learningRate length of a step, or the first one that a search tries
   * @param maxIterations of one call of {@link #step}
   * @param maxEvaluations of the loss in one call, about; null for 5/4 of the iterations
   * @param toleranceGradient largest element of a gradient that counts as none
   * @param toleranceChange least change of the loss or of the parameters with which it goes on
   * @param historySize changes that are remembered
   * @param strongWolfe whether the length of each step is searched for, by the strong Wolfe
   *     conditions. PyTorch's {@code line_search_fn="strong_wolfe"}
   */
  public record Options(
      @Option(min = 0) double learningRate,
      @Option(min = 1) int maxIterations,
      @Option(min = 1) @Nullable Integer maxEvaluations,
      @Option(min = 0) double toleranceGradient,
      @Option(min = 0) double toleranceChange,
      @Option(min = 1) int historySize,
      @Option boolean strongWolfe) {
    /** Checks the ranges. */
    public Options {
      OptionRanges.require(
          Options.class,
          learningRate,
          maxIterations,
          maxEvaluations,
          toleranceGradient,
          toleranceChange,
          historySize,
          strongWolfe);
    }

    /**
     * Returns PyTorch's defaults: learning rate 1, 20 iterations, tolerances 1e-7 and 1e-9, 100
     * changes, no search.
     */
    public static Options defaults() {
      return new Options(1, 20, null, 1e-7, 1e-9, 100, false);
    }

    /** Returns these options with another learning rate. */
    public Options withLearningRate(double value) {
      return new Options(
          value,
          maxIterations,
          maxEvaluations,
          toleranceGradient,
          toleranceChange,
          historySize,
          strongWolfe);
    }

    /** Returns these options with other numbers of iterations and, null for 5/4, evaluations. */
    public Options withMost(int newIterations, @Nullable Integer newEvaluations) {
      return new Options(
          learningRate,
          newIterations,
          newEvaluations,
          toleranceGradient,
          toleranceChange,
          historySize,
          strongWolfe);
    }

    /** Returns these options with other tolerances. */
    public Options withTolerances(double gradient, double change) {
      return new Options(
          learningRate, maxIterations, maxEvaluations, gradient, change, historySize, strongWolfe);
    }

    /** Returns these options with another number of changes that are remembered. */
    public Options withHistorySize(int value) {
      return new Options(
          learningRate,
          maxIterations,
          maxEvaluations,
          toleranceGradient,
          toleranceChange,
          value,
          strongWolfe);
    }

    /** Returns these options with or without a search for the length of each step. */
    public Options withStrongWolfe(boolean value) {
      return new Options(
          learningRate,
          maxIterations,
          maxEvaluations,
          toleranceGradient,
          toleranceChange,
          historySize,
          value);
    }
  }

  /** A change of the gradient with that of the parameters, and the inverse of their product. */
  @SuppressWarnings("ArrayRecordComponent") // vectors of its own
  private record Change(double[] gradient, double[] step, double inverse) {
    static Change of(double[] gradient, double[] step) {
      return new Change(gradient, step, 1 / Vectors.dot(gradient, step));
    }

    /** Returns the estimate of the Hessian's inverse that this change alone gives. */
    double scale() {
      return 1 / (inverse * Vectors.dot(gradient, gradient));
    }
  }

  /** The loss at a place, and its gradient. */
  @SuppressWarnings("ArrayRecordComponent") // a vector of its own
  private record Point(double loss, double[] gradient) {}

  /** Makes an optimizer with PyTorch's defaults. */
  public LBFGS(List<Parameter> parameters) {
    this(parameters, Options.defaults());
  }

  /**
   * Makes an optimizer.
   *
   * @throws OptionException if there are no parameters
   */
  public LBFGS(List<Parameter> parameters, Options options) {
    if (parameters.isEmpty()) {
      throw new OptionException("LBFGS: no parameters", "at least one");
    }
    this.parameters = List.copyOf(parameters);
    this.options = options;
  }

  /** Sets the gradients to null. */
  public void zeroGrad() {
    parameters.forEach(parameter -> parameter.tensor().setGrad(null));
  }

  /**
   * Makes several iterations, and is done earlier where the tolerances say so.
   *
   * @param closure clears the gradients, computes the loss, calls backward and returns the loss
   * @return the loss before the first iteration
   * @throws AutogradException while a function is being captured, since a step goes by the losses
   *     that it sees; the closure may run a compiled function
   */
  public Tensor step(Supplier<Tensor> closure) {
    if (Recording.isActive()) {
      throw new AutogradException(
          "LBFGS: step inside a compiled function, which repeats tensor ops only",
          "a step outside",
          "compile what the closure does, and call step with it");
    }
    Tensor first = closure.get().detach();
    evaluations++;
    Point at = new Point(first.item(), gradient());
    if (Vectors.largest(at.gradient) > options.toleranceGradient) {
      iterate(closure, at);
    }
    return first;
  }

  private void iterate(Supplier<Tensor> closure, Point start) {
    Point at = start;
    Integer given = options.maxEvaluations;
    int most = given == null ? options.maxIterations * 5 / 4 : given;
    int seen = 1;
    for (int i = 1; i <= options.maxIterations && seen < most; i++) {
      iterations++;
      turn(at.gradient);
      previous = at.gradient;
      double slope = Vectors.dot(at.gradient, direction);
      length =
          iterations == 1
              ? Math.min(1, 1 / Vectors.sumOfSizes(at.gradient)) * options.learningRate
              : options.learningRate;
      if (slope > -options.toleranceChange) {
        return;
      }
      double before = at.loss;
      if (options.strongWolfe) {
        StrongWolfe.Found found = search(closure, at, slope, most - seen);
        seen += found.evaluations();
        at = new Point(found.best().loss(), found.best().gradient());
      } else {
        move(length);
        if (i < options.maxIterations) {
          at = evaluate(closure);
          seen++;
        }
      }
      if (Vectors.largest(at.gradient) <= options.toleranceGradient
          || Vectors.largest(direction) * length <= options.toleranceChange
          || (i < options.maxIterations && Math.abs(at.loss - before) < options.toleranceChange)) {
        return;
      }
    }
  }

  /** Remembers the last change, and turns to where the quadratic model of the loss is least. */
  private void turn(double[] gradient) {
    if (iterations > 1) {
      double[] change = Vectors.sum(gradient, -1, previous);
      double[] step = Vectors.scaled(direction, length);
      if (Vectors.dot(change, step) > LEAST_CURVATURE) {
        if (history.size() == options.historySize) {
          history.removeFirst();
        }
        history.addLast(Change.of(change, step));
      }
    }
    double[] turned = Vectors.scaled(gradient, -1);
    Deque<Double> parts = new ArrayDeque<>();
    for (Iterator<Change> newest = history.descendingIterator(); newest.hasNext(); ) {
      Change change = newest.next();
      double part = Vectors.dot(change.step, turned) * change.inverse;
      turned = Vectors.sum(turned, -part, change.gradient);
      parts.addLast(part);
    }
    if (!history.isEmpty()) {
      turned = Vectors.scaled(turned, history.getLast().scale());
    }
    for (Change change : history) {
      double part = Vectors.dot(change.gradient, turned) * change.inverse;
      turned = Vectors.sum(turned, parts.removeLast() - part, change.step);
    }
    direction = turned;
  }

  private StrongWolfe.Found search(Supplier<Tensor> closure, Point at, double slope, int most) {
    List<Tensor> place = parameters.stream().map(each -> copy(each.tensor())).toList();
    StrongWolfe.Found found =
        StrongWolfe.search(
            trial -> {
              move(trial);
              Point point = evaluate(closure);
              restore(place);
              double along = Vectors.dot(point.gradient, direction);
              return new StrongWolfe.Trial(trial, point.loss, point.gradient, along);
            },
            new StrongWolfe.Trial(0, at.loss, at.gradient, slope),
            length,
            options.toleranceChange / Vectors.largest(direction),
            most);
    length = found.best().length();
    move(length);
    return found;
  }

  private Point evaluate(Supplier<Tensor> closure) {
    evaluations++;
    return new Point(closure.get().item(), gradient());
  }

  /** Returns the gradients of all parameters, zeros where there is none. */
  private double[] gradient() {
    double[] all = new double[size()];
    int at = 0;
    for (Parameter parameter : parameters) {
      Tensor gradient = parameter.grad();
      int size = (int) parameter.tensor().size();
      if (gradient != null) {
        System.arraycopy(gradient.toDoubleArray(), 0, all, at, size);
      }
      at += size;
    }
    return all;
  }

  private int size() {
    return Math.toIntExact(parameters.stream().mapToLong(each -> each.tensor().size()).sum());
  }

  private void move(double by) {
    int at = 0;
    try (Autograd.Guard mode = Autograd.noGrad()) {
      for (Parameter parameter : parameters) {
        Tensor tensor = parameter.tensor();
        double[] part = new double[(int) tensor.size()];
        System.arraycopy(direction, at, part, 0, part.length);
        Tensor step = Tensor.of(part, tensor.shape().dims()).to(tensor.dtype());
        tensor.addInPlace(step.to(tensor.device()), by);
        at += part.length;
      }
    }
  }

  private static Tensor copy(Tensor tensor) {
    return tensor.detach().copy();
  }

  private void restore(List<Tensor> place) {
    try (Autograd.Guard mode = Autograd.noGrad()) {
      for (int i = 0; i < place.size(); i++) {
        parameters.get(i).tensor().copyInPlace(place.get(i));
      }
    }
  }

  /**
   * Returns what has to be saved to go on with the same numbers: {@code n_iter} and {@code
   * func_evals}, int64 {@code []}; after the first iteration the float64 vectors of all parameters
   * {@code d} and {@code prev_flat_grad}, the length {@code t}, and the changes {@code old_dirs}
   * and {@code old_stps} {@code [changes, n]}.
   */
  public Map<String, Tensor> stateDict() {
    Map<String, Tensor> state = new LinkedHashMap<>();
    state.put("n_iter", Tensor.of(new long[] {iterations}, new long[0]));
    state.put("func_evals", Tensor.of(new long[] {evaluations}, new long[0]));
    if (iterations > 0) {
      state.put("d", Tensor.of(direction.clone()));
      state.put("t", Tensor.of(new double[] {length}, new long[0]));
      state.put("prev_flat_grad", Tensor.of(previous.clone()));
      state.put("old_dirs", Vectors.rows(history.stream().map(Change::gradient).toList(), size()));
      state.put("old_stps", Vectors.rows(history.stream().map(Change::step).toList(), size()));
    }
    return state;
  }

  /**
   * Goes on from a saved state; the options are those this optimizer was made with.
   *
   * @throws StateException if it is not the state of as many parameters; nothing has changed then
   */
  public void loadStateDict(Map<String, Tensor> state) {
    long count = value(state, "n_iter", DType.INT64, Shape.scalar()).toLongArray()[0];
    long seen = value(state, "func_evals", DType.INT64, Shape.scalar()).toLongArray()[0];
    List<Change> changes = new ArrayList<>();
    double[] savedDirection = new double[0];
    double[] savedGradient = new double[0];
    double savedLength = 0;
    if (count > 0) {
      Shape vector = Shape.of(size());
      savedDirection = value(state, "d", DType.FLOAT64, vector).toDoubleArray();
      savedGradient = value(state, "prev_flat_grad", DType.FLOAT64, vector).toDoubleArray();
      savedLength = value(state, "t", DType.FLOAT64, Shape.scalar()).item();
      Tensor steps = state.get("old_stps");
      long rows = steps == null || steps.shape().rank() != 2 ? 0 : steps.size(0);
      Shape matrix = Shape.of(rows, size());
      Tensor gradients = value(state, "old_dirs", DType.FLOAT64, matrix);
      Tensor known = value(state, "old_stps", DType.FLOAT64, matrix);
      for (long i = 0; i < rows; i++) {
        changes.add(Change.of(gradients.get(i).toDoubleArray(), known.get(i).toDoubleArray()));
      }
    }
    iterations = count;
    evaluations = seen;
    direction = savedDirection;
    previous = savedGradient;
    length = savedLength;
    history.clear();
    history.addAll(changes);
  }

  private static Tensor value(Map<String, Tensor> state, String name, DType dtype, Shape shape) {
    Tensor value = state.get(name);
    if (value == null || value.dtype() != dtype || !value.shape().equals(shape)) {
      throw new StateException(
          "LBFGS: the state has "
              + (value == null ? "no " + name : name + " " + value.value().spec()),
          name + " " + dtype + shape,
          "load the state of an optimizer of the same parameters");
    }
    return value;
  }
}
