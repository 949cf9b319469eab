package dev.jacobian.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.onnxruntime.OrtException;
import dev.jacobian.models.language.GPT2;
import dev.jacobian.models.language.GPT2Options;
import dev.jacobian.models.onnx.OnnxExport.Options;
import dev.jacobian.nn.Conv1d;
import dev.jacobian.nn.ConvOptions;
import dev.jacobian.nn.GRU;
import dev.jacobian.nn.LSTM;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.MultiheadAttention;
import dev.jacobian.nn.MultiheadAttentionOptions;
import dev.jacobian.nn.RecurrentOptions;
import dev.jacobian.nn.RotaryPositions;
import dev.jacobian.nn.SinusoidalPositions;
import dev.jacobian.nn.TransformerEncoderLayer;
import dev.jacobian.nn.TransformerOptions;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.AttentionOptions;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Sequences of any length, in ONNX Runtime. */
class SequenceExportTest {
  private static final int FEATURES = 4;

  /** Rows and steps: the example's, fewer, more. */
  private static final long[][] SIZES = {{3, 16}, {1, 7}, {5, 20}, {2, 3}};

  /** A function as a module. */
  private static final class Function extends Module {
    private final UnaryOperator<Tensor> function;

    Function(UnaryOperator<Tensor> function) {
      this.function = function;
    }

    @Override
    public Tensor forward(Tensor x) {
      return function.apply(x);
    }
  }

  private static Tensor numbers(long seed, long... dims) {
    return Tensor.randn(new Generator(seed), dims);
  }

