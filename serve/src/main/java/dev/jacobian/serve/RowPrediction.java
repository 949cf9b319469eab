package dev.jacobian.serve;

import java.util.Map;
import java.util.Optional;

/**
 * What a model says about one row.
 *
 * @param numbers of a regression: the values by the targets' names, in their own units
 * @param label of a classification: the most probable class
 * @param probabilities of a classification: by the classes' names
 */
public record RowPrediction(
    Map<String, Double> numbers, Optional<String> label, Map<String, Double> probabilities) {}
