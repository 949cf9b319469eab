package dev.jacobian.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.benchmarks.report.LargeFileResult.Phase;
import dev.jacobian.benchmarks.report.LargeFileResult.Training;
import dev.jacobian.benchmarks.work.LargeTask;
import java.util.List;
import org.junit.jupiter.api.Test;

class LargeFileReportTest {
  private static final double MEBIBYTE = 1 << 20;

  private static LargeFileResult result(double anonymous, double loss) {
    Phase making = new Phase(20, 300e6, 400e6, 20e6, 0);
    Phase training = new Phase(10, 300e6, anonymous, 8e9, 1e9);
    return new LargeFileResult(
        95_000_000,
        18_000_000_000L,
        8_000_000_000L,
        1024,
        0,
        making,
        List.of(
            new Training("an epoch, shuffled", training, LargeTask.leastLoss()),
            new Training("an epoch, in order", training, loss)),
        Double.NaN,
        4e9);
  }

  @Test
  void theBoundIsTheHeapAndAFixedPart() {
    double loss = LargeTask.leastLoss();
    assertEquals(1152 * MEBIBYTE, result(0, loss).bound());
    assertDoesNotThrow(() -> result(1152 * MEBIBYTE, loss).check());
    assertDoesNotThrow(() -> result(Double.NaN, loss).check());
    assertEquals(
        "1153.0 MiB of resident memory belong to the process; expected at most 1024 MiB of heap and"
            + " 128 MiB beside it",
        assertThrows(IllegalStateException.class, () -> result(1153 * MEBIBYTE, loss).check())
            .getMessage());
  }

  @Test
  void aModelThatDidNotFindTheRelationFails() {
    assertDoesNotThrow(() -> result(0, LargeTask.leastLoss() * 1.019).check());
    for (double loss : new double[] {8.6e-4, 8.1e-4, Double.NaN}) {
      String message =
          assertThrows(IllegalStateException.class, () -> result(0, loss).check()).getMessage();
      assertTrue(
          message.startsWith(
              "the loss after an epoch, in order is "
                  + loss
                  + "; expected about that of the relation itself, 8.33333"),
          message);
    }
  }

  @Test
  void thePageHasTheFiguresAndTheLimits() {
    Results run = new Results();
    run.addFact("processor", "P");
    String page = LargeFileReport.page(run, result(500e6, LargeTask.leastLoss()));
    assertFalse(page.contains("{{"), page);
    assertTrue(page.contains("| processor | P |"), page);
    assertTrue(page.contains("`-Xmx1024m`"), page);
    assertTrue(page.contains("the heap and 128 MiB"), page);
    assertTrue(page.contains("| rows | 95,000,000 |"), page);
    assertTrue(page.contains("| read from the disk, front to end | unknown |"), page);
    assertTrue(page.contains("| read from the page cache, front to end | 4,000 MB/s |"), page);
    assertTrue(page.contains("| making the row cache | 20.0 s | 4,750,000 | 900 MB/s |"), page);
    assertTrue(
        page.contains(
            "| an epoch, shuffled | 10.0 s | 9,500,000 | 800 MB/s | 1,000 MB | 300 MB | 500 MB |"
                + " 8,000 MB |"),
        page);
  }
}
