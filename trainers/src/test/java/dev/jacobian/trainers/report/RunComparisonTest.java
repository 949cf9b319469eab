package dev.jacobian.trainers.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.trainers.record.Metrics;
import dev.jacobian.trainers.record.RunInfo;
import dev.jacobian.trainers.record.RunSummary;
import dev.jacobian.trainers.record.ScoreRecord;
import dev.jacobian.trainers.record.TimingRecord;
import java.io.StringReader;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class RunComparisonTest {
  private static RunSummary run(
      String rate, int epochs, double loss, double accuracy, double custom, String... more) {
    Map<String, String> settings = new LinkedHashMap<>(Map.of("loss", "mse"));
    settings.put("optimizer.learningRate", rate);
    for (String key : more) {
      settings.put(key, "[64, 32]");
    }
    Map<String, Double> scores = new LinkedHashMap<>();
    scores.put("train_loss", loss);
    scores.put("validation_accuracy", accuracy);
    scores.put("validation_custom", custom);
    RunInfo info =
        RunInfo.named("a run")
            .withStatus(RunInfo.FINISHED)
            .withConfig("", settings)
            .withFinalScores(scores);
    return new RunSummary(
        info,
        new Metrics(List.of(), List.of(ScoreRecord.ofEpoch(epochs, 1500L * epochs, 0.1, scores))),
        List.of(new TimingRecord(1, 75, 100)));
  }

  @Test
  void whatDiffersStandsSideBySideAndTheBestIsMarked() {
    RunComparison comparison =
        new RunComparison(
            List.of("runs/a", "runs/b", "c"),
            List.of(
                run("0.1", 1, 0.5, 0.75, 1),
                run("0.01", 1, 0.25, 0.75, 2, "model.hidden"),
                run("0.01", 1, Double.NaN, 0.5, 3)));
    assertEquals(
        """
                                runs/a    runs/b     c
        optimizer.learningRate  0.1       0.01       0.01
        model.hidden            -         [64, 32]   -
        train loss              0.50000   0.25000 *  NaN
        validation accuracy     0.75000   0.75000    0.50000
        validation custom       1.0000    2.0000     3.0000
        status                  finished  finished   finished
        epochs                  1         1          1
        steps                   1,500     1,500      1,500
        time                    1:15      1:15       1:15
        """,
        comparison.table());
  }

  @Test
  void aRunWithoutAnEndIsComparedByItsLastEpoch() {
    RunSummary begun =
        new RunSummary(
            RunInfo.named("begun"),
            new Metrics(
                List.of(), List.of(ScoreRecord.ofEpoch(1, 3, 0.1, Map.of("train_loss", 0.1)))),
            List.of());
    String table = new RunComparison(List.of("a", "b"), List.of(begun, SampleRuns.empty())).table();
    assertTrue(table.contains("train loss  0.10000 *  -\n"), table);
    assertTrue(table.contains("time        -          -\n"), table);
  }

  @Test
  void thePageHasTheTableAndACurveForEachRun() throws Exception {
    RunComparison comparison =
        new RunComparison(
            List.of("one", "<two> & \"three\""),
            List.of(SampleRuns.classes(60), SampleRuns.classes(30)));
    String html = ComparisonReport.html(comparison);
    Document page =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(html.substring(html.indexOf("<html")))));
    assertEquals(1, page.getElementsByTagName("table").getLength());
    assertEquals(7, page.getElementsByTagName("figure").getLength());
    assertTrue(html.contains("&lt;two&gt;"), "names are escaped");
  }
}
