package dev.jacobian.device;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.jacobian.op.Attention;
import dev.jacobian.op.AttentionGradient;
import dev.jacobian.op.Lowering;
import dev.jacobian.op.Op;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.TensorSpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Attention and its gradient, which are products and kernels in tiles, against plain loops. */
abstract class AttentionKit extends KernelKit {
  private static final double SCALE = 0.6;
  private static final int FEATURES = 3;
  private static final int WIDTH = 2;

  /** Entries, heads, queries and keys: below and above the size of a tile. */
  static Stream<Arguments> sizes() {
    return Stream.of(
            new int[] {1, 1, 1, 1},
            new int[] {2, 2, 3, 4},
            new int[] {1, 2, 66, 5},
            new int[] {2, 1, 70, 515})
        .flatMap(
            s ->
                Stream.of("plain", "causal", "bool", "added")
                    .map(form -> arguments(form, s[0], s[1], s[2], s[3])));
  }

  @ParameterizedTest
  @MethodSource("sizes")
  void isThatOfPlainLoops(String form, int n, int h, int t, int s) {
    for (DType dtype : FLOATING) {
      check(dtype, form, n, h, t, s);
    }
  }

  private void check(DType dtype, String form, int n, int h, int t, int s) {
    List<Values> in = new ArrayList<>();
    in.add(Values.random(dtype, Shape.of(n, h, t, FEATURES), 1));
    in.add(Values.random(dtype, Shape.of(n, h, s, FEATURES), 2));
    in.add(Values.random(dtype, Shape.of(n, h, s, WIDTH), 3));
    if (form.equals("bool")) {
      double[] isSeen = new double[n * s];
      Arrays.setAll(isSeen, i -> i % s == 0 || i % 3 == 1 ? 1 : 0);
      in.add(Values.of(DType.BOOL, Shape.of(n, 1, 1, s), isSeen));
    } else if (form.equals("added")) {
      in.add(Values.random(dtype, Shape.of(1, 1, t, s), 4));
    }
    boolean isMasked = in.size() == 4;
    Attention op = new Attention(SCALE, form.equals("causal"), isMasked, 0, true);
    int size = n * h * t * (WIDTH + 1);
    Values y = Values.of(dtype, Shape.of(size), forward(form, in, n, h, t, s));
    Operand result = computed(op, in);
    assertClose(y, result, 20, form);

    Values dy = Values.random(dtype, Shape.of(n, t, h, WIDTH), 5);
    Values dSums = Values.random(dtype, Shape.of(n, h, t, 1), 6);
    double[] expected = backward(form, in, y.data(), dy.data(), dSums.data(), n, h, t, s);
    List<Values> all = new ArrayList<>(in);
    all.addAll(List.of(y, dy, dSums));
    Values gradients = Values.of(dtype, Shape.of(expected.length), expected);
    Operand computed = computed(new AttentionGradient(op), all);
    assertClose(gradients, computed, 100, form + " gradient");
  }

  /** Compares with roundings of the largest element, which sums leave of the smaller ones. */
  private void assertClose(Values expected, Operand actual, double roundings, String what) {
    double[] magnitude = new double[expected.data().length];
    Arrays.fill(magnitude, Arrays.stream(expected.data()).map(Math::abs).max().orElse(0));
    expected.assertClose(get(actual), roundings * tolerance(expected.dtype()), magnitude, what);
  }

  private Operand computed(Op op, List<Values> in) {
    List<TensorSpec> specs =
        in.stream().map(values -> new TensorSpec(values.shape(), values.dtype())).toList();
    TensorSpec spec = op.infer(specs.toArray(TensorSpec[]::new));
    Operand output = blank(spec.dtype(), spec.shape());
    Operand[] operands = in.stream().map(this::put).toArray(Operand[]::new);
    ((Lowering.Direct) op.lower(specs, spec)).run(backend(), operands, output);
    return output;
  }

  /** Returns the scores of a query, -infinity where it does not see a key. */
  private static double[] scores(String form, List<Values> in, int b, int i, int h, int t, int s) {
    double[] scores = new double[s];
    for (int j = 0; j < s; j++) {
      double sum = 0;
      for (int e = 0; e < FEATURES; e++) {
        sum +=
            in.get(0).data()[(b * t + i) * FEATURES + e]
                * in.get(1).data()[(b * s + j) * FEATURES + e];
      }
      double hidden = Double.NEGATIVE_INFINITY;
      scores[j] =
          switch (form) {
            case "causal" -> j > i ? hidden : SCALE * sum;
            case "bool" -> in.get(3).data()[b / h * s + j] == 0 ? hidden : SCALE * sum;
            case "added" -> SCALE * sum + in.get(3).data()[i * s + j];
            default -> SCALE * sum;
          };
    }
    return scores;
  }

  private static double[] forward(String form, List<Values> in, int n, int h, int t, int s) {
    int rows = n * h * t;
    double[] y = new double[rows * (WIDTH + 1)];
    for (int row = 0; row < rows; row++) {
      int b = row / t;
      double[] scores = scores(form, in, b, row % t, h, t, s);
      double sum = Arrays.stream(scores).map(Math::exp).sum();
      y[rows * WIDTH + row] = Math.log(sum);
      for (int j = 0; j < s; j++) {
        for (int v = 0; v < WIDTH; v++) {
          y[beside(row, h, t) * WIDTH + v] +=
              Math.exp(scores[j]) / sum * in.get(2).data()[(b * s + j) * WIDTH + v];
        }
      }
    }
    return y;
  }

  /** Returns the place in {@code [n, t, h]} of a place in {@code [n, h, t]}. */
  private static int beside(int row, int h, int t) {
    return (row / t / h * t + row % t) * h + row / t % h;
  }

  private static double[] backward(
      String form,
      List<Values> in,
      double[] y,
      double[] dy,
      double[] dSums,
      int n,
      int h,
      int t,
      int s) {
    int rows = n * h * t;
    int firstKey = rows * FEATURES;
    int firstValue = firstKey + n * h * s * FEATURES;
    double[] gradients = new double[firstValue + n * h * s * WIDTH];
    for (int row = 0; row < rows; row++) {
      int b = row / t;
      double[] scores = scores(form, in, b, row % t, h, t, s);
      int place = beside(row, h, t);
      double d = -dSums[row];
      for (int v = 0; v < WIDTH; v++) {
        d += dy[place * WIDTH + v] * y[place * WIDTH + v];
      }
      for (int j = 0; j < s; j++) {
        double p = Math.exp(scores[j] - y[rows * WIDTH + row]);
        int key = beside(b * s + j, h, s);
        double dp = 0;
        for (int v = 0; v < WIDTH; v++) {
          int at = (b * s + j) * WIDTH + v;
          dp += dy[place * WIDTH + v] * in.get(2).data()[at];
          gradients[firstValue + key * WIDTH + v] += p * dy[place * WIDTH + v];
        }
        for (int e = 0; e < FEATURES; e++) {
          double change = SCALE * p * (dp - d);
          gradients[place * FEATURES + e] += change * in.get(1).data()[(b * s + j) * FEATURES + e];
          gradients[firstKey + key * FEATURES + e] += change * in.get(0).data()[row * FEATURES + e];
        }
      }
    }
    return gradients;
  }
}
