package dev.jacobian.benchmarks.jacobian;

import dev.jacobian.benchmarks.work.CsvTask;
import dev.jacobian.benchmarks.work.Program;
import dev.jacobian.data.Batch;
import dev.jacobian.data.table.CsvDataset;
import java.nio.file.Path;
import java.util.stream.LongStream;

/** W6 by the data set that reads CSV. */
final class CsvReading implements Program {
  private final Path file;
  private double[] results = {};

  CsvReading(Path file) {
    this.file = file;
  }

  @Override
  public void run() {
    CsvDataset rows =
        CsvDataset.read(file, CsvDataset.Options.defaults().withTargets(CsvTask.TARGET));
    Batch judged = rows.gather(LongStream.range(0, CsvTask.JUDGED_ROWS).toArray());
    results =
        new double[] {
          rows.size(), judged.inputs().sum().item(), judged.targets().sum().item(),
        };
  }

  @Override
  public double[] results() {
    return results.clone();
  }

  @Override
  public String about() {
    return JacobianPrograms.about();
  }
}
