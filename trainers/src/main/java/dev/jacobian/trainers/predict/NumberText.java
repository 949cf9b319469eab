package dev.jacobian.trainers.predict;

import dev.jacobian.shape.DType;
import dev.jacobian.trainers.saved.Preparation;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes predictions as a table's own numbers are, in float32's digits, unless the model can say
 * them more exactly than these.
 *
 * @param preparation knows how exact they are
 * @param decimal what stands in front of a fraction
 */
public record NumberText(Preparation preparation, char decimal) {
  /** Returns the number of each target, or the label and its probability. */
  public List<String> cells(Prediction prediction) {
    List<String> cells = new ArrayList<>();
    if (prediction.isClass()) {
      cells.add(prediction.label().orElseThrow());
      cells.add(probability(prediction.probability()));
    } else {
      double[] values = prediction.values();
      for (int target = 0; target < values.length; target++) {
        cells.add(text(values[target], resolution(target)));
      }
    }
    return cells;
  }

  /** Returns a probability. */
  public String probability(double value) {
    return text(value, Math.ulp(1f));
  }

  /** Returns how near two different outputs around 1 are in the units of a target. */
  private double resolution(int target) {
    return preparation.unit(target) * Math.ulp(1f);
  }

  private String text(double value, double resolution) {
    boolean isShort =
        preparation.dtype() == DType.FLOAT32 && Math.abs(value - (float) value) <= resolution;
    String digits = isShort ? Float.toString((float) value) : Double.toString(value);
    return digits.replace('.', decimal);
  }
}
