package dev.jacobian.compile;

import dev.jacobian.device.MemoryScope;
import dev.jacobian.op.Op;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.NumericException;
import dev.jacobian.tensor.GradCheck;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Holds an op to what every op of the framework is held to, for tests of a user's own:
 *
 * <ul>
 *   <li>first and second derivatives are those that differences give, in float64;
 *   <li>a compiled run gives what an eager one does, values and gradients, in float64 and float32;
 *   <li>float32 results are the float64 ones, rounded.
 * </ul>
 *
 * <p>What is computed with is the device of the inputs, on which {@code jacobian.backend} chooses
 * the adapter: run the test once for each that is used.
 */
public final class OpCheck {
  private static final int RUNS = 3;
  private static final double FLOAT32_TOLERANCE = 1e-6;
  private static final double FLOAT64_TOLERANCE = 1e-12;

  /** How far float32 results may be from float64 ones: sums and steep functions lose digits. */
  private static final double ROUNDING_TOLERANCE = 1e-4;

  /** How far derivatives may be from differences, as a part of the largest value. */
  private static final double NOISE = 1e-8;

  /** How far a derivative may be from differences, as a part of it. */
  private static final double NOISE_OF_SLOPES = 1e-5;

  private OpCheck() {}

  /**
   * What a check that passed has seen.
   *
   * @param derivatives how many were compared with differences, of first and second order
   * @param runs how many compiled runs were compared with eager ones
   */
  public record Report(long derivatives, int runs) {}

  /**
   * Checks an op near some inputs, where it should have neither a step nor a kink.
   *
   * @param inputs in the order of {@link Op#infer}; floating ones of any type
   * @throws NumericException if something differs; the message says what and where
   */
  public static Report check(Op op, Tensor... inputs) {
    Function<List<Tensor>, Tensor> function =
        given -> Tensor.apply(op, given.toArray(Tensor[]::new));
    try (MemoryScope scope = MemoryScope.open()) {
      List<Tensor> wide = new ArrayList<>();
      boolean isDifferentiable = false;
      for (int i = 0; i < inputs.length; i++) {
        Tensor input = inputs[i].detach();
        boolean isFloating = input.dtype().isFloating();
        Tensor given = isFloating ? input.to(DType.FLOAT64) : input;
        boolean isChecked = isFloating && op.isDifferentiable(i);
        wide.add(isChecked ? given.detach().setRequiresGrad(true) : given);
        isDifferentiable |= isChecked;
      }
      Tensor result = function.apply(wide);
      List<Tensor> all = withGradients(function, wide.toArray(Tensor[]::new));
      long derivatives = 0;
      if (isDifferentiable && result.dtype().isFloating()) {
        Tensor[] checked = wide.toArray(Tensor[]::new);
        derivatives +=
            GradCheck.check(differences(List.of(result)), function, checked).derivatives();
        derivatives += GradCheck.checkSecond(differences(all), function, checked).derivatives();
      }
      int runs = agree(op.name(), function, wide);
      List<Tensor> narrow = wide.stream().map(OpCheck::inFloat32).toList();
      runs += agree(op.name(), function, narrow);
      requireWithin(
          ROUNDING_TOLERANCE * scale(result.toDoubleArray()),
          op.name() + " of float64",
          result,
          op.name() + " of float32",
          function.apply(narrow).to(result.dtype()));
      return new Report(derivatives, runs);
    }
  }

  /**
   * Returns how derivatives of some values are compared with differences. Those are off by the
   * rounding of the values over the step, and by the square of the step: least, and a 10^-11th part
   * of the values, at a step of the third root of the rounding. So what is allowed is a part of the
   * values, and none is too small to be checked.
   */
  private static GradCheck.Options differences(List<Tensor> values) {
    double largest = 0;
    for (Tensor value : values) {
      largest = Math.max(largest, scale(value.toDoubleArray()));
    }
    return new GradCheck.Options(Math.cbrt(Math.ulp(1.0)), NOISE * largest, NOISE_OF_SLOPES);
  }

  /** Returns a tensor in float32 if it is in another floating type. */
  static Tensor inFloat32(Tensor tensor) {
    return tensor.dtype().isFloating() ? tensor.detach().to(DType.FLOAT32) : tensor;
  }

  /**
   * Compares compiled runs of a function with eager ones, values and gradients.
   *
   * @param name of the function, for messages
   * @return the number of runs
   */
  static int agree(String name, Function<List<Tensor>, Tensor> function, List<Tensor> tensors) {
    try (MemoryScope scope = MemoryScope.open()) {
      Compiled compiled = Compiled.functions(given -> withGradients(function, given));
      for (int run = 0; run < RUNS; run++) {
        Tensor[] inputs = inputs(tensors, run);
        if (compiled.isCompiled(inputs) != (run > 0)) {
          throw new NumericException(
              "opcheck: " + name + ", run " + run + " is " + (run > 0 ? "not " : "") + "a replay",
              "one capture and " + (RUNS - 1) + " replays",
              compiled.refusal(inputs).orElse("run it with jacobian.compile=on"));
        }
        requireClose(
            name + ", run " + run, withGradients(function, inputs), compiled.runAll(inputs));
      }
      return RUNS;
    }
  }

