package dev.jacobian.models;

import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * A table of NIST's Statistical Reference Datasets with its certified results, intercept first.
 * Source of both: the page of the table at https://www.itl.nist.gov/div898/strd/lls/lls.shtml.
 */
enum NistData {
  NORRIS(
      "norris.csv",
      new double[] {-0.262323073774029, 1.00211681802045},
      new double[] {0.232818234301152, 0.429796848199937E-03},
      0.884796396144373,
      0.999993745883712),
  LONGLEY(
      "longley.csv",
      new double[] {
        -3482258.63459582,
        15.0618722713733,
        -0.358191792925910E-01,
        -2.02022980381683,
        -1.03322686717359,
        -0.511041056535807E-01,
        1829.15146461355
      },
      new double[] {
        890420.383607373,
        84.9149257747669,
        0.334910077722432E-01,
        0.488399681651699,
        0.214274163161675,
        0.226073200069370,
        455.478499142212
      },
      304.854073561965,
      0.995479004577296);

  private final double[] coefficients;
  private final double[] standardErrors;
  private final double residualStandardDeviation;
  private final double rSquared;
  private final double[][] features;
  private final double[] targets;

  NistData(
      String file,
      double[] coefficients,
      double[] standardErrors,
      double residualStandardDeviation,
      double rSquared) {
    this.coefficients = coefficients;
    this.standardErrors = standardErrors;
    this.residualStandardDeviation = residualStandardDeviation;
    this.rSquared = rSquared;
    List<String> lines = read(Path.of("..", "examples", "data", file));
    List<String> names = Arrays.asList(lines.get(0).split(",", -1));
    int target = names.indexOf("y");
    this.features = new double[lines.size() - 1][names.size() - 1];
    this.targets = new double[features.length];
    for (int i = 0; i < features.length; i++) {
      String[] cells = lines.get(i + 1).split(",", -1);
      int next = 0;
      for (int j = 0; j < cells.length; j++) {
        if (j == target) {
          targets[i] = Double.parseDouble(cells[j]);
        } else {
          features[i][next++] = Double.parseDouble(cells[j]);
        }
      }
    }
  }

  private static List<String> read(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  double[] coefficients() {
    return coefficients.clone();
  }

  double[] standardErrors() {
    return standardErrors.clone();
  }

  double residualStandardDeviation() {
    return residualStandardDeviation;
  }

  double rSquared() {
    return rSquared;
  }

  double[][] features() {
    return features;
  }

  double[] targets() {
    return targets;
  }

  /** Returns the features as float64 {@code [n, k]}. */
  Tensor x() {
    double[] flat = Arrays.stream(features).flatMapToDouble(Arrays::stream).toArray();
    return Tensor.of(flat, features.length, features[0].length);
  }

  /** Returns the targets as float64 {@code [n]}. */
  Tensor y() {
    return Tensor.of(targets);
  }
}
