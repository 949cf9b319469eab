package dev.jacobian.models;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Linear regression {@code y = b + w_1 x_1 + ... + w_k x_k}, trained by gradient descent on the
 * mean squared error.
 *
 * <pre>{@code
 * LinearRegression model = new LinearRegression();
 * model.fit(x, y);
 * String table = model.summary().toString();
 * }</pre>
 *
 * <p>For training, features and target are standardised, so that badly scaled data converges too;
 * coefficients and predictions are in the original units. {@link #summary()} sets the result beside
 * the closed form of least squares, with its standard errors.
 */
public final class LinearRegression implements Regressor {
  private final FitOptions options;
  private @Nullable Fit fit;

  /** What a fit leaves behind; the data is kept for the summary. */
  private static final class Fit {
    private final LinearFit scaled;
    private final Scaling target;
    private final double[] features;
    private final double[] targets;

    Fit(LinearFit scaled, Scaling target, Tensor x, Tensor y) {
      this.scaled = scaled;
      this.target = target;
      this.features = x.toDoubleArray();
      this.targets = y.toDoubleArray();
    }

    LinearCoefficients line() {
      return scaled.coefficients().get(0).unscaled(target.shift(0), target.scale(0));
    }

    double[][] rows() {
      int columns = scaled.features();
      double[][] rows = new double[targets.length][];
      for (int i = 0; i < rows.length; i++) {
        rows[i] = Arrays.copyOfRange(features, i * columns, (i + 1) * columns);
      }
      return rows;
    }
  }

  /** Makes a model with the default options. */
  public LinearRegression() {
    this(FitOptions.defaults());
  }

  /** Makes a model. */
  public LinearRegression(FitOptions options) {
    this.options = options;
  }

  /**
   * {@inheritDoc}
   *
   * @param x features {@code [n, features]}
   * @param y numbers {@code [n]} or {@code [n, 1]}
   */
  @Override
  public void fit(Tensor x, Tensor y) {
    Tensor features = Inputs.features(x);
    Tensor targets = Inputs.numbers(y, x);
    if (targets.size(1) != 1) {
      throw new ShapeException(
          "LinearRegression: targets of shape " + y.shape(),
          "one number per row",
          "fit a model for each column, or use MLPRegressor");
    }
    Scaling scaling =
        options.standardize() ? Scaling.standard(targets, options.intercept()) : Scaling.none(1);
    LinearFit line =
        LinearFit.train(
            features, scaling.apply(targets).to(options.dtype()), 1, new MSELoss(), options);
    fit = new Fit(line, scaling, features, targets);
  }

  /** Returns predictions {@code [n, 1]} in the options' dtype. */
  @Override
  public Tensor predict(Tensor x) {
    Fit fitted = fitted();
    Tensor scaled = fitted.scaled.outputs(x, options);
    return fitted.target.invert(scaled.to(DType.FLOAT64)).to(options.dtype());
  }

  /** Returns one coefficient per feature, in units of the target per unit of the feature. */
  public double[] coefficients() {
    return fitted().line().slopes();
  }

  /** Returns the constant term in the target's unit; 0 if the model has none. */
  public double intercept() {
    return fitted().line().intercept();
  }

  /**
   * Returns a {@link Linear} layer with the coefficients in the original units, in the options'
   * dtype.
   */
  @Override
  public Linear module() {
    return LinearFit.layer(List.of(fitted().line()), options);
  }

  /** Returns the statistics of the fit with features called {@code x1}, {@code x2}, ... */
  public RegressionSummary summary() {
    int features = fitted().scaled.features();
    return summary(IntStream.rangeClosed(1, features).mapToObj(j -> "x" + j).toList());
  }

  /**
   * Returns the statistics of the fit on the data it was trained on.
   *
   * @param names one per feature
   * @throws dev.jacobian.shape.DataException if there are not more rows than coefficients, or a
   *     feature is a linear combination of the others
   */
  public RegressionSummary summary(List<String> names) {
    Fit fitted = fitted();
    if (names.size() != fitted.scaled.features()) {
      throw new OptionException(
          names.size() + " names " + names, "one per feature, " + fitted.scaled.features());
    }
    return new LeastSquares(fitted.rows(), fitted.targets, options.intercept())
        .summarize(fitted.line(), names);
  }

  private Fit fitted() {
    return Inputs.trained(fit, "LinearRegression");
  }
}
