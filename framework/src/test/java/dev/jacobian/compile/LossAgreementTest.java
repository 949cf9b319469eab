package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.BCELoss;
import dev.jacobian.nn.loss.BCEWithLogitsLoss;
import dev.jacobian.nn.loss.BCEWithLogitsLossOptions;
import dev.jacobian.nn.loss.CTCLoss;
import dev.jacobian.nn.loss.CosineEmbeddingLoss;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.nn.loss.CrossEntropyLossOptions;
import dev.jacobian.nn.loss.GaussianNLLLoss;
import dev.jacobian.nn.loss.HingeEmbeddingLoss;
import dev.jacobian.nn.loss.HuberLoss;
import dev.jacobian.nn.loss.HuberLossOptions;
import dev.jacobian.nn.loss.KLDivLoss;
import dev.jacobian.nn.loss.KLDivLossOptions;
import dev.jacobian.nn.loss.L1Loss;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.nn.loss.MarginRankingLoss;
import dev.jacobian.nn.loss.MultiLabelMarginLoss;
import dev.jacobian.nn.loss.MultiLabelSoftMarginLoss;
import dev.jacobian.nn.loss.MultiMarginLoss;
import dev.jacobian.nn.loss.NLLLoss;
import dev.jacobian.nn.loss.NLLLossOptions;
import dev.jacobian.nn.loss.PoissonNLLLoss;
import dev.jacobian.nn.loss.Reduction;
import dev.jacobian.nn.loss.SmoothL1Loss;
import dev.jacobian.nn.loss.SmoothL1LossOptions;
import dev.jacobian.nn.loss.SoftMarginLoss;
import dev.jacobian.nn.loss.TripletMarginLoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every loss gives the same numbers and gradients compiled as eagerly. */
@NeedsCompiler
class LossAgreementTest {
  private static final int RUNS = 3;

  private static Tensor normal(long seed, DType dtype) {
    return Creation.normal(new Generator(seed), Shape.of(4, 3), dtype, Device.cpu());
  }

  private static Map<Loss, Boolean> losses(Reduction reduction, DType dtype) {
    Tensor weights = Tensor.of(new double[] {0.5, 1, 3}).to(dtype);
    Map<Loss, Boolean> hasLabels = new LinkedHashMap<>();
    hasLabels.put(new MSELoss(reduction), false);
    hasLabels.put(new L1Loss(reduction), false);
    hasLabels.put(new HuberLoss(new HuberLossOptions(0.7, reduction)), false);
    hasLabels.put(
        new CrossEntropyLoss(new CrossEntropyLossOptions(weights, 0.1, null, reduction)), true);
    hasLabels.put(
        new CrossEntropyLoss(new CrossEntropyLossOptions(weights, 0, null, reduction)), true);
    hasLabels.put(
        new CrossEntropyLoss(CrossEntropyLossOptions.defaults().withReduction(reduction)), true);
    hasLabels.put(new BCEWithLogitsLoss(new BCEWithLogitsLossOptions(weights, reduction)), false);
    hasLabels.put(
        new BCEWithLogitsLoss(BCEWithLogitsLossOptions.defaults().withReduction(reduction)), false);
    hasLabels.put(
        new CrossEntropyLoss(new CrossEntropyLossOptions(weights, 0.1, 2L, reduction)), true);
    hasLabels.put(new NLLLoss(new NLLLossOptions(null, 2L, reduction)), true);
    hasLabels.put(
        new CrossEntropyLoss(new CrossEntropyLossOptions(weights, 0.1, null, reduction)), false);
    hasLabels.put(new SmoothL1Loss(new SmoothL1LossOptions(0.7, reduction)), false);
    hasLabels.put(new KLDivLoss(KLDivLossOptions.defaults().withReduction(reduction)), false);
    Loss probabilities = new BCELoss(reduction);
    hasLabels.put((x, y) -> probabilities.forward(x.sigmoid(), y), false);
    Loss cosine = new CosineEmbeddingLoss(new CosineEmbeddingLoss.Options(-0.5, reduction));
    Tensor signs = Tensor.of(new long[] {1, -1, -1, 1});
    hasLabels.put((x, y) -> cosine.forward(List.of(x, y), List.of(signs)), false);
    Loss triplet =
        new TripletMarginLoss(TripletMarginLoss.Options.defaults().withReduction(reduction));
    hasLabels.put((x, y) -> triplet.forward(List.of(x, y, y.neg()), List.of()), false);
    Loss ctc = new CTCLoss(CTCLoss.Options.defaults().withReduction(reduction));
    Tensor symbols = Tensor.of(new long[] {1, 2, 1, 1}, 2, 2);
    hasLabels.put(
        (x, y) -> ctc.forward(Tensor.concat(1, x, y).reshape(4, 2, 3).logSoftmax(2), symbols),
        false);
    ofMargins(hasLabels, reduction, weights);
    return hasLabels;
  }

