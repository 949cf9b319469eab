package dev.jacobian.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.benchmarks.report.LargeFileResult;
import dev.jacobian.benchmarks.report.LargeFileResult.Phase;
import dev.jacobian.benchmarks.work.LargeTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LargeFileRunTest {
  private static final long BYTES = 128_000_000;
  private static final int HEAP_MEGABYTES = 32;

  @TempDir Path folder;

  @Test
  void aFileTrainsInAQuarterOfItsSizeOfHeapAndTheBoundOfMemory() throws IOException {
    List<String> steps = new ArrayList<>();
    LargeFileResult result = new LargeFileRun(BYTES, HEAP_MEGABYTES, 0).run(folder, steps::add);
    assertEquals(BYTES / LargeTask.ROW_BYTES, result.rows());
    assertTrue(result.csvBytes() > 2 * result.cacheBytes(), result::toString);
    assertTrue(result.cacheBytes() >= result.rows() * LargeTask.ROW_BYTES, result::toString);
    result.check();
    assertEquals(6, steps.size(), steps::toString);
    assertEquals(4, result.phases().size());
    for (Phase phase : result.phases()) {
      assertTrue(phase.heap() > 0 && phase.heap() <= HEAP_MEGABYTES << 20, phase::toString);
    }
    assertTrue(result.pageCacheSpeed() > 0);
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(), left.toList());
    }
    assumeTrue(
        Files.isReadable(Path.of("/proc/self/status")),
        "this system has no /proc, so memory beside the heap is not judged");
    Phase shuffled = result.trainings().get(0).phase();
    // Held in memory beside the heap instead of mapped, the rows would pass the bound.
    assertTrue(shuffled.anonymous() + result.cacheBytes() > result.bound(), result::toString);
    assertTrue(shuffled.mapped() > result.cacheBytes(), "every page was looked at");
  }
}
