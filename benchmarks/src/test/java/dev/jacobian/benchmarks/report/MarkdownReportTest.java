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
  void aTableHasMediansRangesAndRatiosToTheFastestPeer() {
    assertHas(
        "### W1: Linear(10, 1), batch 64, MSE, SGD: one step",
        "",
        "| implementation | median | min .. max | median / the fastest peer |",
        "|---|---|---|---|",
        "| Jacobian, compiled | 3.00 us | 2.00 us .. 4.00 us | 0.120 |",
        "| Jacobian, eager | 55.0 us | 50.0 us .. 60.0 us | 2.20 |",
        "| PyTorch, default threads | 100 us | 80.0 us .. 120 us | 4.00 |",
        "| PyTorch, a thread per processor | 200 us | 200 us .. 200 us | 8.00 |",
        "| JAX, `jit` | 25.0 us | 25.0 us .. 25.0 us | 1.00 |",
        "| DJL, PyTorch engine | absent: not in this build |  |  |");
  }

  @Test
  void targetsAreJudgedAndThoseWithoutNumbersSaySo() {
    assertHas(
        "| W1 | Jacobian, compiled | <= 0.1 x the fastest peer | 0.120 | JAX, `jit` | **no** |");
    assertHas("| W2 | Jacobian, compiled | <= 0.85 x the fastest peer |  |  | not measured |");
    assertHas(
        "| W5 | Jacobian, eager | <= 1.05 x the fastest peer | 0.900 | PyTorch, default threads |"
            + " yes |");
    assertHas(
        "| W6 | Jacobian, `CsvDataset` | <= 1.0 x `pyarrow.csv` | 0.833 | `pyarrow.csv` | yes |");
    assertHas("| W7 | Jacobian, compiled | <= 1.00 s | 1.00 s |  | yes |");
    assertHas(
        "| W14 | `./jacobian train` | <= 0.6 x a script for PyTorch (Iris) | 0.500 | a script for"
            + " PyTorch | yes |");
    assertHas("| W8 | Jacobian, compiled | resident growth <= 16.0 MB (W1) | 1.0 MB |  | yes |");
    assertHas("| W8 | Jacobian, compiled | off-heap growth <= 0 B (W1) | 0 B |  | yes |");
    assertHas("| W8 | Jacobian, compiled | heap per step <= 1024 B (W1) | 1500 B |  | **no** |");
  }

  @Test
  void theBlasAloneIsNoPeer() {
    assertHas(
        "| Jacobian, eager | 9.00 ms | 9.00 ms .. 9.00 ms | 0.900 |",
        "| `cblas_sgemm`, called directly from Java | 8.00 ms | 8.00 ms .. 8.00 ms | 0.800 |",
        "| PyTorch, default threads | 10.0 ms | 10.0 ms .. 10.0 ms | 1.00 |");
  }

  @Test
  void readingHasASpeedAndAFirstStepNoRatioWithoutAPeer() {
    assertHas("| Jacobian, compiled | 1.00 s | 1.00 s .. 1.00 s |  |");
    assertHas(
        "| Jacobian, `CsvDataset` | 250 ms, 400 MB/s | 250 ms .. 250 ms | 0.833 |",
        "| `pyarrow.csv` | 300 ms, 333 MB/s | 300 ms .. 300 ms | 1.00 |",
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
