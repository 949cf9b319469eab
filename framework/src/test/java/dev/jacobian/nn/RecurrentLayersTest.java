package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.device.CpuBackends;
import dev.jacobian.device.Device;
import dev.jacobian.device.host.HostBackend;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrentLayersTest {
  private static final Goldens GOLDENS = Goldens.load("recurrent.txt");
  private static final RecurrentOptions DEFAULTS = RecurrentOptions.defaults();
  private static final RecurrentOptions DEEP = DEFAULTS.withLayers(2).withBidirectional(true);

  private static RecurrentLayer layer(
      String kind, int inputSize, int hiddenSize, RecurrentOptions options) {
    Generator generator = new Generator(11);
    return switch (kind) {
      case "lstm" -> new LSTM(inputSize, hiddenSize, options, generator);
      case "gru" -> new GRU(inputSize, hiddenSize, options, generator);
      case "relu" -> new RNN(inputSize, hiddenSize, options, true, generator);
      default -> new RNN(inputSize, hiddenSize, options, generator);
    };
  }

  private static void check(String name, Module module, Function<List<Tensor>, List<Tensor>> call) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    for (String key : GOLDENS.parts(name + "/parameter/")) {
      state.put(key, GOLDENS.tensor(name + "/parameter/" + key));
    }
    module.loadStateDict(state);
    List<Tensor> inputs = new ArrayList<>();
    for (String index : GOLDENS.parts(name + "/input/")) {
      inputs.add(GOLDENS.tensor(name + "/input/" + index).setRequiresGrad(true));
    }
    List<Tensor> outputs = call.apply(inputs);
    Tensor total = Tensor.zeros();
    for (int i = 0; i < outputs.size(); i++) {
      GOLDENS.assertEqual(name + "/output/" + i, outputs.get(i));
      total = total.add(outputs.get(i).mul(GOLDENS.tensor(name + "/upstream/" + i)).sum());
    }
    assertEquals(GOLDENS.parts(name + "/output/").size(), outputs.size());
    total.backward();
    for (int i = 0; i < inputs.size(); i++) {
      Tensor gradient = Objects.requireNonNull(inputs.get(i).grad());
      GOLDENS.assertEqual(name + "/inputGrad/" + i, gradient);
    }
    module
        .namedParameters()
        .forEach((key, parameter) -> GOLDENS.assertEqual(name + "/grad/" + key, parameter.grad()));
  }

  private static void check(String name, RecurrentLayer layer, boolean hasLengths) {
    Tensor lengths = hasLengths ? GOLDENS.tensor("lengths", DType.INT64) : null;
    check(
        name,
        layer,
        in -> {
          RecurrentState state =
              in.size() == 1
                  ? null
                  : new RecurrentState(in.get(1), in.size() == 3 ? in.get(2) : null);
          RecurrentOutput all =
              lengths != null
                  ? layer.run(in.get(0), state, lengths)
                  : layer.forward(in.get(0), state);
          List<Tensor> outputs = new ArrayList<>(List.of(all.output(), all.state().hidden()));
          if (all.state().cell() != null) {
            outputs.add(all.state().cell());
          }
          return outputs;
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "gru"})
  void layersAreThoseOfPyTorch(String kind) {
    check(kind + "/plain", layer(kind, 4, 2, DEFAULTS), false);
    check(kind + "/state", layer(kind, 4, 2, DEFAULTS), false);
    check(kind + "/noBias", layer(kind, 4, 2, DEFAULTS.withBias(false)), false);
    check(kind + "/batchFirst", layer(kind, 4, 2, DEFAULTS.withBatchFirst(true)), false);
    check(kind + "/deep", layer(kind, 4, 2, DEEP), false);
    check(kind + "/lengths", layer(kind, 4, 2, DEEP), true);
    check(kind + "/lengthsOnly", layer(kind, 4, 2, DEFAULTS), true);
    check(kind + "/single", layer(kind, 4, 2, DEFAULTS), false);
  }

  @Test
  void reluIsThatOfPyTorch() {
    check("rnn/relu", layer("relu", 4, 2, DEFAULTS), false);
  }

  @Test
  void cellsAreThoseOfPyTorch() {
    LSTMCell lstm = new LSTMCell(4, 2);
    check(
        "lstmCell",
        lstm,
        in -> states(lstm.forward(in.get(0), new RecurrentState(in.get(1), in.get(2)))));
    LSTMCell start = new LSTMCell(4, 2, LinearOptions.defaults().withBias(false), new Generator(1));
    check("lstmCell/start", start, in -> states(start.start(in.get(0))));
    GRUCell gru = new GRUCell(4, 2);
    check("gruCell", gru, in -> List.of(gru.forward(in.get(0), in.get(1))));
    RNNCell rnn = new RNNCell(4, 2);
    check("rnnCell", rnn, in -> List.of(rnn.forward(in.get(0), in.get(1))));
    LinearOptions plain = LinearOptions.defaults().withBias(false);
    RNNCell relu = new RNNCell(4, 2, plain, true, new Generator(1));
    check("rnnCell/relu", relu, in -> List.of(relu.forward(in.get(0))));
  }

  private static List<Tensor> states(RecurrentState state) {
    return List.of(state.hidden(), Objects.requireNonNull(state.cell()));
  }

  @Test
  void defaultsArePyTorchs() {
    assertEquals(GOLDENS.number("default/num_layers"), DEFAULTS.layers());
    assertEquals(GOLDENS.text("default/bias"), String.valueOf(DEFAULTS.bias()));
    assertEquals(GOLDENS.text("default/batch_first"), String.valueOf(DEFAULTS.batchFirst()));
    assertEquals(GOLDENS.number("default/dropout"), DEFAULTS.dropout());
    assertEquals(GOLDENS.text("default/bidirectional"), String.valueOf(DEFAULTS.bidirectional()));
    Tensor weight = layer("lstm", 3, 16, DEFAULTS).stateDict().get("weight_hh_l0");
    double largest = weight.abs().max().item();
    assertTrue(largest <= 0.25 && largest > 0.24, "the largest of U(-1/4, 1/4) is " + largest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "relu", "lstm", "gru"})
  void gradientsAndTheirGradientsAreRight(String kind) {
    RecurrentLayer layer =
        layer(kind, 1, 1, DEFAULTS.withDtype(DType.FLOAT64).withBidirectional(true));
    Tensor x = Tensor.randn(new Generator(4), 2, 2, 1).to(DType.FLOAT64).setRequiresGrad(true);
    Tensor lengths = Tensor.of(new long[] {2, 1});
    Tensor[] inputs = layer.parameters().stream().map(Parameter::tensor).toArray(Tensor[]::new);
    inputs[0] = x;
    GradCheck.check(in -> layer.run(x, null, lengths).output().sin(), inputs);
    GradCheck.checkSecond(in -> layer.run(x, null, lengths).output().sin(), inputs);
  }

  private static List<Tensor> step(RecurrentLayer layer, Tensor x, Tensor lengths) {
    Tensor input = x.copy().setRequiresGrad(true);
    RecurrentOutput all = layer.run(input, null, lengths);
    all.output().square().sum().add(all.state().hidden().sum()).backward();
    List<Tensor> results = new ArrayList<>(List.of(all.output(), input.grad()));
    layer.parameters().forEach(parameter -> results.add(parameter.grad().mul(1)));
    layer.zeroGrad();
    return results;
  }

  @Test
  void backwardEndsAtADetachedState() {
    LSTM layer = new LSTM(3, 2);
    Tensor first = Tensor.randn(4, 1, 3).setRequiresGrad(true);
    Tensor second = Tensor.randn(4, 1, 3).setRequiresGrad(true);
    RecurrentState state = layer.run(first, null, null).state();
    RecurrentOutput read = layer.forward(second, state.detach());
    read.output().sum().backward();
    assertNull(first.grad());
    assertNotNull(second.grad());
    assertArrayEquals(
        layer.forward(second, state).output().toFloatArray(), read.output().toFloatArray());
    GRU gru = new GRU(3, 2);
    assertFalse(gru.run(first, null, null).state().detach().hidden().requiresGrad());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "gru"})
  void compiledGivesTheSameBits(String kind) {
    RecurrentLayer layer = layer(kind, 5, 3, DEEP.withBatchFirst(true).withDropout(0.3));
    RecurrentLayer other = layer(kind, 5, 3, DEEP.withBatchFirst(true).withDropout(0.3));
    other.namedGenerators().values().forEach(g -> g.setState(new Generator(3).state()));
    layer.namedGenerators().values().forEach(g -> g.setState(new Generator(3).state()));
    Compiled compiled = Compiled.functions(t -> step(layer, t[0], t[1]));
    for (int run = 0; run < 3; run++) {
      Tensor x = Tensor.randn(new Generator(run), 4, 7, 5);
      Tensor lengths = Tensor.of(new long[] {7, run + 1, 3, 5});
      List<Tensor> expected = step(other, x, lengths);
      List<Tensor> actual = compiled.runAll(x, lengths);
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(
            expected.get(i).toFloatArray(), actual.get(i).toFloatArray(), 2e-6f, "value " + i);
      }
      assertTrue(compiled.isCompiled(x, lengths), compiled.explain());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "gru"})
  void dropoutBetweenLayersIsDrawnByTheGeneratorOfTheLayer(String kind) {
    Tensor x = Tensor.randn(new Generator(1), 6, 2, 5);
    RecurrentOptions options = RecurrentOptions.defaults().withLayers(2).withDropout(0.5);
    float[][] outputs = new float[3][];
    for (int i = 0; i < 3; i++) {
      Generator generator = new Generator(i / 2);
      RecurrentLayer layer =
          switch (kind) {
            case "rnn" -> new RNN(5, 3, options, generator);
            case "gru" -> new GRU(5, 3, options, generator);
            default -> new LSTM(5, 3, options, generator);
          };
      outputs[i] = layer.forward(x).toFloatArray();
    }
    assertArrayEquals(outputs[0], outputs[1]);
    assertFalse(Arrays.equals(outputs[0], outputs[2]));
  }

  /** The number of a graph's nodes does not depend on the number of steps. */
  @Test
  void aLongSequenceIsCapturedAsAShortOne() {
    LSTM layer = new LSTM(3, 4);
    int[] lines = new int[2];
    for (int i = 0; i < 2; i++) {
      Compiled compiled = Compiled.functions(t -> step(layer, t[0], t[1]));
      long steps = i == 0 ? 2 : 200;
      compiled.runAll(Tensor.zeros(steps, 2, 3), Tensor.of(new long[] {steps, 1}));
      lines[i] = compiled.explain().split("\n").length;
    }
    assertEquals(lines[0], lines[1]);
  }

  @ParameterizedTest
  @ValueSource(strings = {"rnn", "lstm", "gru"})
  void threadsChangeNoBit(String kind) {
    Supplier<List<float[]>> program =
        () -> {
          RecurrentLayer layer = layer(kind, 70, 300, DEFAULTS);
          Tensor lengths = Tensor.full(Shape.of(64), 5, DType.INT64, Device.cpu());
          return step(layer, Tensor.randn(new Generator(2), 6, 64, 70), lengths).stream()
              .map(Tensor::toFloatArray)
              .toList();
        };
    List<float[]> one = CpuBackends.with(new HostBackend(1L << 30, 1), program);
    List<float[]> two = CpuBackends.with(new HostBackend(1L << 30, 2), program);
    for (int i = 0; i < one.size(); i++) {
      assertArrayEquals(one.get(i), two.get(i));
    }
  }

  @Test
  void whatDoesNotFitIsRefused() {
    LSTM lstm = new LSTM(4, 2);
    refused(
        ShapeException.class,
        () -> lstm.forward(Tensor.zeros(5, 3, 3)),
        "LSTM(4, 2): input [5, 3, 3]; expected [t, n, 4] or [t, 4], with at least one step");
    refused(
        ShapeException.class,
        () -> new GRU(4, 2, DEFAULTS.withBatchFirst(true)).forward(Tensor.zeros(3, 0, 4)),
        "GRU(4, 2): input [3, 0, 4]; expected [n, t, 4] or [t, 4], with at least one step");
    refused(
        DTypeException.class,
        () -> lstm.forward(Tensor.zeros(5, 3, 4).to(DType.FLOAT64)),
        "LSTM(4, 2): input float64[5, 3, 4], weights float32; expected an input of the weights'"
            + " dtype; fix: input.to(DType.FLOAT32)");
    Tensor x = Tensor.zeros(5, 3, 4);
    refused(
        ShapeException.class,
        () -> lstm.forward(x, new RecurrentState(Tensor.zeros(1, 3, 2))),
        "LSTM(4, 2): state [1, 3, 2]; expected [1, 3, 2] for h, and for c");
    refused(
        ShapeException.class,
        () -> new RNN(4, 2).forward(x, new RecurrentState(Tensor.zeros(2, 3, 2))),
        "RNN(4, 2): state [2, 3, 2]; expected [1, 3, 2] for h, and no c");
    refused(
        ShapeException.class,
        () -> lstm.run(x, null, Tensor.of(new long[] {1, 2})),
        "LSTM(4, 2): lengths int64[2]; expected int64[3]");
    refused(
        DataException.class,
        () -> lstm.run(x, null, Tensor.of(new long[] {1, 6, 2})),
        "LSTM(4, 2): length 6 at position 1 of 3; expected lengths from 0 to 5");
    Compiled compiled = Compiled.function(t -> lstm.run(x, null, t[0]).output());
    compiled.run(Tensor.of(new long[] {1, 5, 2}));
    refused(
        DataException.class,
        () -> compiled.run(Tensor.of(new long[] {1, 2, -1})),
        "LSTM(4, 2): length -1 at position 2 of 3; expected lengths from 0 to 5");
    refused(
        ShapeException.class,
        () -> new GRUCell(4, 2).forward(Tensor.zeros(3, 4), Tensor.zeros(2, 2)),
        "GRUCell(4, 2): input [3, 4], state [2, 2]; expected [n, 4] and [n, 2]");
    refused(
        OptionException.class,
        () -> DEFAULTS.withLayers(0),
        "a recurrent network of 0 layers; expected at least 1");
    refused(
        OptionException.class,
        () -> new LSTM(0, 2),
        "LSTM(0, 2): a layer without features; expected at least 1 input and 1 hidden feature");
  }

  private static void refused(
      Class<? extends JacobianException> type, Supplier<?> call, String text) {
    String message = assertThrows(type, call::get).getMessage();
    assertTrue(message.startsWith(text), message);
  }
}
