package dev.jacobian.metric;

/**
 * The precision at each threshold, weighted by what recall it adds: {@code sum (R_i - R_(i-1))
 * P_i}, thresholds being the scores from the highest down. It summarises the curve of precision
 * against recall without joining its points.
 *
 * <p>With more than two classes it is the mean of one class against the rest. 0 for a class without
 * rows, as in scikit-learn. Scikit-learn equivalent: {@code average_precision_score}.
 */
public final class AveragePrecision extends RankMetric {
  /** Makes the metric for logits. For two classes probabilities give the same. */
  public AveragePrecision() {
    super(true);
  }

  private AveragePrecision(boolean ofLogits) {
    super(ofLogits);
  }

  /** Makes the metric for probabilities, one a class, or that of class 1 alone. */
  public static AveragePrecision ofProbabilities() {
    return new AveragePrecision(false);
  }

  @Override
  public String name() {
    return "average_precision";
  }

  @Override
  double value(double[] in, double[] out) {
    int ins = in.length;
    int outs = out.length;
    double sum = 0;
    while (ins > 0) {
      double score = in[ins - 1];
      int equal = equalTo(score, in, ins);
      ins -= equal;
      while (outs > 0 && out[outs - 1] >= score) {
        outs--;
      }
      long found = (long) in.length - ins;
      sum += equal * ((double) found / (found + out.length - outs));
    }
    return in.length == 0 ? 0 : sum / in.length;
  }
}
