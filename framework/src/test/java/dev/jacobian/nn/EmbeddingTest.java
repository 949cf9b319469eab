package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.GradCheck;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class EmbeddingTest {
  private static final Goldens GOLDENS = Goldens.load("embedding.txt");
  private static final EmbeddingOptions DOUBLE =
      EmbeddingOptions.defaults().withDtype(DType.FLOAT64);

  private static Embedding golden(String name, String padding) {
    EmbeddingOptions options = EmbeddingOptions.defaults();
    Embedding layer =
        new Embedding(
            7, 3, padding == null ? options : options.withPaddingIdx(Integer.parseInt(padding)));
    layer.weight().tensor().detach().copyInPlace(GOLDENS.tensor(name + "/weight"));
    return layer;
  }

  @ParameterizedTest
  @CsvSource({"vector,", "matrix,", "scalar,", "empty,", "padded,2", "paddedFromEnd,-1"})
  void valuesAndGradientEqualPyTorch(String name, String padding) {
    Embedding layer = golden(name, padding);
    Tensor indices = GOLDENS.tensor(name + "/indices", DType.INT64);
    Tensor output = layer.forward(indices);
    GOLDENS.assertEqual(name + "/output", output);
    output.mul(GOLDENS.tensor(name + "/upstream")).sum().backward();
    GOLDENS.assertEqual(name + "/grad", Objects.requireNonNull(layer.weight().grad()));
    assertArrayEquals(output.toFloatArray(), layer.forward(indices.to(DType.INT32)).toFloatArray());
  }

  @ParameterizedTest
  @CsvSource({"vector,", "matrix,", "padded,2", "paddedFromEnd,-1"})
  void aCompiledFunctionGivesTheSameBits(String name, String padding) {
    Embedding layer = golden(name, padding);
    Tensor indices = GOLDENS.tensor(name + "/indices", DType.INT64);
    Tensor upstream = GOLDENS.tensor(name + "/upstream");
    Compiled compiled =
        Compiled.functions(
            t -> {
              Tensor output = layer.forward(t[0]);
              output.mul(t[1]).sum().backward();
              Tensor gradient = Objects.requireNonNull(layer.weight().grad()).mul(1);
              layer.zeroGrad();
              return List.of(output, gradient);
            });
    compiled.runAll(indices, upstream);
    assertTrue(compiled.isCompiled(indices, upstream), compiled.explain());
    List<Tensor> replayed = compiled.runAll(indices, upstream);
    GOLDENS.assertEqual(name + "/output", replayed.get(0));
    layer.forward(indices).mul(upstream).sum().backward();
    assertArrayEquals(
        Objects.requireNonNull(layer.weight().grad()).toFloatArray(),
        replayed.get(1).toFloatArray());
  }

  @Test
  void gradientsOfTheWeightAreRight() {
    Tensor indices = Tensor.of(new long[] {0, 2, 2, 1}, 2, 2);
    Embedding layer = new Embedding(4, 3, DOUBLE, new Generator(3));
    Tensor weight = layer.weight().tensor();
    GradCheck.Report first = GradCheck.check(in -> layer.forward(indices).sin(), weight);
    GradCheck.Report second = GradCheck.checkSecond(in -> layer.forward(indices).sin(), weight);
    assertTrue(first.derivatives() >= weight.size(), first::toString);
    assertTrue(second.derivatives() > 0, second::toString);
  }

  private static Embedding withMaxNorm(String name) {
    EmbeddingOptions options = EmbeddingOptions.defaults();
    Embedding layer =
        new Embedding(
            7,
            3,
            name.equals("short")
                ? options.withMaxNorm(1.25)
                : options.withMaxNorm(0.5).withNormType(1).withPaddingIdx(4));
    layer.weight().tensor().detach().copyInPlace(GOLDENS.tensor(name + "/weight"));
    return layer;
  }

  @ParameterizedTest
  @ValueSource(strings = {"short", "shortByOne"})
  void rowsThatAreTooLongAreShortenedInTheWeight(String name) {
    Tensor indices = GOLDENS.tensor(name + "/indices", DType.INT64);
    Tensor upstream = GOLDENS.tensor(name + "/upstream");
    Embedding layer = withMaxNorm(name);
    Tensor output = layer.forward(indices);
    GOLDENS.assertEqual(name + "/output", output);
    GOLDENS.assertEqual(name + "/after", layer.weight().tensor());
    output.mul(upstream).sum().backward();
    GOLDENS.assertEqual(name + "/grad", Objects.requireNonNull(layer.weight().grad()));

    Embedding other = withMaxNorm(name);
    Compiled compiled = Compiled.function(t -> other.forward(t[0]).mul(2));
    compiled.run(indices);
    assertTrue(compiled.isCompiled(indices), compiled.explain());
    other.weight().tensor().detach().copyInPlace(GOLDENS.tensor(name + "/weight"));
    assertArrayEquals(output.mul(2).toFloatArray(), compiled.run(indices).toFloatArray());
    assertArrayEquals(
        layer.weight().tensor().toFloatArray(), other.weight().tensor().toFloatArray());
  }

  @Test
  void bagsShortenRowsToo() {
    EmbeddingBag bag =
        new EmbeddingBag(7, 3, EmbeddingBag.Mode.SUM, EmbeddingOptions.defaults().withMaxNorm(1));
    bag.weight().tensor().detach().copyInPlace(GOLDENS.tensor("short/weight"));
    Tensor indices = Tensor.of(new long[] {1, 5, 1, 2, 0});
    Tensor output = bag.forward(indices, Tensor.of(new long[] {0, 2, 2}));
    GOLDENS.assertEqual("shortBag/output", output);
    GOLDENS.assertEqual("shortBag/after", bag.weight().tensor());
    assertEquals(
        "Embedding: max norm 0.0; expected a number above 0, or infinity",
        assertThrows(OptionException.class, () -> EmbeddingOptions.defaults().withMaxNorm(0))
            .getMessage());
  }

  @Test
  void defaultsArePyTorchs() {
    assertEquals("none", GOLDENS.text("default/padding_idx"));
    assertEquals("none", GOLDENS.text("default/max_norm"));
    assertEquals(Double.POSITIVE_INFINITY, EmbeddingOptions.defaults().maxNorm());
    assertEquals(GOLDENS.text("default/norm_type"), "" + EmbeddingOptions.defaults().normType());
    assertEquals(OptionalInt.empty(), EmbeddingOptions.defaults().paddingIdx());
    assertEquals("0.0 0.0 0.0", GOLDENS.text("paddingRow"));
  }

  @Test
  void theTableIsNormalAndThePaddingRowZero() {
    Embedding layer =
        new Embedding(400, 50, EmbeddingOptions.defaults().withPaddingIdx(7), new Generator(1));
    Tensor weight = layer.weight().tensor().detach();
    assertArrayEquals(new float[50], weight.slice(0, 7, 8).toFloatArray());
    assertEquals(0, weight.mean().item(), 0.02);
    assertEquals(1, weight.square().mean().item(), 0.03);
    assertEquals("Embedding(400, 50, paddingIdx=7)", layer.toString());
    assertArrayEquals(
        weight.toFloatArray(),
        new Embedding(400, 50, EmbeddingOptions.defaults().withPaddingIdx(7), new Generator(1))
            .weight()
            .tensor()
            .toFloatArray());
  }

  @ParameterizedTest
  @CsvSource({"7,2", "-1,1"})
  void anIndexOutsideIsSaidInTheLayersWordsAlsoByAReplay(long bad, int position) {
    Embedding layer = new Embedding(7, 3);
    Compiled compiled = Compiled.function(t -> layer.forward(t[0]).sum());
    Tensor good = Tensor.of(new long[] {1, 2, 3});
    long[] values = {1, 2, 3};
    values[position] = bad;
    Tensor wrong = Tensor.of(values);
    String message =
        "Embedding(7, 3): index "
            + bad
            + " at position "
            + position
            + " of 3; expected indices from 0 to 6; fix: number tokens or categories from 0, or give the"
            + " layer as many embeddings as there are";
    assertEquals(
        message, assertThrows(DataException.class, () -> layer.forward(wrong)).getMessage());
    assertEquals(
        message, assertThrows(DataException.class, () -> compiled.run(wrong)).getMessage());
    compiled.run(good);
    assertTrue(compiled.isCompiled(good));
    assertEquals(
        message, assertThrows(DataException.class, () -> compiled.run(wrong)).getMessage());
    assertTrue(Double.isFinite(compiled.run(good).item()));
  }

  @Test
  void aCompiledStepLeavesTheWeightsAloneWhenAnIndexIsOutside() {
    Embedding layer = new Embedding(7, 3);
    CompiledStep step = CompiledStep.of(layer, new MSELoss(), new Adam(layer.parameters(), 0.1));
    Tensor target = Tensor.zeros(2, 3);
    step.run(Tensor.of(new long[] {1, 2}), target);
    float[] before = layer.weight().tensor().detach().toFloatArray();
    DataException e =
        assertThrows(DataException.class, () -> step.run(Tensor.of(new long[] {1, 9}), target));
    assertTrue(e.getMessage().startsWith("Embedding(7, 3): index 9 at position 1 of 2;"));
    assertArrayEquals(before, layer.weight().tensor().detach().toFloatArray());
  }

  @Test
  void onlyRowsThatWereUsedChange() {
    Embedding layer = new Embedding(5, 2, EmbeddingOptions.defaults().withPaddingIdx(0));
    float[] before = layer.weight().tensor().detach().toFloatArray();
    CompiledStep step = CompiledStep.of(layer, new MSELoss(), new SGD(layer.parameters(), 0.1));
    Tensor indices = Tensor.of(new long[] {0, 3, 3});
    for (int i = 0; i < 5; i++) {
      step.run(indices, Tensor.ones(3, 2));
    }
    float[] after = layer.weight().tensor().detach().toFloatArray();
    for (int i = 0; i < after.length; i++) {
      assertEquals(i / 2 != 3, before[i] == after[i], "element " + i);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT32", "FLOAT64", "BOOL"})
  void indicesAreWholeNumbers(DType dtype) {
    DTypeException e =
        assertThrows(
            DTypeException.class, () -> new Embedding(7, 3).forward(Tensor.zeros(2).to(dtype)));
    assertEquals(
        "Embedding(7, 3): input "
            + dtype
            + "[2]; expected indices of int64 or int32; fix: input.to(DType.INT64)",
        e.getMessage());
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    assertEquals(
        "Embedding(0, 3): an empty table; expected at least 1 vector of at least 1 number",
        assertThrows(OptionException.class, () -> new Embedding(0, 3)).getMessage());
    assertEquals(
        "Embedding(7, 3, paddingIdx=7): paddingIdx 7; expected an index from -7 to 6",
        assertThrows(
                OptionException.class,
                () -> new Embedding(7, 3, EmbeddingOptions.defaults().withPaddingIdx(7)))
            .getMessage());
    assertEquals(
        "Embedding: dtype int64; expected float32 or float64",
        assertThrows(DTypeException.class, () -> EmbeddingOptions.defaults().withDtype(DType.INT64))
            .getMessage());
  }
}