  private static void ofMargins(Map<Loss, Boolean> hasLabels, Reduction reduction, Tensor weights) {
    Loss hinge =
        new HingeEmbeddingLoss(HingeEmbeddingLoss.Options.defaults().withReduction(reduction));
    hasLabels.put((x, y) -> hinge.forward(x, y.sub(0.5).sign()), false);
    hasLabels.put(new SoftMarginLoss(reduction), false);
    hasLabels.put(
        new MultiMarginLoss(new MultiMarginLoss.Options(2, 0.9, weights, reduction)), true);
    Loss several = new MultiLabelMarginLoss(reduction);
    hasLabels.put((x, y) -> several.forward(x, Tensor.stack(1, y, y.mul(0).sub(1), y)), true);
    hasLabels.put(
        new MultiLabelSoftMarginLoss(new MultiLabelSoftMarginLoss.Options(weights, reduction)),
        false);
    Loss ranking =
        new MarginRankingLoss(MarginRankingLoss.Options.defaults().withReduction(reduction));
    Tensor signs = Tensor.of(new long[] {1, -1, -1, 1}, 4, 1).expand(4, 3);
    hasLabels.put((x, y) -> ranking.forward(List.of(x, y), List.of(signs)), false);
    PoissonNLLLoss.Options poisson = PoissonNLLLoss.Options.defaults().withReduction(reduction);
    hasLabels.put(new PoissonNLLLoss(poisson), false);
    Loss means = new PoissonNLLLoss(poisson.withLogInput(false).withFull(true));
    hasLabels.put((x, y) -> means.forward(x.exp(), y.mul(4)), false);
    Loss gaussian =
        new GaussianNLLLoss(GaussianNLLLoss.Options.defaults().withReduction(reduction));
    hasLabels.put((x, y) -> gaussian.forward(List.of(x, x.square()), List.of(y)), false);
  }

  private static Tensor target(boolean isLabels, int run, DType dtype) {
    return isLabels
        ? Tensor.of(new long[] {run % 3, 2, 0, (run + 1) % 3})
        : normal(70 + run, dtype).sigmoid();
  }

  private static List<Tensor> withGradient(Loss loss, Tensor prediction, Tensor target) {
    Tensor x = prediction.detach().setRequiresGrad(true);
    Tensor value = loss.forward(x, target);
    value.sum().backward();
    Tensor gradient = x.grad();
    if (gradient == null) {
      throw new AssertionError("no gradient arrived");
    }
    return List.of(value, gradient);
  }

  @ParameterizedTest
  @EnumSource
  void valuesAndGradients(Reduction reduction) {
    int cases = 0;
    for (DType dtype : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
      for (Map.Entry<Loss, Boolean> row : losses(reduction, dtype).entrySet()) {
        Loss loss = row.getKey();
        Compiled compiled = Compiled.functions(t -> withGradient(loss, t[0], t[1]));
        for (int run = 0; run < RUNS; run++) {
          Tensor prediction = normal(run, dtype);
          Tensor target = target(row.getValue(), run, dtype);
          Agreement.assertClose(
              withGradient(loss, prediction, target),
              compiled.runAll(prediction, target),
              loss.getClass().getSimpleName() + " " + reduction + " " + dtype);
          cases++;
        }
      }
    }
    assertEquals(2 * 26 * RUNS, cases);
  }

  @Test
  void aBadLabelInAReplayIsAnErrorAndChangesNothing() {
    Linear model = new Linear(3, 3, new Generator(1));
    CompiledStep step =
        CompiledStep.of(model, new CrossEntropyLoss(), new SGD(model.parameters(), 0.1));
    Tensor x = normal(1, DType.FLOAT32);
    step.run(x, Tensor.of(new long[] {0, 1, 2, 1}));
    step.run(x, Tensor.of(new long[] {0, 1, 2, 0}));
    float[] before = model.weight().tensor().toFloatArray();
    for (long bad : new long[] {3, -1, 1000}) {
      Tensor labels = Tensor.of(new long[] {0, 1, bad, 1});
      assertTrue(step.isCompiled(x, labels));
      assertThrows(DataException.class, () -> step.run(x, labels), "label " + bad);
      assertArrayEquals(before, model.weight().tensor().toFloatArray());
    }
    step.run(x, Tensor.of(new long[] {0, 1, 2, 0}));
  }
}
