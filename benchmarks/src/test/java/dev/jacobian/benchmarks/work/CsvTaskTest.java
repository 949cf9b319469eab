package dev.jacobian.benchmarks.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvTaskTest {
  @Test
  void theFileHasAHeaderAndWholeRowsOfNumbersAndTheSizeAskedFor(@TempDir Path folder)
      throws IOException {
    Path file = folder.resolve("numbers.csv");
    CsvTask.write(file, 50_000);
    long bytes = Files.size(file);
    assertTrue(bytes >= 50_000 && bytes < 50_300, () -> bytes + " bytes");
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      List<String> header = List.of(lines.readLine().split(","));
      assertEquals(21, header.size());
      assertEquals("f19", header.get(19));
      assertEquals(CsvTask.TARGET, header.get(20));
      float[] expected = Numbers.uniform(1, 21);
      String[] cells = lines.readLine().split(",");
      assertEquals(21, cells.length);
      for (int i = 0; i < 21; i++) {
        assertEquals(expected[i], Float.parseFloat(cells[i]), 1e-6);
      }
    }
  }
}
