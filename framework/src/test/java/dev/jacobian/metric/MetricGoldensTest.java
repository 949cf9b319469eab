package dev.jacobian.metric;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.tensor.Tensor;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The metrics against scikit-learn, whole, batch by batch and merged. */
class MetricGoldensTest {
  private static final double TOLERANCE = 1e-12;

  /** A case of {@code goldens_metrics.py}. */
  private record Case(
      String name, long[] shape, double[] prediction, double[] target, Map<String, Double> values) {
    @Override
    public String toString() {
      return name;
    }

    boolean isOfNumbers() {
      return name.startsWith("numbers");
    }

    Tensor predictions() {
      return Tensor.of(prediction, shape);
    }

    Tensor targets() {
      return isOfNumbers()
          ? Tensor.of(target, shape)
          : Tensor.of(Arrays.stream(target).mapToLong(label -> (long) label).toArray());
    }
  }

  static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(
                    MetricGoldensTest.class.getResourceAsStream("/goldens/metrics.txt")),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String name = line.substring("case ".length());
        long[] shape = Arrays.stream(words(lines.readLine())).mapToLong(Long::parseLong).toArray();
        double[] prediction = numbers(lines.readLine());
        double[] target = numbers(lines.readLine());
        Map<String, Double> values = new LinkedHashMap<>();
        for (line = lines.readLine(); !line.equals("end"); line = lines.readLine()) {
          String[] words = words(line);
          values.put(words[0], number(words[1]));
        }
        cases.add(new Case(name, shape, prediction, target, values));
      }
    }
    return cases;
  }

  private static String[] words(String line) {
    return line.substring(line.indexOf(' ') + 1).split(" ");
  }

  private static double[] numbers(String line) {
    return Arrays.stream(words(line)).mapToDouble(MetricGoldensTest::number).toArray();
  }

  private static double number(String text) {
    return text.equals("nan") ? Double.NaN : Double.parseDouble(text);
  }

  private static Metric metric(String name) {
    return switch (name) {
      case "accuracy" -> new Accuracy();
      case "precision" -> new Precision();
      case "precision_macro" -> new Precision(Average.MACRO);
      case "precision_weighted" -> new Precision(Average.WEIGHTED);
      case "recall" -> new Recall();
      case "recall_macro" -> new Recall(Average.MACRO);
      case "recall_weighted" -> new Recall(Average.WEIGHTED);
      case "f1" -> new F1Score();
      case "f1_macro" -> new F1Score(Average.MACRO);
      case "f1_weighted" -> new F1Score(Average.WEIGHTED);
      case "auc" -> new RocAuc();
      case "average_precision" -> new AveragePrecision();
      case "log_loss" -> new LogLoss();
      case "mape" -> new MeanAbsolutePercentageError();
      case "mae" -> new MeanAbsoluteError();
      case "mse" -> new MeanSquaredError();
      case "rmse" -> new RootMeanSquaredError();
      case "r2" -> new R2Score();
      default -> new TopKAccuracy(Integer.parseInt(name.substring("top_".length())));
    };
  }

  private static void assertValue(double expected, double actual, String what) {
    double size = Double.isNaN(expected) ? 1 : Math.max(1, Math.abs(expected));
    assertEquals(expected, actual, TOLERANCE * size, what);
  }

  @Test
  void theFileHasCases() throws IOException {
    List<Case> cases = cases();
    assertTrue(cases.size() >= 25, cases.toString());
    assertTrue(cases.stream().allMatch(c -> c.values.size() >= 4), cases.toString());
  }

  @ParameterizedTest
  @MethodSource("cases")
  void wholeBatchesAndPartsGiveScikitLearnsValue(Case c) {
    Tensor predictions = c.predictions();
    Tensor targets = c.targets();
    long rows = c.shape[0];
    for (Map.Entry<String, Double> value : c.values.entrySet()) {
      String name = value.getKey();
      if (name.equals("rmse") && c.shape.length > 1) {
        continue; // The root of the mean over all columns, not the mean of the columns' roots.
      }
      Metric whole = metric(name);
      assertEquals(name, whole.name());
      assertTrue(Double.isNaN(whole.value()), name + " of nothing");
      whole.update(predictions, targets);
      assertValue(value.getValue(), whole.value(), c.name + " " + name);
      Metric one = metric(name);
      Metric other = metric(name);
      for (long row = 0; row < rows; row += 7) {
        long stop = Math.min(rows, row + 7);
        (row % 2 == 0 ? one : other)
            .update(predictions.slice(0, row, stop), targets.slice(0, row, stop));
      }
      one.merge(other);
      assertValue(value.getValue(), one.value(), c.name + " " + name + " merged");
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void probabilitiesGiveWhatLogitsGive(Case c) {
    if (c.isOfNumbers() || c.name.matches(".*(large|wrong|ties).*")) {
      return; // Rounding makes probabilities equal, or equal ones differ.
    }
    Tensor logits = c.predictions();
    Tensor probabilities = c.shape.length == 1 ? logits.sigmoid() : logits.softmax(1);
    for (Metric metric :
        List.of(
            RocAuc.ofProbabilities(),
            AveragePrecision.ofProbabilities(),
            LogLoss.ofProbabilities())) {
      metric.update(probabilities, c.targets());
      assertValue(c.values.get(metric.name()), metric.value(), c.name + " " + metric.name());
    }
  }
}
