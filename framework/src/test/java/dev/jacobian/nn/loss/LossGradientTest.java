package dev.jacobian.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.GradCheck;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LossGradientTest {
  private static Tensor normal(long seed) {
    return Creation.normal(new Generator(seed), Shape.of(2, 3), DType.FLOAT64, Device.cpu());
  }

  private static void check(Loss loss, Tensor target, boolean targetHasGradient) {
    Tensor prediction = normal(1).setRequiresGrad(true);
    long outputs = loss.forward(prediction, target).size();
    Tensor[] inputs =
        targetHasGradient
            ? new Tensor[] {prediction, target.setRequiresGrad(true)}
            : new Tensor[] {prediction, target};
    GradCheck.Report report = GradCheck.check(in -> loss.forward(in.get(0), in.get(1)), inputs);
    assertEquals(outputs * (targetHasGradient ? 12 : 6), report.derivatives());
    GradCheck.checkSecond(in -> loss.forward(in.get(0), in.get(1)), inputs);
  }

  @ParameterizedTest
  @EnumSource
  void meanSquaredError(Reduction reduction) {
    check(new MSELoss(reduction), normal(2), true);
  }

  @ParameterizedTest
  @EnumSource
  void meanAbsoluteError(Reduction reduction) {
    check(new L1Loss(reduction), normal(2), true);
  }

  @ParameterizedTest
  @EnumSource
  void huber(Reduction reduction) {
    check(new HuberLoss(new HuberLossOptions(0.7, reduction)), normal(2), true);
  }

  @ParameterizedTest
  @EnumSource
  void crossEntropyWithWeightsAndSmoothing(Reduction reduction) {
    Tensor weights = Tensor.of(new double[] {0.5, 1, 3});
    Tensor labels = Tensor.of(new long[] {2, 0});
    check(
        new CrossEntropyLoss(new CrossEntropyLossOptions(weights, 0.1, null, reduction)),
        labels,
        false);
    check(
        new CrossEntropyLoss(new CrossEntropyLossOptions(weights, 0, null, reduction)),
        labels,
        false);
    check(
        new CrossEntropyLoss(CrossEntropyLossOptions.defaults().withReduction(reduction)),
        labels,
        false);
  }

  @ParameterizedTest
  @EnumSource
  void binaryCrossEntropy(Reduction reduction) {
    Tensor weights = Tensor.of(new double[] {0.5, 1, 3});
    Tensor target = normal(3).sigmoid();
    check(new BCEWithLogitsLoss(new BCEWithLogitsLossOptions(weights, reduction)), target, true);
    check(
        new BCEWithLogitsLoss(BCEWithLogitsLossOptions.defaults().withReduction(reduction)),
        normal(3).sigmoid(),
        true);
  }

  @ParameterizedTest
  @EnumSource
  void otherElementwiseLosses(Reduction reduction) {
    check(new SmoothL1Loss(new SmoothL1LossOptions(0.7, reduction)), normal(2), true);
    check(new KLDivLoss(new KLDivLossOptions(true, false, reduction)), normal(2), true);
    check(
        new KLDivLoss(KLDivLossOptions.defaults().withReduction(reduction)),
        normal(2).sigmoid(),
        true);
    Loss probabilities = new BCELoss(reduction);
    Tensor target = normal(3).sigmoid();
    check((x, y) -> probabilities.forward(x.sigmoid(), y), target, true);
  }

  @ParameterizedTest
  @EnumSource
  void labelsThatAreIgnoredAndProbabilities(Reduction reduction) {
    Tensor weights = Tensor.of(new double[] {0.5, 1, 3});
    Tensor labels = Tensor.of(new long[] {2, 1});
    check(
        new CrossEntropyLoss(new CrossEntropyLossOptions(weights, 0.1, 1L, reduction)),
        labels,
        false);
    check(new NLLLoss(new NLLLossOptions(weights, 1L, reduction)), labels, false);
    Tensor target = normal(3).softmax(1);
    check(
        new CrossEntropyLoss(new CrossEntropyLossOptions(weights, 0.1, null, reduction)),
        target,
        true);
  }

  @ParameterizedTest
  @EnumSource
  void severalOutputs(Reduction reduction) {
    Tensor[] inputs = {
      normal(1).setRequiresGrad(true),
      normal(2).setRequiresGrad(true),
      normal(3).setRequiresGrad(true)
    };
    TripletMarginLoss triplet =
        new TripletMarginLoss(
            TripletMarginLoss.Options.defaults()
                .withMargin(3)
                .withSwap(true)
                .withReduction(reduction));
    checkBoth(18, reduction, in -> triplet.forward(in.get(0), in.get(1), in.get(2)), inputs);
    CosineEmbeddingLoss cosine =
        new CosineEmbeddingLoss(new CosineEmbeddingLoss.Options(-0.9, reduction));
    Tensor signs = Tensor.of(new long[] {1, -1});
    checkBoth(
        12, reduction, in -> cosine.forward(in.get(0), in.get(1), signs), Arrays.copyOf(inputs, 2));
    CTCLoss ctc = new CTCLoss(CTCLoss.Options.defaults().withReduction(reduction));
    Tensor labels = Tensor.of(new long[] {1, 1}, 2, 1);
    checkBoth(
        18,
        reduction,
        in -> ctc.forward(Tensor.stack(0, in.get(0), in.get(1), in.get(2)).logSoftmax(2), labels),
        inputs);
  }

  @ParameterizedTest
  @EnumSource
  void margins(Reduction reduction) {
    Tensor signs = Tensor.of(new double[] {1, -1, 1, -1, 1, 1}, 2, 3);
    check(new HingeEmbeddingLoss(new HingeEmbeddingLoss.Options(1.3, reduction)), signs, false);
    check(new SoftMarginLoss(reduction), signs, false);
    Tensor weights = Tensor.of(new double[] {0.5, 1, 3});
    Tensor labels = Tensor.of(new long[] {2, 0});
    for (int p : new int[] {1, 2}) {
      check(
          new MultiMarginLoss(new MultiMarginLoss.Options(p, 0.9, weights, reduction)),
          labels,
          false);
    }
    check(
        new MultiLabelMarginLoss(reduction),
        Tensor.of(new long[] {2, -1, 0, 0, 1, -1}, 2, 3),
        false);
    check(
        new MultiLabelSoftMarginLoss(new MultiLabelSoftMarginLoss.Options(weights, reduction)),
        normal(3).sigmoid(),
        true);
    Tensor[] scores = {normal(1).setRequiresGrad(true), normal(2).setRequiresGrad(true)};
    MarginRankingLoss ranking =
        new MarginRankingLoss(new MarginRankingLoss.Options(0.4, reduction));
    GradCheck.Report report =
        GradCheck.check(in -> ranking.forward(in.get(0), in.get(1), signs), scores);
    assertEquals(12L * (reduction == Reduction.NONE ? 6 : 1), report.derivatives());
  }

  @ParameterizedTest
  @EnumSource
  void likelihoods(Reduction reduction) {
    PoissonNLLLoss.Options poisson = PoissonNLLLoss.Options.defaults().withReduction(reduction);
    check(new PoissonNLLLoss(poisson), normal(2).square(), true);
    // Counts near 1 are on both sides of the step of Stirling's approximation.
    Tensor counts = Tensor.of(new double[] {0, 0.2, 3, 7, 1.5, 2}, 2, 3);
    check(new PoissonNLLLoss(poisson.withFull(true)), counts, true);
    Loss means = new PoissonNLLLoss(poisson.withLogInput(false));
    check((x, y) -> means.forward(x.exp(), y), counts.detach(), true);
    GaussianNLLLoss gaussian =
        new GaussianNLLLoss(new GaussianNLLLoss.Options(true, 1e-6, reduction));
    for (int axes : new int[] {0, 1}) {
      Tensor[] inputs = {
        normal(1).setRequiresGrad(true),
        (axes == 0 ? normal(2) : normal(2).slice(1, 0, 1).copy()).setRequiresGrad(true),
        normal(3).setRequiresGrad(true)
      };
      Function<List<Tensor>, Tensor> loss =
          in -> gaussian.forward(in.get(0), in.get(2), in.get(1).exp());
      assertEquals(
          (axes == 0 ? 18L : 14) * (reduction == Reduction.NONE ? 6 : 1),
          GradCheck.check(loss, inputs).derivatives());
      GradCheck.checkSecond(loss, inputs);
    }
  }

  /** Checks first and second derivatives of two rows. */
  private static void checkBoth(
      int inputs, Reduction reduction, Function<List<Tensor>, Tensor> loss, Tensor... in) {
    GradCheck.Report first = GradCheck.check(loss, in);
    assertEquals(inputs * (reduction == Reduction.NONE ? 2 : 1), first.derivatives());
    GradCheck.checkSecond(loss, in);
  }
}
