package dev.jacobian.data;

/**
 * One of the divisions of a data set in a cross-validation.
 *
 * @param train the rows to train on: all but the fold's
 * @param test the rows of the fold, on which the model is judged
 */
public record Fold(Subset train, Subset test) {}