  /** Returns the tensors with values that differ from run to run but stay in the domain. */
  private static Tensor[] inputs(List<Tensor> tensors, int run) {
    List<Tensor> inputs = new ArrayList<>();
    for (Tensor tensor : tensors) {
      Tensor constant = tensor.detach();
      if (constant.dtype().isFloating()) {
        inputs.add(constant.mul(1 - 0.03 * run));
      } else if (run % 2 == 0) {
        inputs.add(constant);
      } else {
        inputs.add(constant.dtype() == DType.BOOL ? constant.not() : turned(constant));
      }
    }
    return inputs.toArray(new Tensor[0]);
  }

  /** Returns integers in the reverse order: of indices, each is still one. */
  private static Tensor turned(Tensor integers) {
    Tensor flat = integers.reshape(integers.size());
    long[] places = new long[(int) integers.size()];
    for (int i = 0; i < places.length; i++) {
      places[i] = (long) places.length - 1 - i;
    }
    return flat.indexSelect(0, Tensor.of(places)).reshape(integers.shape().dims());
  }

  /** Returns the result, and its gradients weighted by values that depend on the result. */
  private static List<Tensor> withGradients(
      Function<List<Tensor>, Tensor> function, Tensor... tensors) {
    List<Tensor> leaves = new ArrayList<>();
    for (Tensor tensor : tensors) {
      leaves.add(tensor.dtype().isFloating() ? tensor.detach().setRequiresGrad(true) : tensor);
    }
    Tensor result = function.apply(leaves);
    List<Tensor> results = new ArrayList<>(List.of(result));
    if (result.requiresGrad()) {
      result.backward(result.detach().mul(0.5).add(1));
      for (Tensor leaf : leaves) {
        Tensor gradient = leaf.grad();
        if (gradient != null) {
          results.add(gradient);
        }
      }
    }
    return results;
  }

  private static void requireClose(String what, List<Tensor> eager, List<Tensor> compiled) {
    requireClose("eager " + what + ", result", eager.get(0), "compiled", compiled.get(0));
    for (int i = 1; i < eager.size(); i++) {
      requireClose(
          "eager " + what + ", gradient " + (i - 1), eager.get(i), "compiled", compiled.get(i));
    }
  }

  /**
   * Checks that shapes and types are equal, and elements are so to rounding: floating ones may
   * differ by a millionth (float32) or a million-millionth (float64) of the tensor's largest
   * magnitude, however small it is.
   */
  static void requireClose(
      String what, @Nullable Tensor expected, String other, @Nullable Tensor actual) {
    requireClose(what, expected, other, actual, Float.MIN_NORMAL);
  }

  /**
   * Checks the same where values may be what is left of larger ones.
   *
   * @param least the magnitude that is assumed at least
   */
  static void requireClose(
      String what, @Nullable Tensor expected, String other, @Nullable Tensor actual, double least) {
    if (expected == null || actual == null) {
      if (expected != actual) {
        throw differs(
            what, String.valueOf(expected), other, String.valueOf(actual), "both or none");
      }
      return;
    }
    double tolerance =
        switch (expected.dtype()) {
          case FLOAT32 -> FLOAT32_TOLERANCE;
          case FLOAT64 -> FLOAT64_TOLERANCE;
          case INT32, INT64, BOOL -> 0;
        };
    requireWithin(
        tolerance * Math.max(least, scale(expected.toDoubleArray())),
        what,
        expected,
        other,
        actual);
  }

  private static void requireWithin(
      double allowed, String what, Tensor expected, String other, Tensor actual) {
    if (!expected.value().spec().equals(actual.value().spec())) {
      String spec = expected.value().spec().toString();
      throw differs(what, spec, other, actual.value().spec().toString(), "one shape and type");
    }
    double[] wanted = expected.toDoubleArray();
    double[] got = actual.toDoubleArray();
    for (int i = 0; i < wanted.length; i++) {
      // Equal infinities and NaN are equal.
      if (Double.compare(wanted[i], got[i]) != 0 && !(Math.abs(wanted[i] - got[i]) <= allowed)) {
        throw differs(
            what,
            wanted[i] + " at element " + i,
            other,
            Double.toString(got[i]),
            "a difference of at most " + allowed);
      }
    }
  }

  private static NumericException differs(
      String what, String expected, String other, String actual, String allowed) {
    return new NumericException(
        "opcheck: " + what + " is " + expected + ", " + other + " " + actual,
        allowed,
        "correct the op's expression or kernel; if it has a step here, check it elsewhere");
  }

  private static double scale(double[] values) {
    double largest = Float.MIN_NORMAL;
    for (double value : values) {
      largest = Double.isFinite(value) ? Math.max(largest, Math.abs(value)) : largest;
    }
    return largest;
  }
}
