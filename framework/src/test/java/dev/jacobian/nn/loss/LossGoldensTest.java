package dev.jacobian.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.autograd.Fusing;
import dev.jacobian.nn.Goldens;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LossGoldensTest {
  private static final Goldens GOLDENS = Goldens.load();
  private static final String CLASS_WEIGHTS = "crossEntropyWeights";
  private static final String POS_WEIGHT = "bcePosWeight";
  private static final String LABEL_WEIGHTS = "labelWeights";
  private static final Map<String, Function<Reduction, Loss>> LOSSES = losses();

  private static Map<String, Function<Reduction, Loss>> losses() {
    Map<String, Function<Reduction, Loss>> losses = new TreeMap<>();
    losses.put("mse", MSELoss::new);
    losses.put("l1", L1Loss::new);
    losses.put("huber", r -> new HuberLoss(HuberLossOptions.defaults().withReduction(r)));
    losses.put(
        "huberHalf",
        r -> new HuberLoss(HuberLossOptions.defaults().withDelta(0.5).withReduction(r)));
    CrossEntropyLossOptions entropy = CrossEntropyLossOptions.defaults();
    CrossEntropyLossOptions weighted =
        entropy.withClassWeights(GOLDENS.tensor("loss/" + CLASS_WEIGHTS));
    losses.put("crossEntropy", r -> new CrossEntropyLoss(entropy.withReduction(r)));
    losses.put("crossEntropyWeighted", r -> new CrossEntropyLoss(weighted.withReduction(r)));
    losses.put(
        "crossEntropySmooth",
        r -> new CrossEntropyLoss(entropy.withLabelSmoothing(0.1).withReduction(r)));
    losses.put(
        "crossEntropyWeightedSmooth",
        r -> new CrossEntropyLoss(weighted.withLabelSmoothing(0.2).withReduction(r)));
    losses.put("crossEntropyWeightedSmooth64", losses.get("crossEntropyWeightedSmooth"));
    BCEWithLogitsLossOptions binary = BCEWithLogitsLossOptions.defaults();
    losses.put("bce", r -> new BCEWithLogitsLoss(binary.withReduction(r)));
    losses.put(
        "bceWeighted",
        r ->
            new BCEWithLogitsLoss(
                binary.withPosWeight(GOLDENS.tensor("loss/" + POS_WEIGHT)).withReduction(r)));
    losses.put("bceWeighted64", losses.get("bceWeighted"));
    ofLabels(losses);
    losses.put("smoothL1", r -> new SmoothL1Loss(SmoothL1LossOptions.defaults().withReduction(r)));
    losses.put("smoothL1Small", r -> new SmoothL1Loss(new SmoothL1LossOptions(0.3, r)));
    losses.put("smoothL1Zero", r -> new SmoothL1Loss(new SmoothL1LossOptions(0, r)));
    losses.put("klDiv", r -> new KLDivLoss(KLDivLossOptions.defaults().withReduction(r)));
    losses.put(
        "klDivByRows", r -> new KLDivLoss(new KLDivLossOptions(false, r == Reduction.MEAN, r)));
    losses.put("klDivLog", r -> new KLDivLoss(new KLDivLossOptions(true, false, r)));
    losses.put("probabilities", BCELoss::new);
    ofMargins(losses);
    PoissonNLLLoss.Options poisson = PoissonNLLLoss.Options.defaults();
    losses.put("poisson", r -> new PoissonNLLLoss(poisson.withReduction(r)));
    losses.put("poissonFull", r -> new PoissonNLLLoss(poisson.withFull(true).withReduction(r)));
    losses.put(
        "poissonMeans", r -> new PoissonNLLLoss(new PoissonNLLLoss.Options(false, true, 1e-3, r)));
    return losses;
  }

  private static void ofMargins(Map<String, Function<Reduction, Loss>> losses) {
    Tensor weights = GOLDENS.tensor("loss/" + LABEL_WEIGHTS);
    HingeEmbeddingLoss.Options hinge = HingeEmbeddingLoss.Options.defaults();
    losses.put("hinge", r -> new HingeEmbeddingLoss(hinge.withReduction(r)));
    losses.put("hingeMargin", r -> new HingeEmbeddingLoss(hinge.withMargin(2.5).withReduction(r)));
    losses.put("softMargin", SoftMarginLoss::new);
    MultiMarginLoss.Options margin = MultiMarginLoss.Options.defaults();
    losses.put("multiMargin", r -> new MultiMarginLoss(margin.withReduction(r)));
    losses.put("multiMarginOne", losses.get("multiMargin"));
    losses.put(
        "multiMarginSquare",
        r -> new MultiMarginLoss(margin.withP(2).withMargin(0.4).withReduction(r)));
    losses.put(
        "multiMarginWeighted",
        r -> new MultiMarginLoss(margin.withClassWeights(weights).withReduction(r)));
    losses.put("multiLabelMargin", MultiLabelMarginLoss::new);
    losses.put("multiLabelMarginOne", MultiLabelMarginLoss::new);
    MultiLabelSoftMarginLoss.Options soft = MultiLabelSoftMarginLoss.Options.defaults();
    losses.put("multiLabelSoftMargin", r -> new MultiLabelSoftMarginLoss(soft.withReduction(r)));
    losses.put("multiLabelSoftMarginAxes", losses.get("multiLabelSoftMargin"));
    losses.put(
        "multiLabelSoftMarginWeighted",
        r -> new MultiLabelSoftMarginLoss(soft.withClassWeights(weights).withReduction(r)));
  }

  private static void ofLabels(Map<String, Function<Reduction, Loss>> losses) {
    Tensor weights = GOLDENS.tensor("loss/" + LABEL_WEIGHTS);
    NLLLossOptions nll = NLLLossOptions.defaults();
    losses.put("nll", r -> new NLLLoss(nll.withReduction(r)));
    losses.put("nllWeighted", r -> new NLLLoss(new NLLLossOptions(weights, -100L, r)));
    losses.put("nllImages", r -> new NLLLoss(nll.withIgnoreIndex(-100).withReduction(r)));
    putEntropy(losses, "Ignore", null, 0, -100L);
    putEntropy(losses, "IgnoreOther", null, 0, 3L);
    putEntropy(losses, "IgnoreWeightedSmooth", weights, 0.2, -100L);
    putEntropy(losses, "Images", null, 0, -100L);
    putEntropy(losses, "ImagesWeighted", weights, 0.1, null);
    putEntropy(losses, "One", null, 0, null);
    putEntropy(losses, "Soft", null, 0, null);
    putEntropy(losses, "SoftWeighted", weights, 0.2, null);
    putEntropy(losses, "SoftImages", weights, 0, null);
  }

  private static void putEntropy(
      Map<String, Function<Reduction, Loss>> losses,
      String name,
      Tensor weights,
      double smoothing,
      Long ignored) {
    losses.put(
        "crossEntropy" + name,
        r -> new CrossEntropyLoss(new CrossEntropyLossOptions(weights, smoothing, ignored, r)));
  }

  static Stream<Arguments> cases() {
    return LOSSES.keySet().stream()
        .flatMap(
            name -> Stream.of(Reduction.values()).map(reduction -> Arguments.of(name, reduction)));
  }

  @Test
  void everyGoldenLossIsTested() {
    Set<String> goldens = new TreeSet<>(GOLDENS.parts("loss/"));
    goldens.remove(CLASS_WEIGHTS);
    goldens.remove(POS_WEIGHT);
    goldens.remove(LABEL_WEIGHTS);
    assertEquals(goldens, LOSSES.keySet());
    assertEquals(3L * goldens.size(), cases().count());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valuesAndGradientsEqualPyTorch(String name, Reduction reduction) {
    Fusing.both(() -> assertEqualsPyTorch(name, reduction));
  }

  private static void assertEqualsPyTorch(String name, Reduction reduction) {
    String golden = "loss/" + name + "/";
    DType dtype = name.endsWith("64") ? DType.FLOAT64 : DType.FLOAT32;
    Tensor prediction = GOLDENS.tensor(golden + "prediction", dtype).setRequiresGrad(true);
    boolean areLabels =
        (name.startsWith("crossEntropy") && !name.contains("Soft"))
            || name.startsWith("nll")
            || name.startsWith("multiMargin")
            || name.startsWith("multiLabelMargin");
    DType targetType = areLabels ? DType.INT64 : dtype;
    Tensor target = GOLDENS.tensor(golden + "target", targetType);

    Tensor loss = LOSSES.get(name).apply(reduction).forward(prediction, target);
    String results = golden + reduction.name().toLowerCase(Locale.ROOT) + "/";
    loss.backward(GOLDENS.tensor(results + "upstream", dtype));

    GOLDENS.assertEqual(results + "value", dtype, loss);
    GOLDENS.assertEqual(results + "grad", dtype, prediction.grad());
  }
}
