package dev.jacobian.metric;

/**
 * The area under the receiver operating characteristic: the share of pairs of a row of class 1 and
 * one of class 0 in which the first has the higher score, equal scores counting half. 1 for a
 * perfect order, 0.5 for one by chance.
 *
 * <p>With more than two classes it is the mean of one class against the rest. NaN if a class has no
 * rows or all of them. The counts are exact, so the value does not depend on the rows' order.
 * Scikit-learn equivalent: {@code roc_auc_score}, with {@code multi_class="ovr"} for more than two
 * classes.
 */
public final class RocAuc extends RankMetric {
  /** Makes the metric for logits. For two classes probabilities give the same. */
  public RocAuc() {
    super(true);
  }

  private RocAuc(boolean ofLogits) {
    super(ofLogits);
  }

  /** Makes the metric for probabilities, one a class, or that of class 1 alone. */
  public static RocAuc ofProbabilities() {
    return new RocAuc(false);
  }

  @Override
  public String name() {
    return "auc";
  }

  @Override
  double value(double[] in, double[] out) {
    int ins = in.length;
    int outs = out.length;
    long twice = 0;
    while (outs > 0) {
      double score = out[outs - 1];
      while (ins > 0 && in[ins - 1] > score) {
        ins--;
      }
      int equal = equalTo(score, in, ins);
      int same = equalTo(score, out, outs);
      twice += same * (2L * (in.length - ins) + equal);
      outs -= same;
    }
    return twice / (2.0 * in.length * out.length);
  }
}
