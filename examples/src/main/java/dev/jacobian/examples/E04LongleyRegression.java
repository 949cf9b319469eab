package dev.jacobian.examples;

import dev.jacobian.models.FitOptions;
import dev.jacobian.models.LinearRegression;
import dev.jacobian.models.OptimizerFactory;
import dev.jacobian.shape.DType;
import java.io.PrintStream;
import java.util.List;

/**
 * Multiple regression by SGD on Longley's data, whose columns follow one another so closely that a
 * descent needs many steps and momentum to tell them apart.
 */
public final class E04LongleyRegression implements Example {
  /** NIST StRD, dataset Longley: certified intercept and six coefficients. */
  private static final List<Double> CERTIFIED =
      List.of(
          -3482258.63459582,
          15.0618722713733,
          -0.358191792925910E-01,
          -2.02022980381683,
          -1.03322686717359,
          -0.511041056535807E-01,
          1829.15146461355);

  /** Runs this program. */
  public static void main(String[] args) {
    Example.main(new E04LongleyRegression());
  }

  @Override
  public String title() {
    return "Multiple regression on Longley's data";
  }

  @Override
  public Outcome run(PrintStream out) {
    RegressionTable table = RegressionTable.read("data/longley.csv", "y");
    FitOptions options =
        FitOptions.defaults()
            .withDtype(DType.FLOAT64)
            .withOptimizer(OptimizerFactory.sgd(0.99))
            .withLearningRate(0.2)
            .withEpochs(8000);
    LinearRegression model = new LinearRegression(options);
    model.fit(table.x(), table.y());
    out.print(model.summary(table.features()));
    double error = CertifiedFit.largestRelativeError(model, CERTIFIED);
    return Outcome.atMost("largest relative error of a coefficient against NIST", error, 1e-4);
  }
}
