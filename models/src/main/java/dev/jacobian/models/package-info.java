/**
 * Ready models and their estimators: linear, logistic and softmax regression, the multilayer
 * perceptron, and an LSTM for series. An estimator has {@code fit}, {@code predict} and {@code
 * score}, trains through the framework's own tensors, and gives its trained {@link
 * dev.jacobian.nn.Module}. May use the framework; sees neither ND4J nor DL4J. Start with {@link
 * dev.jacobian.models.LinearRegression}.
 */
@NullMarked
package dev.jacobian.models;

import org.jspecify.annotations.NullMarked;
