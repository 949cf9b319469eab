package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.autograd.Replay;
import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.GradCheck;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Layers of two inputs, and bags of embeddings. */
@NeedsCompiler
class SeveralInputsTest {
  private static final Goldens GOLDENS = Goldens.load("modules.txt");
  private static final Tensor ROWS = GOLDENS.tensor("bag/rows", DType.INT64);
  private static final Tensor FLAT = GOLDENS.tensor("bag/flat", DType.INT64);
  private static final Tensor OFFSETS = GOLDENS.tensor("bag/offsets", DType.INT64);

  private static void assertMessage(
      Class<? extends JacobianException> type, String message, Executable call) {
    assertEquals(message, assertThrows(type, call).getMessage());
  }

  @Test
  void layersOfTwoInputsAreThoseOfPyTorch() {
    Map<String, Module> layers = new LinkedHashMap<>();
    layers.put("cosineSimilarity/plain", new CosineSimilarity());
    layers.put("cosineSimilarity/axis", new CosineSimilarity(-2));
    layers.put("cosineSimilarity/small", new CosineSimilarity(1, 0.9));
    layers.put("pairwiseDistance/plain", new PairwiseDistance());
    layers.put("pairwiseDistance/kept", new PairwiseDistance(3, 0.1, true));
    layers.put("pairwiseDistance/one", new PairwiseDistance(1));
    layers.put("bilinear/plain", new Bilinear(3, 2, 5));
    layers.put(
        "bilinear/axes",
        new Bilinear(3, 3, 2, LinearOptions.defaults().withBias(false), new Generator(1)));
    layers.put("bilinear/one", new Bilinear(3, 2, 1));
    layers.forEach(
        (name, layer) ->
            GoldenCase.check(
                GOLDENS, name, layer, (m, in) -> List.of(m.forward(in.get(0), in.get(1)))));
  }

  private static EmbeddingBag bag(EmbeddingBag.Mode mode, String padding, DType dtype) {
    OptionalInt index = padding.equals("padded") ? OptionalInt.of(3) : OptionalInt.empty();
    EmbeddingOptions options = EmbeddingOptions.defaults().withDtype(dtype);
    return new EmbeddingBag(
        7,
        3,
        mode,
        index.isPresent() ? options.withPaddingIdx(index.getAsInt()) : options,
        new Generator(1));
  }

  @ParameterizedTest
  @EnumSource
  void bagsAreThoseOfPyTorch(EmbeddingBag.Mode mode) {
    for (String padding : List.of("plain", "padded")) {
      String golden = "bag/" + mode.name().toLowerCase(Locale.ROOT) + "/" + padding;
      GoldenCase.check(
          GOLDENS,
          golden + "/rows",
          bag(mode, padding, DType.FLOAT32),
          (m, in) -> List.of(m.forward(ROWS)));
      GoldenCase.check(
          GOLDENS,
          golden + "/offsets",
          bag(mode, padding, DType.FLOAT32),
          (m, in) -> List.of(m.forward(FLAT, OFFSETS)));
    }
  }

  @Test
  void weightsOfEntriesAreThoseOfPyTorch() {
    GoldenCase.check(
        GOLDENS,
        "bag/sum/weights",
        bag(EmbeddingBag.Mode.SUM, "plain", DType.FLOAT32),
        (m, in) -> List.of(m.forward(FLAT, OFFSETS, in.get(0))));
  }

  @ParameterizedTest
  @EnumSource
  void bagsHaveDerivativesAndAreCompiled(EmbeddingBag.Mode mode) {
    EmbeddingBag layer = bag(mode, "padded", DType.FLOAT64);
    Tensor weight = layer.weight().tensor();
    GradCheck.check(in -> layer.forward(ROWS), weight);
    GradCheck.check(in -> layer.forward(FLAT, OFFSETS), weight);
    Compiled compiled = Compiled.function(t -> layer.forward(t[0], t[1]));
    for (int run = 0; run < 3; run++) {
      Tensor offsets = OFFSETS.copy();
      offsets.slice(0, 4, 5).fillInPlace(7 + run % 2);
      assertArrayEquals(
          layer.forward(FLAT, offsets).toDoubleArray(),
          compiled.run(FLAT, offsets).toDoubleArray(),
          1e-12);
    }
    assertEquals(Shape.of(2, 3), layer.forward(Tensor.of(new long[0], 2, 0)).shape());
    assertEquals(
        0, layer.forward(Tensor.of(new long[0]), Tensor.of(new long[2])).square().sum().item());
  }

