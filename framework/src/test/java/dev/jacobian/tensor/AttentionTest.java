package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.compile.Compiled;
import dev.jacobian.device.CpuBackends;
import dev.jacobian.device.host.HostBackend;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attention in tiles, compared with the same formula in whole matrices. */
class AttentionTest {
  private static final AttentionOptions DEFAULTS = AttentionOptions.defaults();

  private static Tensor numbers(long seed, DType dtype, long... dims) {
    return Tensor.randn(new Generator(seed), dims).to(dtype).detach().setRequiresGrad(true);
  }

  private static List<Tensor> inputs(DType dtype, long n, long h, long t, long s) {
    return List.of(
        numbers(1, dtype, n, h, t, 5),
        numbers(2, dtype, n, h, s, 5),
        numbers(3, dtype, n, h, s, 3));
  }

  private static Tensor whole(List<Tensor> in, AttentionOptions options) {
    Tensor q = in.get(0);
    Tensor k = in.get(1);
    Tensor s = q.matmulTransposed(k).mul(options.scale().orElse(1 / Math.sqrt(q.size(-1))));
    if (options.mask() != null) {
      Tensor mask = options.mask();
      s = mask.dtype() == DType.BOOL ? mask.where(s, Double.NEGATIVE_INFINITY) : s.add(mask);
    }
    if (options.causal()) {
      Tensor rows = Tensor.arange(q.size(-2)).unsqueeze(1);
      s = rows.ge(Tensor.arange(k.size(-2))).where(s, Double.NEGATIVE_INFINITY);
    }
    return s.softmax(-1).matmul(in.get(2));
  }

  private static List<double[]> withGradients(List<Tensor> in, Supplier<Tensor> function) {
    in.forEach(x -> x.setGrad(null));
    Tensor y = function.get();
    y.backward(Tensor.randn(new Generator(9), y.shape().dims()).to(y.dtype()));
    List<double[]> values = new ArrayList<>(List.of(y.toDoubleArray()));
    in.forEach(x -> values.add(Objects.requireNonNull(x.grad()).toDoubleArray()));
    return values;
  }

