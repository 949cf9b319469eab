package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.CompiledStep;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.GradCheck;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AttentionLayersTest {
  private static final Goldens GOLDENS = Goldens.load("attention.txt");
  private static final MultiheadAttentionOptions DEFAULTS = MultiheadAttentionOptions.defaults();
  private static final TransformerOptions SMALL =
      TransformerOptions.defaults().withFeedforwardDim(5).withDropout(0);

  private static Tensor mask(String name) {
    return GOLDENS.tensor("mask/" + name).to(DType.BOOL);
  }

  private static <M extends Module> void check(
      String name, M module, BiFunction<M, List<Tensor>, List<Tensor>> call) {
    GoldenCase.check(GOLDENS, name, module, call);
  }

  private static void attention(
      String name, MultiheadAttentionOptions options, AttentionMasks masks) {
    check(
        "mha/" + name,
        new MultiheadAttention(6, 3, options),
        (m, x) -> {
          Tensor key = x.get(Math.min(1, x.size() - 1));
          return List.of(m.forward(x.get(0), key, x.get(x.size() - 1), masks));
        });
  }

  @Test
  void multiheadAttentionIsPyTorchs() {
    AttentionMasks none = AttentionMasks.none();
    attention("plain", DEFAULTS, none);
    attention("noBias", DEFAULTS.withBias(false), none);
    attention("dims", DEFAULTS.withDims(4, 7), none);
    attention("self", DEFAULTS, none);
    attention("memory", DEFAULTS, none);
    attention("batchFirst", DEFAULTS.withBatchFirst(true), none);
    attention("single", DEFAULTS, none);
    attention("causal", DEFAULTS, none.withCausal(true));
  }

  @Test
  void masksHideWhatTheyHideInPyTorch() {
    AttentionMasks none = AttentionMasks.none();
    Tensor padding = mask("padding");
    Tensor added = GOLDENS.tensor("mask/added");
    attention("padding", DEFAULTS, none.withKeyPadding(padding));
    attention("hidden", DEFAULTS, none.withMask(mask("hidden")));
    attention("heads", DEFAULTS, none.withMask(mask("heads")));
    attention("both", DEFAULTS, none.withMask(mask("hidden")).withKeyPadding(padding));
    attention("added", DEFAULTS, none.withMask(added));
    Tensor lowered = padding.to(DType.FLOAT32).mul(-3);
    attention("addedBoth", DEFAULTS, none.withMask(added).withKeyPadding(lowered));
  }

  @Test
  void weightsAreTheMeanOverHeads() {
    check(
        "mha/weights",
        new MultiheadAttention(6, 3),
        (m, x) -> {
          MultiheadAttention.Attended attended =
              m.attend(
                  x.get(0), x.get(1), x.get(2), AttentionMasks.none().withMask(mask("hidden")));
          return List.of(attended.output(), attended.weights());
        });
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void layersAreThoseOfPyTorch(boolean first) {
    TransformerOptions options = SMALL.withNormFirst(first);
    String norm = "Layer/norm" + (first ? "First" : "Last");
    check(
        "encoder" + norm,
        new TransformerEncoderLayer(6, 2, options),
        (m, x) -> List.of(m.forward(x.get(0))));
    AttentionMasks causal = AttentionMasks.none().withCausal(true);
    check(
        "decoder" + norm,
        new TransformerDecoderLayer(6, 2, options),
        (m, x) -> List.of(m.forward(x.get(0), x.get(1), causal, AttentionMasks.none())));
  }

  @Test
  void stacksOfLayersAreThoseOfPyTorch() {
    AttentionMasks causal = AttentionMasks.none().withCausal(true);
    check(
        "encoderLayer/gelu",
        new TransformerEncoderLayer(6, 2, SMALL.withActivation(Tensor::gelu)),
        (m, x) -> List.of(m.forward(x.get(0), causal)));
    boolean[] ends = {
      false, false, false, true, false, false, false, false, false, false, true, true
    };
    AttentionMasks padding = AttentionMasks.none().withKeyPadding(Tensor.of(ends, 3, 4));
    TransformerOptions batches = SMALL.withBatchFirst(true);
    check(
        "encoder/norm",
        new TransformerEncoder(
            2, () -> new TransformerEncoderLayer(6, 2, batches), new LayerNorm(6)),
        (m, x) -> List.of(m.forward(x.get(0), padding)));
    check(
        "decoder/norm",
        new TransformerDecoder(2, () -> new TransformerDecoderLayer(6, 2, SMALL), new LayerNorm(6)),
        (m, x) -> List.of(m.forward(x.get(0), x.get(1))));
  }

  @Test
  void positionsAreThoseOfTheirFormulas() {
    check("sinusoidal", new SinusoidalPositions(9, 6), (m, x) -> List.of(m.forward(x.get(0))));
    check("rotary/halves", new RotaryPositions(5, 6), (m, x) -> List.of(m.forward(x.get(0))));
    check(
        "rotary/neighbours",
        new RotaryPositions(9, 6, 100, true),
        (m, x) -> List.of(m.forward(x.get(0), 3)));
  }

  @Test
  void defaultsAndFirstValuesArePyTorchs() {
    assertEquals(GOLDENS.number("default/MultiheadAttention/dropout"), DEFAULTS.dropout());
    assertEquals(GOLDENS.text("default/MultiheadAttention/bias"), String.valueOf(DEFAULTS.bias()));
    assertEquals("none", GOLDENS.text("default/MultiheadAttention/kdim"));
    assertTrue(DEFAULTS.keyDim().isEmpty() && DEFAULTS.valueDim().isEmpty());
    assertEquals(
        GOLDENS.text("default/MultiheadAttention/batch_first"),
        String.valueOf(DEFAULTS.batchFirst()));
    TransformerOptions layer = TransformerOptions.defaults();
    String name = "default/TransformerEncoderLayer/";
    assertEquals(GOLDENS.number(name + "dim_feedforward"), layer.feedforwardDim());
    assertEquals(GOLDENS.number(name + "dropout"), layer.dropout());
    assertEquals(GOLDENS.number(name + "layer_norm_eps"), layer.epsilon());
    assertEquals(GOLDENS.text(name + "batch_first"), String.valueOf(layer.batchFirst()));
    assertEquals(GOLDENS.text(name + "norm_first"), String.valueOf(layer.normFirst()));
    Map<String, Tensor> state =
        new MultiheadAttention(6, 3, DEFAULTS, new Generator(1)).stateDict();
    double largest = state.get("in_proj_weight").abs().max().item();
    double bound = GOLDENS.number("initial/bound");
    assertTrue(largest <= bound && largest > 0.9 * bound, largest + " of " + bound);
    GOLDENS.assertEqual("initial/inBias", state.get("in_proj_bias"));
    GOLDENS.assertEqual("initial/outBias", state.get("out_proj.bias"));
  }

  @Test
  void gradientsOfGradientsAreRight() {
    MultiheadAttention layer =
        new MultiheadAttention(2, 2, DEFAULTS.withDtype(DType.FLOAT64), new Generator(3));
    Tensor x = Tensor.randn(new Generator(4), 3, 1, 2).to(DType.FLOAT64).setRequiresGrad(true);
    AttentionMasks causal = AttentionMasks.none().withCausal(true);
    Function<List<Tensor>, Tensor> function =
        in -> layer.forward(in.get(0), in.get(0), in.get(0), causal);
    GradCheck.check(function::apply, x);
    GradCheck.checkSecond(function::apply, x);
  }

  /** A step of a whole block with dropout, by ops and compiled. */
  @Test
  void compiledStepsGiveWhatEagerOnesGive() {
    List<float[]> values = new ArrayList<>();
    for (boolean compiles : new boolean[] {false, true}) {
      Generator.manualSeed(5);
      TransformerOptions options = SMALL.withDropout(0.2).withBatchFirst(true);
      TransformerEncoder model =
          new TransformerEncoder(2, () -> new TransformerEncoderLayer(6, 2, options));
      SGD optimizer = new SGD(model.parameters(), 0.1);
      MSELoss loss = new MSELoss();
      Tensor x = Tensor.randn(new Generator(6), 3, 4, 6);
      Tensor y = Tensor.randn(new Generator(7), 3, 4, 6);
      CompiledStep step = CompiledStep.of(model, loss, optimizer);
      for (int i = 0; i < 4; i++) {
        if (compiles) {
          step.run(x, y);
        } else {
          optimizer.zeroGrad();
          loss.forward(model.forward(x), y).backward();
          optimizer.step();
        }
      }
      assertEquals(compiles, step.isCompiled(x, y));
      model.stateDict().values().forEach(each -> values.add(each.toFloatArray()));
    }
    int half = values.size() / 2;
    for (int i = 0; i < half; i++) {
      assertArrayEquals(values.get(i), values.get(half + i), 2e-6f);
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    refused(
        OptionException.class,
        () -> new MultiheadAttention(7, 2),
        "MultiheadAttention(7, 2): 7 features for 2 heads; expected a number that the heads divide");
    refused(
        OptionException.class,
        () -> new MultiheadAttention(4, 2, DEFAULTS.withDropout(1)),
        "MultiheadAttention(4, 2): dropout 1.0; expected a number in [0, 1)");
    MultiheadAttention layer = new MultiheadAttention(4, 2);
    Tensor x = Tensor.zeros(3, 2, 4);
    refused(
        ShapeException.class,
        () -> layer.forward(x, Tensor.zeros(5, 1, 4), Tensor.zeros(5, 1, 4)),
        "MultiheadAttention(4, 2): query [3, 2, 4], key [5, 1, 4], value [5, 1, 4]; expected"
            + " [t, n, 4], [s, n, 4] and [s, n, 4]");
    refused(
        ShapeException.class,
        () -> layer.forward(x, x, x, Tensor.zeros(2, 3)),
        "MultiheadAttention(4, 2): mask [2, 3]; expected [3, 3] or [4, 3, 3]");
    refused(
        ShapeException.class,
        () -> layer.forward(x, x, x, AttentionMasks.none().withKeyPadding(Tensor.zeros(3, 2))),
        "MultiheadAttention(4, 2): keyPadding [3, 2]; expected [2, 3]");
    refused(
        ShapeException.class,
        () -> new SinusoidalPositions(2, 4).forward(Tensor.zeros(3, 4)),
        "SinusoidalPositions(2, 4): a sequence [3, 4]; expected [..., t, 4] with t up to 2; fix:"
            + " make the table as long as the longest sequence");
    refused(
        OptionException.class,
        () -> new RotaryPositions(8, 3),
        "RotaryPositions(8, 3): 8 positions of 3 features with base 10000.0; expected at least 1"
            + " position, an even number of features and a base above 0");
    refused(
        ShapeException.class,
        () -> new RotaryPositions(8, 4).forward(Tensor.zeros(3, 4), 6),
        "RotaryPositions(8, 4): a sequence [3, 4] from place 6; expected [..., t, 4] up to place 8");
  }

  private static void refused(
      Class<? extends JacobianException> type, Supplier<?> call, String text) {
    String message = assertThrows(type, call::get).getMessage();
    assertTrue(message.startsWith(text), message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"attention", "encoder", "decoder"})
  void dropoutIsDrawnByTheGeneratorOfTheLayer(String kind) {
    Tensor x = Tensor.randn(new Generator(1), 2, 6, 4);
    TransformerOptions half = TransformerOptions.defaults().withDropout(0.5);
    float[][] outputs = new float[2][];
    for (int i = 0; i < 2; i++) {
      Generator generator = new Generator(7);
      Tensor output =
          switch (kind) {
            case "encoder" -> new TransformerEncoderLayer(4, 2, half, generator).forward(x);
            case "decoder" -> new TransformerDecoderLayer(4, 2, half, generator).forward(x, x);
            default ->
                new MultiheadAttention(4, 2, DEFAULTS.withDropout(0.5), generator).forward(x);
          };
      outputs[i] = output.toFloatArray();
    }
    assertArrayEquals(outputs[0], outputs[1]);
  }

  @Test
  void theTransformerIsPyTorchs() {
    check(
        "transformer",
        new Transformer(6, 3, 2, 1, SMALL),
        (m, x) ->
            List.of(
                m.forward(
                    x.get(0),
                    x.get(1),
                    AttentionMasks.none(),
                    AttentionMasks.none().withCausal(true))));
    Transformer drawn = new Transformer(6, 3, 1, 1, SMALL, new Generator(1));
    Tensor weight = drawn.encoder().namedParameters().get("layers.0.linear1.weight").tensor();
    double bound = Math.sqrt(6.0 / (6 + 5));
    assertTrue(weight.abs().max().item() <= bound && weight.abs().max().item() > 0.8 * bound);
    assertEquals(
        "Transformer(6, 3): -1 blocks of the encoder and 1 of the decoder; expected 0 or more",
        assertThrows(OptionException.class, () -> new Transformer(6, 3, -1, 1, SMALL))
            .getMessage());
  }
}