  @Test
  void layersOfTwoInputsHaveDerivativesAndAreCompiled() {
    LinearOptions options = LinearOptions.defaults().withDtype(DType.FLOAT64);
    List<Module> layers =
        List.of(
            new CosineSimilarity(),
            new PairwiseDistance(3),
            new Bilinear(3, 3, 2, options, new Generator(1)));
    Tensor[] inputs = {
      Tensor.randn(new Generator(2), 4, 3).to(DType.FLOAT64).setRequiresGrad(true),
      Tensor.randn(new Generator(3), 4, 3).to(DType.FLOAT64).setRequiresGrad(true)
    };
    for (Module layer : layers) {
      List<Tensor> checked = new ArrayList<>(List.of(inputs));
      layer.parameters().forEach(parameter -> checked.add(parameter.tensor()));
      Tensor[] all = checked.toArray(new Tensor[0]);
      GradCheck.check(in -> layer.forward(in.get(0), in.get(1)), all);
      GradCheck.checkSecond(in -> layer.forward(in.get(0), in.get(1)), all);
      Compiled compiled = Compiled.function(t -> layer.forward(t[0], t[1]));
      for (int run = 0; run < 3; run++) {
        Tensor first = inputs[0].detach().mul(1 + run);
        Tensor second = inputs[1].detach();
        assertArrayEquals(
            layer.forward(first, second).toDoubleArray(),
            compiled.run(first, second).toDoubleArray(),
            1e-12);
      }
    }
  }

  @Test
  void mistakesAreExplained() {
    Tensor x = Tensor.zeros(4, 3);
    assertMessage(
        ShapeException.class,
        "Bilinear(3, 2, 5): inputs [4, 3] and [4, 3]; expected [..., 3] and [..., 2]",
        () -> new Bilinear(3, 2, 5).forward(x, x));
    assertMessage(
        OptionException.class,
        "Bilinear(3, 0, 5): a layer without features; expected at least 1 feature of each input and of the output",
        () -> new Bilinear(3, 0, 5));
    assertMessage(
        OptionException.class,
        "PairwiseDistance(0.5, 1.0E-6, false): p 0.5; expected 1 or more",
        () -> new PairwiseDistance(0.5));
    assertMessage(
        ShapeException.class,
        "CosineSimilarity(2, 1.0E-8): axis 2 does not exist in shape [4, 3]; expected an axis from -2 to 1",
        () -> new CosineSimilarity(2).forward(x, x));
    EmbeddingBag bag = new EmbeddingBag(7, 3);
    assertMessage(
        DTypeException.class,
        "EmbeddingBag(7, 3, MEAN): input float32[4, 3]; expected indices of int64 or int32; fix: input.to(DType.INT64)",
        () -> bag.forward(x));
    assertMessage(
        ShapeException.class,
        "EmbeddingBag(7, 3, MEAN): input [9]; expected [n, length]; fix: give offsets for indices in a row",
        () -> bag.forward(FLAT));
    assertMessage(
        ShapeException.class,
        "EmbeddingBag(7, 3, MEAN): input [4, 3] and offsets [5]; expected [indices] and [n]",
        () -> bag.forward(ROWS, OFFSETS));
    assertMessage(
        DataException.class,
        "EmbeddingBag(7, 3, MEAN): index 9 at position 3 of 6; expected indices from 0 to 6; fix: number tokens or"
            + " categories from 0, or give the layer as many embeddings as there are",
        () -> bag.forward(Tensor.of(new long[] {1, 2, 3, 9, 0, 0}, 2, 3)));
    assertMessage(
        OptionException.class,
        "EmbeddingBag(7, 3, MEAN): weights of the entries with MEAN; expected the mode SUM",
        () -> bag.forward(FLAT, OFFSETS, Tensor.ones(9)));
    assertMessage(
        ShapeException.class,
        "EmbeddingBag(7, 3, SUM): weights [8] of indices [9]; expected a weight for each",
        () -> new EmbeddingBag(7, 3, EmbeddingBag.Mode.SUM).forward(FLAT, OFFSETS, Tensor.ones(8)));
    Tensor late = OFFSETS.copy();
    Replay replay = Replay.of(() -> bag.forward(FLAT, late));
    late.slice(0, 0, 1).fillInPlace(1);
    String message =
        "EmbeddingBag(7, 3, MEAN): the first of the offsets is not 0; expected where a bag begins";
    assertMessage(DataException.class, message, () -> bag.forward(FLAT, late));
    assertMessage(DataException.class, message, replay::run);
  }
}