  private static void assertClose(List<double[]> expected, List<double[]> actual, double within) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), within, "value " + i);
    }
  }

  /** Sizes below, at and above those of a tile, of which one has 64 queries and 512 keys. */
  @ParameterizedTest
  @CsvSource({
    "2,3,64,64",
    "1,2,65,70",
    "1,1,130,1100",
    "1,2,3,513",
    "1,1,200,40",
    "40,2,64,64",
    "3,1,1,600"
  })
  void tilesGiveWhatTheWholeMatrixGives(long n, long h, long t, long s) {
    List<Tensor> in = inputs(DType.FLOAT64, n, h, t, s);
    Tensor isSeen = Tensor.rand(new Generator(4), n, 1, 1, s).ge(0.3);
    Tensor added = Tensor.randn(new Generator(5), h, t, s).to(DType.FLOAT64);
    for (AttentionOptions options :
        List.of(
            DEFAULTS,
            DEFAULTS.withScale(0.2),
            DEFAULTS.withCausal(true),
            DEFAULTS.withMask(isSeen),
            DEFAULTS.withMask(added).withCausal(true))) {
      List<double[]> expected = withGradients(in, () -> whole(in, options));
      Supplier<Tensor> tiled =
          () -> in.get(0).scaledDotProductAttention(in.get(1), in.get(2), options);
      assertClose(expected, withGradients(in, tiled), 1e-10);
      try (Autograd.Guard mode = Autograd.noGrad()) {
        assertArrayEquals(expected.get(0), tiled.get().toDoubleArray(), 1e-12);
      }
    }
  }

  @Test
  void operandsOfAnyLayoutGiveTheSame() {
    Tensor qkv = numbers(1, DType.FLOAT64, 2, 7, 3, 4, 5);
    List<Tensor> views = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      views.add(qkv.select(2, i).transpose(1, 2));
    }
    Tensor expected = whole(views.stream().map(Tensor::contiguous).toList(), DEFAULTS);
    Tensor actual = views.get(0).scaledDotProductAttention(views.get(1), views.get(2));
    assertArrayEquals(expected.toDoubleArray(), actual.toDoubleArray(), 1e-12);
  }

  @Test
  void aQueryWithoutKeysGivesZeros() {
    List<Tensor> in = inputs(DType.FLOAT32, 1, 2, 3, 0);
    Tensor y = in.get(0).scaledDotProductAttention(in.get(1), in.get(2));
    assertArrayEquals(new float[18], y.toFloatArray());
    y.sum().backward();
    assertArrayEquals(new float[30], Objects.requireNonNull(in.get(0).grad()).toFloatArray());
  }

  /** A matrix of all pairs takes 64 MiB, of which there are 8. */
  @Test
  void noMatrixOfAllPairsIsKept() {
    Supplier<List<double[]>> program =
        () -> {
          List<Tensor> in = inputs(DType.FLOAT32, 1, 1, 4096, 4096);
          return withGradients(in, () -> in.get(0).scaledDotProductAttention(in.get(1), in.get(2)));
        };
    assertEquals(4, CpuBackends.with(new HostBackend(8L << 20, 2), program).size());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void dropoutLeavesItsPartOfTheWeights(boolean causal) {
    Tensor q = Tensor.zeros(2, 1, 600, 4);
    Tensor values = Tensor.ones(2, 1, 600, 1);
    Generator generator = new Generator(7);
    AttentionOptions options = DEFAULTS.withCausal(causal).withDropout(0.25, generator);
    Tensor y = q.scaledDotProductAttention(q, values, options);
    // Each is a mean of factors 0 and 4/3, of 1 to 600 of them.
    double[] sums = y.toDoubleArray();
    assertEquals(1, Tensor.of(sums).mean().item(), 0.02);
    Tensor again = q.scaledDotProductAttention(q, values, options);
    assertTrue(!again.eq(y).all().toBooleanArray()[0], "the second choices are the first ones");
    generator.setState(new Generator(7).state());
    Tensor same = q.scaledDotProductAttention(q, values, options);
    assertArrayEquals(y.toFloatArray(), same.toFloatArray());
    Generator.manualSeed(7);
    Tensor drawn =
        q.scaledDotProductAttention(q, values, DEFAULTS.withCausal(causal).withDropout(0.25));
    assertArrayEquals(y.toFloatArray(), drawn.toFloatArray());
  }

  /** The gradient in tiles and that by ops make the same choices. */
  @Test
  void gradientsWithDropoutAreThoseOfTheChosenWeights() {
    List<Tensor> in = inputs(DType.FLOAT64, 3, 2, 70, 520);
    Supplier<Tensor> function =
        () ->
            in.get(0)
                .scaledDotProductAttention(
                    in.get(1),
                    in.get(2),
                    DEFAULTS.withCausal(true).withDropout(0.3, new Generator(2)));
    List<double[]> tiled = withGradients(in, function);
    in.forEach(x -> x.setGrad(null));
    Tensor y = function.get();
    y.backward(Tensor.randn(new Generator(9), y.shape().dims()).to(y.dtype()), true, true);
    List<double[]> composed = new ArrayList<>(List.of(y.toDoubleArray()));
    in.forEach(x -> composed.add(Objects.requireNonNull(x.grad()).toDoubleArray()));
    assertClose(composed, tiled, 1e-10);
  }

  @Test
  void compiledGivesTheSameBitsAndNewChoicesAtEachRun() {
    List<Tensor> in = inputs(DType.FLOAT32, 2, 2, 9, 9);
    for (double p : new double[] {0, 0.5}) {
      Generator eager = new Generator(3);
      Generator compiling = new Generator(3);
      Compiled compiled = Compiled.functions(x -> step(x, p, compiling));
      Tensor[] plain = in.stream().map(Tensor::detach).toArray(Tensor[]::new);
      for (int run = 0; run < 3; run++) {
        List<Tensor> expected = step(plain, p, eager);
        List<Tensor> actual = compiled.runAll(plain);
        for (int i = 0; i < expected.size(); i++) {
          assertArrayEquals(expected.get(i).toFloatArray(), actual.get(i).toFloatArray());
        }
      }
      assertTrue(compiled.isCompiled(plain), compiled.explain());
    }
  }

  private static List<Tensor> step(Tensor[] x, double p, Generator generator) {
    List<Tensor> in = new ArrayList<>();
    for (Tensor each : x) {
      in.add(each.copy().setRequiresGrad(true));
    }
    AttentionOptions options = DEFAULTS.withCausal(true).withDropout(p, generator);
    Tensor y = in.get(0).scaledDotProductAttention(in.get(1), in.get(2), options);
    List<Tensor> results = new ArrayList<>(List.of(y));
    results.addAll(Gradients.of(List.of(y.square().sum()), in, false));
    return results;
  }

  @Test
  void threadsChangeNoBit() {
    Supplier<List<double[]>> program =
        () -> {
          List<Tensor> in = inputs(DType.FLOAT32, 5, 3, 100, 530);
          AttentionOptions options = DEFAULTS.withCausal(true).withDropout(0.1, new Generator(1));
          return withGradients(
              in, () -> in.get(0).scaledDotProductAttention(in.get(1), in.get(2), options));
        };
    List<double[]> one = CpuBackends.with(new HostBackend(1L << 30, 1), program);
    List<double[]> two = CpuBackends.with(new HostBackend(1L << 30, 2), program);
    for (int i = 0; i < one.size(); i++) {
      assertArrayEquals(one.get(i), two.get(i));
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    Tensor q = Tensor.randn(2, 4, 6);
    refused(
        ShapeException.class,
        () -> q.scaledDotProductAttention(Tensor.randn(2, 5, 7), Tensor.randn(2, 5, 3)),
        "scaledDotProductAttention: query [2, 4, 6], key [2, 5, 7], value [2, 5, 3]; expected"
            + " [..., t, e], [..., s, e] and [..., s, v]");
    Tensor k = Tensor.randn(2, 5, 6);
    refused(
        ShapeException.class,
        () -> q.scaledDotProductAttention(k, k, DEFAULTS.withMask(Tensor.zeros(3, 5))),
        "scaledDotProductAttention: mask [3, 5] for queries and keys [2, 4, 5]; expected a shape"
            + " that stretches to [..., t, s]; fix: unsqueeze it at its missing axes");
    refused(
        DTypeException.class,
        () -> q.scaledDotProductAttention(k, k, DEFAULTS.withMask(Tensor.arange(5))),
        "attention: mask int64[1, 1, 1, 5] for a query of float32; expected bool, true where a"
            + " query sees a key, or float32 that is added; fix: cast the mask");
    refused(
        DTypeException.class,
        () -> q.scaledDotProductAttention(k.to(DType.FLOAT64), k),
        "attention: query float32[2, 1, 4, 6], key float64[2, 1, 5, 6], value float32[2, 1, 5, 6];"
            + " expected three floating-point tensors of one dtype");
    refused(
        OptionException.class,
        () -> DEFAULTS.withDropout(1, new Generator(1)),
        "scaledDotProductAttention: dropout 1.0; expected a number in [0, 1)");
  }

  private static void refused(
      Class<? extends JacobianException> type, Supplier<?> call, String text) {
    String message = assertThrows(type, call::get).getMessage();
    assertTrue(message.startsWith(text), message);
  }
}
