package dev.jacobian.serve;

import dev.jacobian.trainers.predict.Predictor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Rows with the answers that a server has to give, each found by asking for the row alone. */
final class Questions {
  private static final int COUNT = 500;
  private static final int MOST_ROWS = 100;

  private final List<String> rows = new ArrayList<>();
  private final List<String> answers = new ArrayList<>();

  Questions(Predictor predictor) {
    SteadyRows model = SteadyRows.over(new PredictorRows(predictor));
    PredictionJson writer = new PredictionJson(model.description().isClassification());
    SplittableRandom random = new SplittableRandom(8);
    for (int i = 0; i < COUNT; i++) {
      double[] row = random.doubles(4, -3, 3).toArray();
      rows.add(row("" + row[0], "" + row[1], "" + row[2], "" + row[3]));
      answers.add(
          new String(
              writer.write(RequestRows.Form.ONE, model.predict(new double[][] {row})),
              StandardCharsets.UTF_8));
    }
  }

  /** Returns a row of cells. */
  static String row(String a, String b, String c, String d) {
    return "{\"a\":" + a + ",\"b\":" + b + ",\"c\":" + c + ",\"d\":" + d + "}";
  }

  /** A request and its answer. */
  record Question(String body, String answer, int rows) {}

  /** Returns a question, mostly of one row. */
  Question any(SplittableRandom random) {
    int size = random.nextInt(10) == 0 ? random.nextInt(1, MOST_ROWS) : 1;
    List<String> asked = new ArrayList<>();
    List<String> told = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      int place = random.nextInt(COUNT);
      asked.add(rows.get(place));
      told.add(answers.get(place));
    }
    return new Question(asked.toString(), "[" + String.join(",", told) + "]", size);
  }
}
