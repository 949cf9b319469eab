package dev.jacobian.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.onnxruntime.OrtException;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.jacobian.compile.Compiled;
import dev.jacobian.models.onnx.OnnxExport.Options;
import dev.jacobian.nn.Module;
import dev.jacobian.op.Op;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.AttentionOptions;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.net.URL;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What ONNX Runtime computes of each op is what the op computes. */
class OperatorTest {
  private static final long[] BATCHES = {4, 1, 9};
  private static final List<DType> REAL = List.of(DType.FLOAT32, DType.FLOAT64);
  private static final List<DType> ALL = List.of(DType.FLOAT32, DType.FLOAT64, DType.INT64);

  /** A function as a module. */
  private static final class Function extends Module {
    private final Compiled.OneResult function;

    Function(Compiled.OneResult function) {
      this.function = function;
    }

    @Override
    public Tensor forward(Tensor x, Tensor y) {
      return function.apply(x, y);
    }
  }

  private static Tensor numbers(long seed, long batch, DType dtype) {
    Tensor values = Tensor.randn(new Generator(seed), batch, 2, 3).mul(3);
    return dtype.isFloating() ? values.to(dtype) : values.floor().to(dtype);
  }

  private static void check(String name, DType dtype, Compiled.OneResult function)
      throws OrtException {
    Module module = new Function(function);
    Tensor example = numbers(1, BATCHES[0], dtype);
    Options options = Options.defaults().withExamples(example, example);
    try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(module, options))) {
      for (long batch : BATCHES) {
        Tensor x = numbers(batch, batch, dtype);
        Tensor y = numbers(batch + 100, batch, dtype);
        Tensor expected = function.apply(x, y);
        OnnxSession.assertClose(
            expected, session.run(x, y).get("output"), name + " of " + dtype + ", " + batch);
      }
    }
  }

  private static int checkAll(Map<String, Compiled.OneResult> rows, List<DType> dtypes)
      throws OrtException {
    int cases = 0;
    for (DType dtype : dtypes) {
      for (Map.Entry<String, Compiled.OneResult> row : rows.entrySet()) {
        check(row.getKey(), dtype, row.getValue());
        cases++;
      }
    }
    return cases;
  }

  @Test
  void scalarFunctions() throws OrtException {
    Map<String, Compiled.OneResult> rows = new LinkedHashMap<>();
    rows.put("abs", t -> t[0].abs().add(t[1]));
    rows.put("cos", t -> t[0].cos().add(t[1]));
    rows.put("erf", t -> t[0].erf().add(t[1]));
    rows.put("exp", t -> t[0].exp().add(t[1]));
    rows.put("floor", t -> t[0].floor().add(t[1]));
    rows.put("log", t -> t[0].abs().log().add(t[1]));
    rows.put("log1p", t -> t[0].abs().log1p().add(t[1].abs().mul(1e-9).log1p().mul(1e9)));
    rows.put("log1p of infinity", t -> t[0].abs().mul(1e30).mul(1e30).log1p().add(t[1]));
    rows.put("neg", t -> t[0].neg().add(t[1]));
    rows.put("reciprocal", t -> t[0].reciprocal().add(t[1]));
    rows.put("relu", t -> t[0].relu().add(t[1]));
    rows.put("sigmoid", t -> t[0].sigmoid().add(t[1]));
    rows.put("sign", t -> t[0].sign().add(t[1]));
    rows.put("sin", t -> t[0].sin().add(t[1]));
    rows.put("softsign", t -> t[0].softsign().add(t[1]));
    rows.put("sqrt", t -> t[0].abs().sqrt().add(t[1]));
    rows.put("tanh", t -> t[0].tanh().add(t[1]));
    rows.put("gelu", t -> t[0].gelu().add(t[1]));
    rows.put("div", t -> t[0].div(t[1]));
    rows.put("pow", t -> t[0].abs().pow(t[1]));
    rows.put("softplus", t -> t[0].softplus().add(t[1]));
    rows.put("atan2", t -> t[0].atan2(t[1]));
    rows.put("lgamma", t -> t[0].lgamma().add(t[1]));
    rows.put("erfinv", t -> t[0].sin().mul(0.9).erfinv().add(t[1]));
    rows.put("erfc", t -> t[0].erfc().add(t[1]));
    assertEquals(50, checkAll(rows, REAL));
  }

  @Test
  void arithmeticAndChoices() throws OrtException {
    Map<String, Compiled.OneResult> rows = new LinkedHashMap<>();
    rows.put("add", t -> t[0].add(t[1]));
    rows.put("sub", t -> t[0].sub(t[1]));
    rows.put("mul", t -> t[0].mul(t[1]).mul(3));
    rows.put("maximum", t -> t[0].maximum(t[1]));
    rows.put("minimum", t -> t[0].minimum(t[1]));
    rows.put("clamp", t -> t[0].clamp(-2, 1).add(t[1]));
    rows.put("floorDiv", t -> t[0].floorDiv(t[1].mul(t[1]).add(2)).add(t[0].floorDiv(-2)));
    rows.put("remainder", t -> t[0].remainder(t[1].mul(t[1]).add(2)).add(t[0].remainder(-2)));
    rows.put("eq", t -> t[0].eq(t[1]).where(t[0], t[1]));
    rows.put(
        "whereOfTruthValues", t -> t[0].lt(t[1]).where(t[0].gt(0), t[1].gt(0)).where(t[0], t[1]));
    rows.put("ne", t -> t[0].ne(t[1]).where(t[0], 1));
    rows.put("lt", t -> t[0].lt(t[1]).where(t[0], 1));
    rows.put("le", t -> t[0].le(t[1]).where(t[0], 1));
    rows.put("gt", t -> t[0].gt(t[1]));
    rows.put("ge", t -> t[0].ge(t[1]).not());
    rows.put("casts", t -> t[0].to(DType.INT32).add(t[1].ne(0).to(DType.INT32)).to(DType.INT64));
    rows.put("stretched", t -> t[0].sum(true, 1).mul(t[1]).add(t[0].slice(1, 0, 1)));
    assertEquals(51, checkAll(rows, ALL));
  }

  @Test
  void reductions() throws OrtException {
    Map<String, Compiled.OneResult> rows = new LinkedHashMap<>();
    rows.put("sum", t -> t[0].mul(t[0]).sum(false, 1, 2).add(t[1].mul(t[1]).sum(false, 1, 2)));
    rows.put("sum of rows", t -> t[0].sum(true, 0).mul(t[1]));
    rows.put("max", t -> t[0].max(true, 1).add(t[1].max(true, 2)));
    rows.put("min", t -> t[0].min(false, 2).add(t[1].min(false, 2)));
    rows.put("cumsum", t -> t[0].cumsum(2).add(t[1].cumsum(1)));
    rows.put("cumprod", t -> t[0].cumprod(2).add(t[1].cumprod(1)));
    rows.put("cummax", t -> t[0].cummax(2).values().add(t[1].cummin(1).values()));
    rows.put("cummin places", t -> t[0].cummin(2).indices().add(t[1].cummax(1).indices()));
    rows.put("argmax", t -> t[0].argmax(2).add(t[1].argmax(-1)));
    assertEquals(27, checkAll(rows, ALL));
    Map<String, Compiled.OneResult> real = new LinkedHashMap<>();
    real.put("mean", t -> t[0].abs().mean(true, 2).add(t[1].abs().mean(true, 1)));
    real.put("var", t -> t[0].var(1, true, 2).add(t[1]));
    real.put("logSumExp", t -> t[0].logSumExp(2, true).add(t[1]));
    real.put("softmax", t -> t[0].softmax(1).mul(t[1]));
    real.put("logSoftmax", t -> t[0].logSoftmax(-1).mul(t[1]));
    real.put("maxPool1d", t -> t[0].maxPool1d(2).add(t[1].maxPool1d(3, 2, 1, 1)));
    real.put(
        "maxPool of no channels", t -> t[0].maxPool2d(2, 1, 0, 1).add(t[1].maxPool2d(2, 1, 0, 1)));
    long[] one = {1};
    long[] two = {2};
    long[] none = {0};
    real.put("maxPool, dilated", t -> t[0].maxPool(1, two, one, none, two, false).add(t[1]));
    real.put(
        "maxPool over the last two axes",
        t -> t[0].maxPool2d(2, 1, 1, 2).add(t[1].sum(true, 1, 2)));
    real.put(
        "maxPool of many entries",
        t -> wide(t[0]).maxPool1d(20, 3, 10, 1).add(wide(t[1]).max(true, 2)));
    real.put(
        "maxPool, overhanging",
        t ->
            wide(t[0])
                .maxPool(1, new long[] {17}, new long[] {4}, new long[] {3}, one, true)
                .add(t[1].sum(true, 1, 2)));
    real.put(
        "maxPool, dilated and overhanging",
        t ->
            wide(t[0])
                .maxPool(1, two, new long[] {4}, one, new long[] {3}, true)
                .add(t[1].sum(true, 1, 2)));
    real.put(
        "places of maxPool",
        t -> t[0].maxPoolIndices(1, two, one, none, one, false).add(argmax(t[1], 2)));
    assertEquals(26, checkAll(real, REAL));
  }

  @Test
  void shapes() throws OrtException {
    Tensor picked = Tensor.of(new long[] {2, 0, 0});
    Map<String, Compiled.OneResult> rows = new LinkedHashMap<>();
    rows.put("permute", t -> t[0].permute(2, 0, 1).add(t[1].permute(2, 0, 1)));
    rows.put("reshape", t -> t[0].reshape(-1, 3).add(t[1].reshape(-1, 3)));
    rows.put("reshape rows", t -> t[0].reshape(-1).reshape(-1, 6).add(t[1].flatten(1)));
    rows.put("expand", t -> Tensor.concat(2, t[0], t[1].sum(true, 2).expand(t[0].size(0), 2, 5)));
    rows.put("expand rows", t -> Tensor.concat(1, t[0], first(t[1]).expand(t[0].size(0), 2, 3)));
    rows.put("slice", t -> t[0].slice(2, 1, 3).add(t[1].slice(2, 0, 3, 2)));
    rows.put("flip", t -> t[0].flip(1, 2).add(t[1].flip(2).slice(1, 1, 2)));
    rows.put(
        "unfold", t -> t[0].unfold(2, 2, 1).sum(false, 3).add(t[1].unfold(2, 2, 1).max(false, 3)));
    rows.put(
        "unfold inside",
        t -> t[0].unfold(1, 2, 2).sum(false, 1).add(t[1].unfold(1, 1, 2).sum(false, 1)));
    rows.put("diagonal", t -> t[0].diagonal(0, 1, 2).add(t[1].diagonal(-1, 2, 1)));
    rows.put("roll", t -> t[0].roll(1, 2).add(t[1]));
    rows.put("triu", t -> t[0].triu().add(t[1].tril(1)));
    rows.put("pad", t -> t[0].pad(1, 2, 1).sum(true, 2).add(t[1].pad(1, 1, 2)));
    rows.put("concat", t -> Tensor.concat(1, t[0], t[1], t[0]));
    rows.put("concat rows", t -> Tensor.concat(0, t[0], t[1]));
    rows.put("indexSelect", t -> t[0].indexSelect(2, picked).add(t[1]));
    rows.put("gather", t -> t[0].gather(2, argmax(t[1], 1)).add(t[1].gather(1, argmax(t[0], 1))));
    rows.put(
        "gather several",
        t -> {
          Tensor index = Tensor.concat(2, argmax(t[1], 2), argmax(t[0], 2), argmax(t[1], 2));
          return t[0].gather(2, index).sum(true, 2).add(t[1]);
        });
    rows.put("scatterAdd", t -> t[0].scatterAdd(2, t[1].argmax(2).unsqueeze(2), t[1]));
    rows.put("numbers of the rows", t -> t[0].add(number(t[1]).reshape(-1, 1, 1)));
    rows.put("filled", t -> Tensor.concat(2, ones(t[0]), t[1]));
    rows.put("a constant", t -> ones(t[0]));
    rows.put("an input", t -> t[1]);
    assertEquals(69, checkAll(rows, ALL));
  }

  /** They are convolutions, which the runtime has of float32 only. */
  @Test
  void meansOfWindows() throws OrtException {
    Map<String, Compiled.OneResult> rows = new LinkedHashMap<>();
    rows.put("avgPool2d", t -> t[0].avgPool2d(2).add(t[1].avgPool2d(2)));
    rows.put("adaptiveAvgPool", t -> t[0].adaptiveAvgPool(2, 1).add(t[1].adaptiveAvgPool(1, 1)));
    assertEquals(2, checkAll(rows, List.of(DType.FLOAT32)));
  }

  @Test
  void everyOpHasAFormOrAReason() {
    URL main = Op.class.getProtectionDomain().getCodeSource().getLocation();
    Set<String> without = new TreeSet<>();
    int seen = 0;
    for (JavaClass type : new ClassFileImporter().importUrl(main)) {
      if (type.isAssignableTo(Op.class) && !type.isInterface()) {
        seen++;
        Class<?> op = type.reflect();
        boolean hasForm = OperatorTable.hasForm(op);
        assertTrue(hasForm != (OperatorTable.reason(op) != null), op + " has a form or a reason");
        if (!hasForm) {
          without.add(op.getSimpleName());
        }
      }
    }
    assertTrue(seen > 25, seen + " ops");
    assertEquals(
        Set.of(
            "ArgSort",
            "AttentionDropout",
            "AttentionGradient",
            "Cholesky",
            "Cofactors",
            "Det",
            "IndexPut",
            "LogDet",
            "Multinomial",
            "Qr",
            "Random",
            "RecurrenceGradient",
            "Solve",
            "SolveTriangular",
            "Svd",
            "SymmetricEigen",
            "ViewScatter",
            "WindowSpread"),
        without);
  }

  private static Tensor wide(Tensor x) {
    return Tensor.concat(2, x, x.mul(-2), x, x.mul(-1), x, x.mul(3), x);
  }

  private static Tensor number(Tensor x) {
    return Tensor.arange(x.size(0)).to(x.dtype());
  }

  private static Tensor argmax(Tensor x, int axis) {
    return x.argmax(axis).unsqueeze(axis);
  }

  private static Tensor first(Tensor x) {
    return x.sum(true, 0);
  }

  private static Tensor ones(Tensor like) {
    return Tensor.full(like.shape(), 1, like.dtype(), like.device());
  }

  @Test
  void products() throws OrtException {
    Map<String, Compiled.OneResult> rows = new LinkedHashMap<>();
    rows.put("batches", t -> t[0].matmul(t[1].transpose(1, 2)));
    rows.put("left transposed", t -> t[0].transpose(1, 2).matmul(t[1]));
    rows.put("matrices", t -> t[0].flatten(1).t().matmul(t[1].flatten(1)));
    rows.put("rows", t -> t[0].flatten(1).matmul(t[1].flatten(1).t()).add(t[0].sum(false, 1, 2)));
    assertEquals(8, checkAll(rows, REAL));
  }

  @Test
  void attentions() throws OrtException {
    AttentionOptions options = AttentionOptions.defaults();
    Tensor isSeen = Tensor.of(new boolean[] {true, false, false, false}, 2, 2);
    Map<String, Compiled.OneResult> rows = new LinkedHashMap<>();
    rows.put("plain", t -> t[0].scaledDotProductAttention(t[1], t[1]));
    rows.put("of one head", t -> attention(t[0].unsqueeze(1), t[1].unsqueeze(1), options));
    rows.put("causal", t -> attention(t[0], t[1], options.withCausal(true).withScale(0.3)));
    rows.put("masked", t -> attention(t[0], t[1], options.withMask(isSeen)));
    rows.put("added", t -> attention(t[0], t[1], options.withMask(t[0].slice(2, 0, 2))));
    assertEquals(10, checkAll(rows, REAL));
  }

  private static Tensor attention(Tensor query, Tensor keys, AttentionOptions options) {
    return query.scaledDotProductAttention(keys, keys, options);
  }

  /** ONNX Runtime convolves float32 alone. */
  @Test
  void convolutions() throws OrtException {
    Generator random = new Generator(4);
    Tensor plain = Tensor.randn(random, 4, 2, 2);
    Tensor grouped = Tensor.randn(random, 4, 1, 2);
    Tensor image = Tensor.randn(random, 3, 1, 2, 2);
    Tensor turned = Tensor.randn(random, 2, 3, 2);
    long[] one = {1};
    long[] two = {2};
    long[] none = {0};
    Map<String, Compiled.OneResult> rows = new LinkedHashMap<>();
    rows.put("length", t -> t[0].conv1d(plain, null).add(t[1].sum(true, 1, 2)));
    rows.put("strided", t -> t[0].conv1d(plain, null, 2, 1, 2, 1).add(t[1].sum(true, 1, 2)));
    rows.put("groups", t -> t[0].conv1d(grouped, null, 1, 1, 1, 2).add(t[1].sum(true, 1, 2)));
    rows.put(
        "image",
        t ->
            t[0].unsqueeze(1)
                .conv2d(image, null, 1, 1, 1, 1)
                .add(t[1].sum(true, 1, 2).unsqueeze(1)));
    rows.put(
        "transposed",
        t -> t[0].convTranspose(turned, null, one, one, none, one, 1).add(t[1].sum(true, 1, 2)));
    rows.put(
        "transposed, strided",
        t -> t[0].convTranspose(turned, null, two, one, one, two, 1).add(t[1].sum(true, 1, 2)));
    assertEquals(6, checkAll(rows, List.of(DType.FLOAT32)));
  }
}
