package dev.jacobian.trainers.record;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a model is worth that was trained on all rows but those of a fold, on the rows of the fold.
 *
 * @param repeat which division of the rows, from 1
 * @param fold which fold of it, from 1
 * @param trainRows how many rows it was trained on
 * @param testRows how many rows the fold has
 * @param scores loss and metrics by name
 */
public record FoldScores(
    int repeat, int fold, long trainRows, long testRows, Map<String, Double> scores) {
  /** Copies the map, in its order. */
  public FoldScores {
    scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
  }
}
