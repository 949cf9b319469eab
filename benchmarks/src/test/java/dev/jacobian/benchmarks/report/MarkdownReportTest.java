package dev.jacobian.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MarkdownReportTest {
  private final String sample = sample();
  private final String page = MarkdownReport.page(ResultsFile.parse(sample));

  @Test
  void resultsAreWrittenAsTheyAreRead() {
    assertEquals(sample, ResultsFile.write(ResultsFile.parse(sample)));
  }

  @Test
  void aLineOfAnotherKindIsAnError() {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> ResultsFile.parse("measured\tW1"));
    assertEquals("not a line of benchmark results: measured\tW1", error.getMessage());
  }

  @Test
  void aTableHasMediansRangesAndRatiosToTheFasterPyTorch() {
    assertHas(
        "### W1: Linear(10, 1), batch 64, MSE, SGD: one step",
        "",
        "| implementation | median | min .. max | median / PyTorch |",
        "|---|---|---|---|",
        "| Jacobian, compiled | 3.00 us | 2.00 us .. 4.00 us | 0.030 |",
        "| Jacobian, eager | 55.0 us | 50.0 us .. 60.0 us | 0.550 |",
        "| PyTorch, default threads | 100 us | 80.0 us .. 120 us | 1.00 |",
        "| PyTorch, a thread per processor | 200 us | 200 us .. 200 us | 2.00 |",
        "| DJL, PyTorch engine | absent: not in this build |  |  |");
  }

  @Test
  void targetsAreJudgedAndThoseWithoutNumbersSaySo() {
    assertHas("| W1 | Jacobian, compiled | <= 0.05 x PyTorch | 0.030 | yes |");
    assertHas("| W1 | Jacobian, eager | <= 0.5 x PyTorch | 0.550 | **no** |");
    assertHas("| W2 | Jacobian, eager | <= 1.2 x PyTorch |  | not measured |");
    assertHas("| W6 | Jacobian, `CsvDataset` | >= 300 MB/s | 400 MB/s | yes |");
    assertHas("| W8 | Jacobian, compiled | resident growth <= 16.0 MB (W1) | 1.0 MB | yes |");
    assertHas("| W8 | Jacobian, compiled | off-heap growth <= 0 B (W1) | 0 B | yes |");
    assertHas("| W8 | Jacobian, compiled | heap per step <= 1024 B (W1) | 1500 B | **no** |");
  }

  @Test
  void readingHasASpeedAndNoRatioWithoutItsPeer() {
    assertHas(
        "| Jacobian, `CsvDataset` | 250 ms, 400 MB/s | 250 ms .. 250 ms |  |",
        "| pandas | absent: No module named 'pandas' |  |  |");
  }

  @Test
  void memoryHasATableOfItsOwn() {
    assertHas(
        "### W8: memory over 100,000 steps of W1",
        "",
        "| implementation | resident when settled | largest growth after | growth of off-heap blocks"
            + " | heap per step |",
        "|---|---|---|---|---|",
        "| Jacobian, compiled | 200.0 MB | 1.0 MB | 0 B | 1500 B |");
  }

  @Test
  void machineAndLibrariesAreNamedOnce() {
    assertHas("| processor | Sample CPU |");
    assertHas("| Jacobian, eager; Jacobian, compiled | Jacobian: sample backend |");
  }

  @Test
  void whatWasNotTriedHasNoTableAndNoPlaceholderIsLeft() {
    assertFalse(page.contains("### W2"), page);
    assertFalse(page.contains("{{"), page);
    assertTrue(page.endsWith("|\n"), page);
  }

  private void assertHas(String... lines) {
    String expected = String.join("\n", lines) + "\n";
    assertTrue(page.contains(expected), () -> "expected\n" + expected + "in\n" + page);
  }

  private static String sample() {
    try (InputStream stream = MarkdownReportTest.class.getResourceAsStream("sample.tsv")) {
      assertTrue(stream != null, "the sample is on the class path");
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