  private static void check(String name, Module module) throws OrtException {
    Options options =
        Options.defaults().withExamples(numbers(1, 2, 16, FEATURES)).withSequenceAxis(1);
    try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(module, options))) {
      for (long[] size : SIZES) {
        Tensor x = numbers(size[1], size[0], size[1], FEATURES);
        Tensor expected = module.forward(x);
        OnnxSession.assertClose(
            expected, session.run(x).get("output"), name + " of " + size[1] + " steps");
      }
    }
  }

  @Test
  void layersOfSequences() throws OrtException {
    Generator random = new Generator(3);
    RecurrentOptions recurrent = RecurrentOptions.defaults().withBatchFirst(true);
    Map<String, Module> rows = new LinkedHashMap<>();
    rows.put("LSTM", new LSTM(FEATURES, 3, recurrent.withLayers(2), random));
    rows.put("GRU", new GRU(FEATURES, 3, recurrent.withBidirectional(true), random));
    rows.put(
        "attention",
        new MultiheadAttention(
            FEATURES, 2, MultiheadAttentionOptions.defaults().withBatchFirst(true), random));
    TransformerOptions transformer =
        TransformerOptions.defaults().withBatchFirst(true).withFeedforwardDim(8);
    rows.put("encoder", new TransformerEncoderLayer(FEATURES, 2, transformer, random));
    rows.put("sinusoidal positions", new SinusoidalPositions(20, FEATURES));
    rows.put("rotary positions", new RotaryPositions(20, FEATURES));
    for (Map.Entry<String, Module> row : rows.entrySet()) {
      check(row.getKey(), row.getValue().eval());
    }
  }

  @Test
  void functionsOfSequences() throws OrtException {
    Conv1d conv =
        new Conv1d(
            FEATURES, 3, new long[] {3}, ConvOptions.defaults().withPadding(1), new Generator(4));
    AttentionOptions causal = AttentionOptions.defaults().withCausal(true);
    Map<String, UnaryOperator<Tensor>> rows = new LinkedHashMap<>();
    rows.put("mean", x -> x.tanh().mean(false, 1));
    rows.put("mean over two axes", x -> x.mean(false, 1, 2).mul(3));
    rows.put("deviation", x -> x.sub(x.mean(true, 1)).div(x.std(1, true, 1).add(0.1)));
    rows.put("share", x -> x.cumsum(1).div((double) x.size(1)));
    rows.put("times the steps", x -> x.mul(0.5 * x.size(1)));
    rows.put("last", x -> x.select(1, -1));
    rows.put("differences", x -> x.slice(1, 1, x.size(1)).sub(x.slice(1, 0, x.size(1) - 1)));
    rows.put("shifted", x -> x.slice(1, 0, x.size(1) - 1).pad(1, 1, 0));
    rows.put("flip", x -> x.flip(1));
    rows.put("numbered", x -> x.add(Tensor.arange(x.size(1)).to(x.dtype()).reshape(1, -1, 1)));
    rows.put("of each step", x -> x.flatten(0, 1).unflatten(0, x.size(0), x.size(1)));
    rows.put("pairs", x -> x.matmul(x.transpose(1, 2)).tril().softmax(2));
    rows.put("causal", x -> x.scaledDotProductAttention(x, x, causal));
    rows.put("convolution", x -> conv.forward(x.transpose(1, 2)).max(false, 2));
    rows.put("filled", x -> Tensor.concat(2, x, Tensor.ones(x.size(0), x.size(1), 1)));
    for (Map.Entry<String, UnaryOperator<Tensor>> row : rows.entrySet()) {
      check(row.getKey(), new Function(row.getValue()));
    }
  }

  @Test
  void aLanguageModelTakesAnyNumberOfTokensUpToItsPositions() throws OrtException {
    GPT2 model = new GPT2(GPT2Options.of(30, 24, 16, 2, 2), new Generator(5));
    model.eval();
    Options options =
        Options.defaults().withExamples(Tensor.of(new long[48], 2, 24)).withSequenceAxis(1);
    try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(model, options))) {
      for (long[] size : new long[][] {{3, 24}, {1, 7}, {2, 1}}) {
        Tensor ids = Tensor.randint(new Generator(6), 0, 30, size);
        OnnxSession.assertClose(
            model.forward(ids), session.run(ids).get("output"), size[1] + " tokens");
      }
    }
  }

  /** A weighted mean over steps, times a number for each row. */
  private static final class Weighted extends Module {
    @Override
    public Tensor forward(Tensor x, Tensor weights, Tensor scale) {
      Tensor sum = x.mul(weights.unsqueeze(2)).sum(false, 1);
      return sum.div(weights.sum(true, 1)).mul(scale);
    }
  }

  @Test
  void otherInputsAreAsLongOrNoSequences() throws OrtException {
    Options options =
        Options.defaults()
            .withExamples(numbers(1, 2, 16, FEATURES), numbers(2, 2, 16), numbers(3, 2, 1))
            .withNames(List.of("x", "weights", "scale"), List.of("output"))
            .withSequenceAxis(1);
    Module module = new Weighted();
    try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(module, options))) {
      for (long[] size : SIZES) {
        Tensor x = numbers(4, size[0], size[1], FEATURES);
        Tensor weights = numbers(5, size[0], size[1]).exp();
        Tensor scale = numbers(6, size[0], 1);
        OnnxSession.assertClose(
            module.forward(x, weights, scale),
            session.run(x, weights, scale).get("output"),
            size[1] + " steps");
      }
    }
  }

  @Test
  void whatDependsOnTheStepsInAnotherWayIsAnErrorThatSaysSo() {
    says(
        "ONNX export: 'constant 0 -> float64[7]' for 15 steps is 'constant 0 -> float64[6]' for"
            + " 13; expected a model that does the same for any number of steps; fix: keep the"
            + " number of steps out of what is computed",
        x -> x.transpose(1, 2).maxPool1d(2));
    says(
        "ONNX export: a size of slice is 5 for 15 steps and 4 for 13; expected sizes that are the"
            + " same for any number of steps, or multiples of it; fix: compute each step by itself",
        x -> x.slice(1, 0, x.size(1) / 3));
    says(
        "ONNX export: the model is 2 ops and tensors for 15 steps and 1 for 13; expected a model"
            + " that does the same for any number of steps; fix: compute on axes and sizes without"
            + " choices that depend on the steps",
        x -> x.size(1) > 14 ? x.exp() : x);
    says(
        "ONNX export: unfold along an axis that grows with the rows or the steps; expected an axis"
            + " of one size; fix: compute it with other ops, or outside of what is exported",
        x -> x.unfold(1, 2, 1));
    String expected = "; expected an axis behind that of the rows, and two steps at least";
    says("ONNX export: sequences along axis 0 of an example [2, 16, 4]" + expected, x -> x, 0, 16);
    says("ONNX export: sequences along axis 3 of an example [2, 16, 4]" + expected, x -> x, 3, 16);
    says("ONNX export: sequences along axis 1 of an example [2, 1, 4]" + expected, x -> x, 1, 1);
  }

  private static void says(String message, UnaryOperator<Tensor> function) {
    says(message, function, 1, 16);
  }

  private static void says(String message, UnaryOperator<Tensor> function, int axis, long steps) {
    Options options =
        Options.defaults().withExamples(numbers(1, 2, steps, FEATURES)).withSequenceAxis(axis);
    String said =
        assertThrows(
                OptionException.class, () -> OnnxExport.toBytes(new Function(function), options))
            .getMessage();
    assertEquals(message, said.replaceAll(", called at [^;]*", ""));
  }
}
