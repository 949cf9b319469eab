package dev.jacobian.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.nn.Goldens;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses of several outputs or several targets. */
class SeveralGoldensTest {
  private static final Goldens GOLDENS = Goldens.load();
  private static final Map<String, Function<Reduction, Loss>> LOSSES = losses();

  private static Map<String, Function<Reduction, Loss>> losses() {
    Map<String, Function<Reduction, Loss>> losses = new TreeMap<>();
    CosineEmbeddingLoss.Options cosine = CosineEmbeddingLoss.Options.defaults();
    losses.put("cosine", r -> new CosineEmbeddingLoss(cosine.withReduction(r)));
    losses.put(
        "cosineMargin", r -> new CosineEmbeddingLoss(cosine.withMargin(-0.2).withReduction(r)));
    TripletMarginLoss.Options triplet = TripletMarginLoss.Options.defaults();
    losses.put("triplet", r -> new TripletMarginLoss(triplet.withReduction(r)));
    losses.put(
        "tripletSwap",
        r ->
            new TripletMarginLoss(
                triplet.withMargin(0.5).withP(3).withSwap(true).withReduction(r)));
    losses.put(
        "tripletDistance",
        r ->
            TripletMarginLoss.withDistance(
                (a, b) -> a.cosineSimilarity(b, -1, 1e-8).neg().add(1),
                triplet.withMargin(0.4).withSwap(true).withReduction(r)));
    MarginRankingLoss.Options ranking = MarginRankingLoss.Options.defaults();
    losses.put("ranking", r -> new MarginRankingLoss(ranking.withReduction(r)));
    losses.put(
        "rankingMargin", r -> new MarginRankingLoss(ranking.withMargin(0.7).withReduction(r)));
    GaussianNLLLoss.Options gaussian = GaussianNLLLoss.Options.defaults();
    losses.put("gaussian", r -> new GaussianNLLLoss(gaussian.withReduction(r)));
    losses.put("gaussianFull", r -> new GaussianNLLLoss(new GaussianNLLLoss.Options(true, 0.5, r)));
    losses.put("gaussianRows", losses.get("gaussian"));
    losses.put("gaussianVector", losses.get("gaussian"));
    CTCLoss.Options ctc = CTCLoss.Options.defaults();
    losses.put("ctc", r -> new CTCLoss(ctc.withReduction(r)));
    losses.put("ctcBlank", r -> new CTCLoss(ctc.withBlank(4).withReduction(r)));
    losses.put("ctcZero", r -> new CTCLoss(ctc.withZeroInfinity(true).withReduction(r)));
    return losses;
  }

  static Stream<Arguments> cases() {
    return LOSSES.keySet().stream()
        .flatMap(
            name -> Stream.of(Reduction.values()).map(reduction -> Arguments.of(name, reduction)));
  }

  @Test
  void everyGoldenLossIsTested() {
    assertEquals(GOLDENS.parts("several/"), LOSSES.keySet());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void valuesAndGradientsEqualPyTorch(String name, Reduction reduction) {
    String golden = "several/" + name + "/";
    List<Tensor> predictions =
        GOLDENS.parts(golden + "prediction/").stream()
            .map(i -> GOLDENS.tensor(golden + "prediction/" + i).setRequiresGrad(true))
            .toList();
    DType targetType = name.startsWith("gaussian") ? DType.FLOAT32 : DType.INT64;
    List<Tensor> targets =
        GOLDENS.parts(golden + "target/").stream()
            .map(i -> GOLDENS.tensor(golden + "target/" + i, targetType))
            .toList();
    // PyTorch's gradient of CTC is right behind a softmax only.
    List<Tensor> given =
        name.startsWith("ctc") ? List.of(predictions.get(0).logSoftmax(2)) : predictions;

    Tensor loss = LOSSES.get(name).apply(reduction).forward(given, targets);
    String results = golden + reduction.name().toLowerCase(Locale.ROOT) + "/";
    loss.backward(GOLDENS.tensor(results + "upstream"));

    GOLDENS.assertEqual(results + "value", loss);
    for (int i = 0; i < predictions.size(); i++) {
      GOLDENS.assertEqual(results + "grad/" + i, predictions.get(i).grad());
    }
  }
}
