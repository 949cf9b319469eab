package dev.jacobian.trainers.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.shape.FileFormatException;
import dev.jacobian.trainers.record.Metrics;
import dev.jacobian.trainers.record.RunSummary;
import dev.jacobian.trainers.record.ScoreRecord;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class HtmlReportTest {
  private static final int LARGEST_PAGE = 400_000;
  private static final Pattern COORDINATE = Pattern.compile("-?\\d+\\.\\d+");

  @TempDir Path folder;

  private static Document parse(RunSummary run) throws Exception {
    String html = HtmlReport.html(run);
    int start = html.indexOf("<html");
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(html.substring(start))));
  }

  private static List<RunSummary> runs() {
    return List.of(
        SampleRuns.empty(), SampleRuns.classes(1), SampleRuns.classes(60), SampleRuns.hostile());
  }

  @Test
  void everyPageIsWellFormedAndLoadsNothing() throws Exception {
    for (RunSummary run : runs()) {
      Document page = parse(run);
      assertEquals(0, page.getElementsByTagName("script").getLength());
      assertEquals(0, page.getElementsByTagName("img").getLength());
      NodeList links = page.getElementsByTagName("link");
      for (int i = 0; i < links.getLength(); i++) {
        assertEquals("data:,", ((Element) links.item(i)).getAttribute("href"));
      }
      String html = HtmlReport.html(run);
      assertTrue(
          html.contains("default-src &apos;none&apos;") || html.contains("default-src 'none'"));
      assertFalse(html.contains("http://") || html.contains("https://"), run.info().name());
      assertFalse(html.contains("url("), run.info().name());
    }
  }

  @Test
  void scoresOfSomeEpochsOnlyAreOneCurve() throws Exception {
    RunSummary run = SampleRuns.classes(60);
    List<ScoreRecord> epochs =
        run.metrics().epochs().stream()
            .map(HtmlReportTest::withValidationInEverySecondEpoch)
            .toList();
    RunSummary rare =
        new RunSummary(run.info(), new Metrics(run.metrics().steps(), epochs), run.timing());
    assertEquals(curves(run), curves(rare));
  }

  private static ScoreRecord withValidationInEverySecondEpoch(ScoreRecord epoch) {
    Map<String, Double> scores = new LinkedHashMap<>(epoch.scores());
    if (epoch.epoch() % 2 == 1) {
      scores.keySet().removeIf(name -> name.startsWith("validation_"));
    }
    return ScoreRecord.ofEpoch(epoch.epoch(), epoch.step(), epoch.learningRate(), scores);
  }

  /** Returns the classes of all lines and dots. */
  private static List<String> curves(RunSummary run) throws Exception {
    NodeList paths = parse(run).getElementsByTagName("path");
    List<String> kinds = new ArrayList<>();
    for (int i = 0; i < paths.getLength(); i++) {
      kinds.add(((Element) paths.item(i)).getAttribute("class"));
    }
    assertTrue(kinds.contains("curve"), kinds.toString());
    return kinds;
  }

  @Test
  void allCoordinatesLieInTheirBox() throws Exception {
    int checked = 0;
    for (RunSummary run : runs()) {
      NodeList paths = parse(run).getElementsByTagName("path");
      for (int i = 0; i < paths.getLength(); i++) {
        String drawing = ((Element) paths.item(i)).getAttribute("d");
        assertFalse(drawing.contains("NaN") || drawing.contains("Infinity"), drawing);
        Matcher matcher = COORDINATE.matcher(drawing);
        while (matcher.find()) {
          double value = Double.parseDouble(matcher.group());
          assertTrue(value >= 0 && value <= 1000, drawing);
          checked++;
        }
      }
    }
    assertTrue(checked > 500, checked + " coordinates");
  }

  @Test
  void aPlotForEachScoreRateNormAndSpeed() throws Exception {
    NodeList captions = parse(SampleRuns.classes(60)).getElementsByTagName("figcaption");
    StringBuilder titles = new StringBuilder();
    for (int i = 0; i < captions.getLength(); i++) {
      titles.append(captions.item(i).getTextContent()).append('|');
    }
    assertEquals(
        "loss|accuracy|learning rate|gradient norm|rows per second|",
        titles.toString().replace(", logarithmic", ""));
  }

  @Test
  void aLongRunStaysSmall() {
    String page = HtmlReport.html(SampleRuns.classes(10_000));
    assertTrue(page.length() < LARGEST_PAGE, page.length() + " characters");
  }

  @Test
  void aFolderThatIsNoRunIsRefused() throws IOException {
    FileFormatException error =
        assertThrows(FileFormatException.class, () -> HtmlReport.write(folder));
    assertTrue(
        error.getMessage().startsWith("the folder '" + folder + "' has no metrics.jsonl; expected"),
        error.getMessage());
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }
}
