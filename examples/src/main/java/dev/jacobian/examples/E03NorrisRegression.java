package dev.jacobian.examples;

import dev.jacobian.models.FitOptions;
import dev.jacobian.models.LinearRegression;
import dev.jacobian.shape.DType;
import java.io.PrintStream;
import java.util.List;

/** Simple regression by SGD on NIST's Norris data, beside the certified line. */
public final class E03NorrisRegression implements Example {
  /** NIST StRD, dataset Norris: certified intercept and slope. */
  private static final List<Double> CERTIFIED = List.of(-0.262323073774029, 1.00211681802045);

  /** Runs this program. */
  public static void main(String[] args) {
    Example.main(new E03NorrisRegression());
  }

  @Override
  public String title() {
    return "Linear regression on NIST's Norris data";
  }

  @Override
  public Outcome run(PrintStream out) {
    RegressionTable table = RegressionTable.read("data/norris.csv", "y");
    FitOptions options = FitOptions.defaults().withDtype(DType.FLOAT64);
    LinearRegression model = new LinearRegression(options);
    model.fit(table.x(), table.y());
    out.print(model.summary(table.features()));
    double error = CertifiedFit.largestRelativeError(model, CERTIFIED);
    return Outcome.atMost("largest relative error of a coefficient against NIST", error, 1e-6);
  }
}
