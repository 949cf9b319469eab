package dev.jacobian.nn.loss;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ReductionTest {
  private static final List<Function<Reduction, Loss>> LOSSES =
      List.of(
          MSELoss::new,
          L1Loss::new,
          reduction -> new HuberLoss(HuberLossOptions.defaults().withReduction(reduction)),
          reduction ->
              new CrossEntropyLoss(CrossEntropyLossOptions.defaults().withReduction(reduction)),
          reduction -> new NLLLoss(NLLLossOptions.defaults().withReduction(reduction)),
          reduction -> new KLDivLoss(KLDivLossOptions.defaults().withReduction(reduction)),
          reduction -> new SmoothL1Loss(SmoothL1LossOptions.defaults().withReduction(reduction)),
          BCELoss::new,
          SoftMarginLoss::new,
          MultiLabelMarginLoss::new,
          reduction ->
              new MarginRankingLoss(MarginRankingLoss.Options.defaults().withReduction(reduction)),
          reduction ->
              new HingeEmbeddingLoss(
                  HingeEmbeddingLoss.Options.defaults().withReduction(reduction)),
          reduction ->
              new MultiMarginLoss(MultiMarginLoss.Options.defaults().withReduction(reduction)),
          reduction ->
              new MultiLabelSoftMarginLoss(
                  MultiLabelSoftMarginLoss.Options.defaults().withReduction(reduction)),
          reduction ->
              new PoissonNLLLoss(PoissonNLLLoss.Options.defaults().withReduction(reduction)),
          reduction ->
              new GaussianNLLLoss(GaussianNLLLoss.Options.defaults().withReduction(reduction)),
          reduction ->
              new CosineEmbeddingLoss(
                  CosineEmbeddingLoss.Options.defaults().withReduction(reduction)),
          reduction ->
              new TripletMarginLoss(TripletMarginLoss.Options.defaults().withReduction(reduction)),
          reduction -> new CTCLoss(CTCLoss.Options.defaults().withReduction(reduction)),
          reduction ->
              new BCEWithLogitsLoss(BCEWithLogitsLossOptions.defaults().withReduction(reduction)));

  @Test
  void aLossSaysHowItCombinesTheRows() {
    for (Function<Reduction, Loss> loss : LOSSES) {
      for (Reduction reduction : Reduction.values()) {
        assertEquals(reduction, loss.apply(reduction).reduction());
      }
    }
  }

  @Test
  void aLossThatSaysNothingIsAMean() {
    Loss own = (prediction, target) -> prediction.sub(target).abs().mean();
    assertEquals(Reduction.MEAN, own.reduction());
  }
}
