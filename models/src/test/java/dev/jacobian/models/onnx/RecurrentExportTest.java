package dev.jacobian.models.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.onnxruntime.OrtException;
import dev.jacobian.models.onnx.OnnxExport.Options;
import dev.jacobian.nn.GRU;
import dev.jacobian.nn.LSTM;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.RNN;
import dev.jacobian.nn.RecurrentLayer;
import dev.jacobian.nn.RecurrentOptions;
import dev.jacobian.nn.RecurrentOutput;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Recurrent layers give in ONNX Runtime what they give here, for any number of sequences. */
class RecurrentExportTest {
  private static final long[] BATCHES = {4, 1, 9};
  private static final int STEPS = 5;

  /** A layer and its last states. */
  private static final class States extends Module {
    private final RecurrentLayer layer;

    States(RecurrentLayer layer) {
      this.layer = register("layer", layer);
    }

    @Override
    public List<Tensor> forwardAll(Tensor... inputs) {
      RecurrentOutput run = layer.run(inputs[0], null, inputs.length == 1 ? null : inputs[1]);
      Tensor hidden = run.state().hidden().transpose(0, 1);
      Tensor cell = run.state().cell();
      return cell == null
          ? List.of(run.output(), hidden)
          : List.of(run.output(), hidden, cell.transpose(0, 1));
    }
  }

  /** A forecast of the number behind each sequence, as examples make it. */
  private static final class Forecaster extends Module {
    private final LSTM lstm;
    private final Linear head = register("head", new Linear(6, 1, new Generator(2)));

    Forecaster() {
      lstm = register("lstm", new LSTM(1, 6, usual(), new Generator(1)));
    }

    @Override
    public Tensor forward(Tensor series) {
      return head.forward(lstm.forward(series.unsqueeze(2)).select(1, -1));
    }
  }

  private static RecurrentOptions usual() {
    return RecurrentOptions.defaults().withBatchFirst(true);
  }

  private static Tensor sequences(long seed, long batch, DType dtype) {
    return Tensor.randn(new Generator(seed), batch, STEPS, 3).to(dtype);
  }

  private static void check(String name, RecurrentLayer layer, DType dtype, boolean hasLengths)
      throws OrtException {
    Module module = new States(layer).eval();
    Tensor[] examples = inputs(1, BATCHES[0], dtype, hasLengths);
    int outputs = layer instanceof LSTM ? 3 : 2;
    Options options =
        Options.defaults()
            .withExamples(examples)
            .withNames(hasLengths ? List.of("x", "lengths") : List.of("x"), names(outputs));
    try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(module, options))) {
      for (long batch : BATCHES) {
        Tensor[] inputs = inputs(batch, batch, dtype, hasLengths);
        List<Tensor> expected = module.callAll(inputs);
        Map<String, Tensor> got = session.run(inputs);
        for (int i = 0; i < outputs; i++) {
          OnnxSession.assertClose(
              expected.get(i).detach(), got.get(names(outputs).get(i)), name + ", output " + i);
        }
      }
    }
  }

  private static List<String> names(int outputs) {
    return outputs == 3 ? List.of("all", "h", "c") : List.of("all", "h");
  }

  private static Tensor[] inputs(long seed, long batch, DType dtype, boolean hasLengths) {
    Tensor x = sequences(seed, batch, dtype);
    if (!hasLengths) {
      return new Tensor[] {x};
    }
    long[] lengths = new long[(int) batch];
    for (int i = 0; i < batch; i++) {
      lengths[i] = (i + seed) % (STEPS + 1);
    }
    return new Tensor[] {x, Tensor.of(lengths)};
  }

  private static RecurrentLayer layer(String kind, RecurrentOptions options) {
    Generator generator = new Generator(7);
    return switch (kind) {
      case "lstm" -> new LSTM(3, 4, options, generator);
      case "gru" -> new GRU(3, 4, options, generator);
      case "relu" -> new RNN(3, 4, options, true, generator);
      default -> new RNN(3, 4, options, false, generator);
    };
  }

  @Test
  void everyCellInEveryForm() throws OrtException {
    int cases = 0;
    for (String kind : List.of("lstm", "gru", "rnn", "relu")) {
      for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
        RecurrentOptions plain = usual().withDtype(dtype);
        check(kind, layer(kind, plain), dtype, false);
        check(kind + " without bias", layer(kind, plain.withBias(false)), dtype, false);
        RecurrentOptions large = plain.withLayers(2).withBidirectional(true).withDropout(0.3);
        check(kind + " of two layers both ways", layer(kind, large), dtype, false);
        cases += 3;
      }
    }
    assertEquals(24, cases);
  }

  @Test
  void sequencesOfSeveralLengths() throws OrtException {
    for (String kind : List.of("lstm", "gru")) {
      check(kind, layer(kind, usual().withBidirectional(true)), DType.FLOAT32, true);
    }
  }

  @Test
  void aForecasterIsOneGraphForAnyNumberOfSeries() throws OrtException {
    Module model = new Forecaster().eval();
    Options options = Options.defaults().withExamples(Tensor.randn(new Generator(1), 4, STEPS));
    try (OnnxSession session = new OnnxSession(OnnxExport.toBytes(model, options))) {
      for (long batch : BATCHES) {
        Tensor series = Tensor.randn(new Generator(batch), batch, STEPS);
        OnnxSession.assertClose(
            model.forward(series).detach(), session.run(series).get("output"), "batch " + batch);
      }
    }
  }
}
