package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.LayerNorm;
import dev.jacobian.nn.LayerNormOptions;
import dev.jacobian.nn.RMSNorm;
import dev.jacobian.nn.RMSNormOptions;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.nn.loss.CrossEntropyLossOptions;
import dev.jacobian.nn.loss.HuberLoss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.shape.DType;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Composed functions of random shapes, fused and op by op: the same values and gradients. */
class RandomCompositesTest {
  private static final int SHAPES = Integer.getInteger("jacobian.test.shapes", 25);
  private static final int LARGEST = 100_000;

  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  private long[] dims() {
    return switch (random.nextInt(5)) {
      case 0 -> new long[] {1 + random.nextInt(30_000)};
      case 1 -> new long[] {1 + random.nextInt(4), 16_500 + random.nextInt(5_000)};
      case 2 -> new long[] {1 + random.nextInt(900), 1 + random.nextInt(100)};
      case 3 -> new long[] {1 + random.nextInt(40), 1 + random.nextInt(40), 1 + random.nextInt(40)};
      default -> random.ints(4, 1, 12).mapToLong(size -> size).toArray();
    };
  }

  private double[] values(long[] dims) {
    double[] values = new double[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
    if (random.nextInt(5) == 0) {
      Arrays.fill(values, 1.25);
    } else {
      Arrays.setAll(values, i -> random.nextGaussian() * 2);
    }
    return values;
  }

  private Map<String, UnaryOperator<Tensor>> functions(DType dtype, long[] dims) {
    int axis = random.nextInt(dims.length);
    long width = dims[dims.length - 1];
    Map<String, UnaryOperator<Tensor>> all = new LinkedHashMap<>();
    all.put("softmax", x -> x.softmax(axis));
    all.put("logSoftmax", x -> x.logSoftmax(axis));
    all.put("logSumExp", x -> x.logSumExp(axis, true));
    all.put("var", x -> x.var(0, true, axis));
    all.put("std", x -> x.std(0, false, axis));
    all.put("norm", x -> x.norm(2, false, axis));
    all.put("norm of all", x -> x.norm(3, true));
    all.put("largest", x -> x.norm(Double.POSITIVE_INFINITY, true, axis));
    all.put("gelu", Tensor::gelu);
    all.put("geluTanh", Tensor::geluTanh);
    all.put("silu", Tensor::silu);
    all.put("mish", Tensor::mish);
    all.put("elu", x -> x.elu(0.7));
    all.put("leakyRelu", x -> x.leakyRelu(0.1));
    all.put("softplus", Tensor::softplus);
    all.put("hardswish", Tensor::hardswish);
    LayerNormOptions layer = LayerNormOptions.defaults().withDtype(dtype);
    all.put("LayerNorm", x -> new LayerNorm(layer, width).forward(x));
    RMSNormOptions plain = RMSNormOptions.defaults().withAffine(false);
    all.put("RMSNorm", x -> new RMSNorm(plain, width).forward(x));
    all.put("MSELoss", x -> new MSELoss().forward(x, x.detach().mul(0.5)));
    all.put("HuberLoss", x -> new HuberLoss(0.4).forward(x, x.detach().mul(0.5).add(0.1)));
    if (dims.length == 2) {
      CrossEntropyLossOptions smooth = CrossEntropyLossOptions.defaults().withLabelSmoothing(0.1);
      Tensor labels = Tensor.arange(dims[0]).remainder((double) dims[1]);
      all.put("CrossEntropyLoss", x -> new CrossEntropyLoss(smooth).forward(x, labels));
    }
    return all;
  }

  /** Returns values and gradient. */
  private static List<double[]> run(
      UnaryOperator<Tensor> function, double[] values, long[] dims, DType dtype, long from) {
    try (MemoryScope scope = MemoryScope.open();
        Autograd.Guard fusing = Autograd.fuseFrom(from)) {
      Tensor x = Tensor.of(values, dims).to(dtype).detach().setRequiresGrad(true);
      Tensor y = function.apply(x);
      y.backward(Tensor.randn(new Generator(5), y.shape().dims()).to(dtype));
      return List.of(y.toDoubleArray(), x.grad().toDoubleArray());
    }
  }

  @Test
  void fusedKernelsGiveWhatTheOpsGive() {
    int compared = 0;
    for (int i = 0; i < SHAPES; i++) {
      long[] dims = dims();
      double[] values = values(dims);
      assertTrue(values.length <= LARGEST);
      DType dtype = random.nextBoolean() ? DType.FLOAT32 : DType.FLOAT64;
      for (Map.Entry<String, UnaryOperator<Tensor>> each : functions(dtype, dims).entrySet()) {
        String what = each.getKey() + " " + dtype + Arrays.toString(dims) + ", seed " + seed;
        List<double[]> ops = run(each.getValue(), values, dims, dtype, Long.MAX_VALUE);
        List<double[]> fused = run(each.getValue(), values, dims, dtype, 0);
        assertClose(what + ", value", dtype, ops.get(0), fused.get(0));
        assertClose(what + ", gradient", dtype, ops.get(1), fused.get(1));
        compared++;
      }
    }
    assertTrue(compared >= 20 * SHAPES, compared + " functions");
  }

  private static void assertClose(String what, DType dtype, double[] ops, double[] fused) {
    double largest = Arrays.stream(ops).map(Math::abs).filter(Double::isFinite).max().orElse(0);
    double tolerance = (dtype == DType.FLOAT32 ? 2e-5 : 1e-11) * Math.max(largest, 1e-3);
    assertEquals(ops.length, fused.length, what);
    for (int i = 0; i < ops.length; i++) {
      if (!(Double.isNaN(ops[i]) && Double.isNaN(fused[i]))) {
        assertEquals(ops[i], fused[i], tolerance, what);
      }
    }
  }
}
