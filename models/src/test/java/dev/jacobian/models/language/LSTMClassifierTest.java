package dev.jacobian.models.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.compile.Compiled;
import dev.jacobian.data.Batch;
import dev.jacobian.data.text.PaddedSequences;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Classes are those of PyTorch's layers, as {@code goldens_classifier.py} wrote them. */
class LSTMClassifierTest {
  private static final LSTMClassifierOptions PLAIN =
      LSTMClassifierOptions.of(9, 3).withEmbeddingDim(4).withHiddenSize(3).withDtype(DType.FLOAT64);
  private static final Map<String, LSTMClassifierOptions> FORMS =
      Map.of("plain", PLAIN, "both", PLAIN.withNumLayers(2).withBidirectional(true));

  private ClassifierGoldens goldens;

  @BeforeEach
  void read() {
    goldens = ClassifierGoldens.read("classifier.txt", 2 + 2 * 7 + 2 + 2 * 19 + 2);
  }

  private LSTMClassifier model(String form) {
    LSTMClassifier model = new LSTMClassifier(FORMS.get(form));
    goldens.load(form, model);
    return model;
  }

  @Test
  void classesAndGradientsAreThoseOfPyTorchWithPackedSequences() {
    for (String form : FORMS.keySet()) {
      LSTMClassifier model = model(form);
      Batch batch = goldens.batch(0, 1, 2, 3);
      Tensor y = model.callAll(batch.inputArray()).get(0);
      goldens.assertClose(form + ".y", y);
      Tensor loss = new CrossEntropyLoss().forward(y, batch.targets());
      goldens.assertClose(form + ".loss", loss);
      loss.backward();
      for (Map.Entry<String, Parameter> each : model.namedParameters().entrySet()) {
        goldens.assertClose(form + ".d." + each.getKey(), each.getValue().tensor().grad());
      }
      Compiled compiled = Compiled.function(t -> model.forward(t[0], t[1]));
      for (int run = 0; run < 2; run++) {
        goldens.assertClose(form + ".y", compiled.run(batch.inputArray()));
      }
    }
  }

  @Test
  void aTextGetsTheSameAloneAndFarPadded() {
    for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
      LSTMClassifierOptions form =
          LSTMClassifierOptions.of(50, 4).withNumLayers(2).withBidirectional(true).withDtype(dtype);
      LSTMClassifier model = new LSTMClassifier(form, new Generator(3));
      Generator random = new Generator(4);
      List<long[]> all = new ArrayList<>();
      for (int length : new int[] {1, 2, 5, 9, 23, 40}) {
        all.add(Tensor.randint(random, 2, 50, length).toLongArray());
      }
      PaddedSequences rows = PaddedSequences.classes(all, new long[all.size()], 0);
      Tensor[] together = rows.gather(LongStream.range(0, all.size()).toArray()).inputArray();
      double[] logits = model.forward(together[0], together[1]).toDoubleArray();
      for (int i = 0; i < all.size(); i++) {
        Tensor[] alone = rows.gather(new long[] {i}).inputArray();
        assertArrayEquals(
            Arrays.copyOfRange(logits, 4 * i, 4 * i + 4),
            model.forward(alone[0], alone[1]).toDoubleArray(),
            dtype == DType.FLOAT32 ? 1e-6 : 1e-14,
            "text " + i);
      }
    }
  }

  @Test
  void whatStandsBehindATextSaysNothing() {
    LSTMClassifier model = model("both");
    Tensor[] inputs = goldens.batch(0, 1, 2, 3).inputArray();
    Tensor garbage = inputs[1].where(inputs[0].mul(0).add(8), inputs[0]);
    goldens.assertClose("both.y", model.forward(garbage, inputs[1]));
  }

  @Test
  void mistakesAreNamed() {
    LSTMClassifier model = model("plain");
    Tensor[] inputs = goldens.batch(0, 1).inputArray();
    assertEquals(
        "LSTMClassifier(1 layer, 3 features): ids [2, 7] and padding int64[2, 7]; expected [n, t]"
            + " of both, a bool for each id that is true where it is padding",
        assertThrows(ShapeException.class, () -> model.forward(inputs[0], inputs[0])).getMessage());
    assertEquals(
        "LSTMClassifier: vocabSize 0, classes 2; expected 1 or more of both",
        assertThrows(OptionException.class, () -> LSTMClassifierOptions.of(0, 2)).getMessage());
    assertEquals(
        "LSTMClassifier: hidden size 0; expected a whole number in [1, 1048576]",
        assertThrows(OptionException.class, () -> PLAIN.withHiddenSize(0)).getMessage());
    assertEquals(
        "LSTMClassifier(2 bidirectional layers, 100 features)",
        new LSTMClassifier(LSTMClassifierOptions.of(2, 2).withNumLayers(2).withBidirectional(true))
            .description());
  }
}
