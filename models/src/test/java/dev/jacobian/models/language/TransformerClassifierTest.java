package dev.jacobian.models.language;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.data.Batch;
import dev.jacobian.data.text.PaddedSequences;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.JacobianException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Classes are those of PyTorch's encoder, as {@code goldens_transformer.py} wrote them. */
class TransformerClassifierTest {
  private static final TransformerClassifierOptions ONE =
      TransformerClassifierOptions.of(9, 3)
          .withMaxLength(8)
          .withWidth(4, 1)
          .withNumLayers(1)
          .withFeedforwardDim(6)
          .withDtype(DType.FLOAT64);
  private static final Map<String, TransformerClassifierOptions> FORMS =
      Map.of("one", ONE, "deep", ONE.withNumLayers(3).withWidth(4, 2));

  private ClassifierGoldens goldens;

  @BeforeEach
  void read() {
    goldens = ClassifierGoldens.read("transformer.txt", 2 + (2 * 17 + 2) + (2 * 41 + 2));
  }

  private TransformerClassifier model(String form) {
    TransformerClassifier model = new TransformerClassifier(FORMS.get(form));
    goldens.load(form, model);
    return model;
  }

  @Test
  void classesAndGradientsAreThoseOfPyTorchWithAMaskOfPadding() {
    for (String form : FORMS.keySet()) {
      TransformerClassifier model = model(form);
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
      TransformerClassifier model =
          new TransformerClassifier(
              TransformerClassifierOptions.of(50, 4).withWidth(32, 4).withDtype(dtype),
              new Generator(3));
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
            dtype == DType.FLOAT32 ? 2e-6 : 1e-14,
            "text " + i);
      }
    }
  }

  @Test
  void whatStandsBehindATextSaysNothingAndTheOrderOfItsTokensDoes() {
    TransformerClassifier model = model("deep");
    Tensor[] inputs = goldens.batch(0, 1, 2, 3).inputArray();
    Tensor garbage = inputs[1].where(inputs[0].mul(0).add(8), inputs[0]);
    goldens.assertClose("deep.y", model.forward(garbage, inputs[1]));
    Tensor turned = model.forward(inputs[0].flip(1), inputs[1].flip(1));
    Tensor straight = model.forward(inputs[0], inputs[1]);
    assertTrue(turned.sub(straight).abs().max().item() > 1e-3, "places say nothing");
  }

  @Test
  void compiledStepsLearnWhatEagerOnesDo() {
    double[][] losses = new double[2][8];
    for (int kind = 0; kind < 2; kind++) {
      TransformerClassifier model =
          new TransformerClassifier(ONE.withWidth(8, 2).withDropout(0.2), new Generator(5));
      CrossEntropyLoss loss = new CrossEntropyLoss();
      Adam optimizer = new Adam(model.parameters(), 0.01);
      CompiledStep step = CompiledStep.of(model, loss, optimizer);
      for (int i = 0; i < losses[kind].length; i++) {
        Batch batch = goldens.batch(0, 1, 2, 3);
        if (kind == 0) {
          optimizer.zeroGrad();
          Tensor value = loss.forward(model.callAll(batch.inputArray()).get(0), batch.targets());
          value.backward();
          optimizer.step();
          losses[kind][i] = value.item();
        } else {
          losses[kind][i] = step.run(batch);
        }
      }
    }
    assertArrayEquals(losses[0], losses[1], 1e-6);
    assertTrue(losses[0][7] < losses[0][0], Arrays.toString(losses[0]));
  }

  private static void fails(String message, Executable call) {
    assertEquals(message, assertThrows(JacobianException.class, call).getMessage());
  }

  @Test
  void mistakesAreNamed() {
    TransformerClassifier model = model("one");
    Tensor[] inputs = goldens.batch(0, 1).inputArray();
    fails(
        "TransformerClassifier(1 block, 1 head, 4 features): ids [2, 7] and padding int64[2, 7];"
            + " expected [n, t] of both, a bool for each id that is true where it is padding",
        () -> model.forward(inputs[0], inputs[0]));
    fails(
        "positions (SinusoidalPositions(8, 4)): a sequence [1, 9, 4]; expected [..., t, 4] with t up to"
            + " 8; fix: make the table as long as the longest sequence",
        () ->
            model.forward(
                Tensor.full(dev.jacobian.shape.Shape.of(1, 9), 1, DType.INT64, inputs[0].device()),
                Tensor.zeros(1, 9).gt(0)));
    TransformerClassifierOptions usual = TransformerClassifierOptions.of(5, 2);
    fails(
        "TransformerClassifier: numHeads 3 does not divide embeddingDim 128; expected a number that"
            + " does",
        () -> usual.withWidth(128, 3));
    fails(
        "TransformerClassifier: embeddingDim 5; expected an even number, of whose features half tell"
            + " a place by sines and half by cosines",
        () -> usual.withWidth(5, 1));
    fails(
        "TransformerClassifier: vocabSize 0, classes 2, maxLength 256; expected 1 or more of each",
        () -> TransformerClassifierOptions.of(0, 2));
    fails(
        "TransformerClassifier: num layers 0; expected a whole number in [1, 1024]",
        () -> usual.withNumLayers(0));
    fails(
        "TransformerClassifier: dropout 1.0; expected a number in [0, 1)",
        () -> usual.withDropout(1));
    fails(
        "TransformerClassifier: dtype int64; expected float32 or float64",
        () -> usual.withDtype(DType.INT64));
  }
}
