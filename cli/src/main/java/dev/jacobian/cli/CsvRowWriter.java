package dev.jacobian.cli;

import dev.jacobian.trainers.config.kind.Task;
import dev.jacobian.trainers.predict.KeptValue;
import dev.jacobian.trainers.predict.NumberText;
import dev.jacobian.trainers.predict.PredictedRow;
import dev.jacobian.trainers.predict.TableForm;
import dev.jacobian.trainers.saved.Preparation;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes predictions as a table: kept columns, then the targets of a regression, or the target and
 * {@code probability} for classes. A prediction that would have the name of a kept column has
 * {@code predicted_} in front.
 */
final class CsvRowWriter implements RowWriter {
  private static final String PROBABILITY = "probability";

  private final PredictionWriter writer;
  private final TableForm form;
  private final List<String> names;
  private final NumberText numbers;

  CsvRowWriter(
      Writer writer,
      TableForm form,
      List<String> keptNames,
      Preparation preparation,
      NumberText numbers,
      boolean guardsFormulas) {
    this.writer = new PredictionWriter(writer, form.delimiter(), form.lineEnd(), guardsFormulas);
    this.form = form;
    this.numbers = numbers;
    this.names = new ArrayList<>(keptNames);
    for (String target : preparation.targetNames()) {
      names.add(RowWriter.free(target, names));
    }
    if (preparation.task() != Task.REGRESSION) {
      names.add(RowWriter.free(PROBABILITY, names));
    }
  }

  @Override
  public void begin() throws IOException {
    if (form.header()) {
      writer.writeNames(names);
    }
  }

  @Override
  public void write(PredictedRow row) throws IOException {
    List<String> cells = new ArrayList<>();
    int copied = 0;
    for (KeptValue value : row.kept()) {
      cells.add(value.cell().orElse(value.text()));
      copied += value.cell().isPresent() ? 1 : 0;
    }
    cells.addAll(numbers.cells(row.prediction()));
    writer.write(cells, copied);
  }
}
