package dev.jacobian.serve;

import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.TableSchema;
import dev.jacobian.shape.DataException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;

/**
 * A model whose predictions are known: {@code y = x + 10 color + 100 flag}, and which can be held
 * up. It refuses x = -1 when it predicts, as a model refuses what does not fit its type.
 */
final class SmallModel implements RowPredictor {
  static final double REFUSED = -1;
  static final double BROKEN = -2;

  private static final TableSchema SCHEMA =
      new TableSchema(
          List.of(
              Feature.number("x"),
              new Feature("color", ColumnType.category(List.of("blue", "red"))),
              new Feature("flag", ColumnType.bool())));

  /** The rows of each batch that was run. */
  final List<Integer> batches = new CopyOnWriteArrayList<>();

  /** Predictions wait for it. */
  final Semaphore gate = new Semaphore(Integer.MAX_VALUE / 2);

  @Override
  public ModelDescription description() {
    return new ModelDescription(SCHEMA, List.of("y"), List.of());
  }

  @Override
  public List<RowPrediction> predict(double[][] rows) {
    batches.add(rows.length);
    gate.acquireUninterruptibly();
    gate.release();
    List<RowPrediction> predictions = new ArrayList<>();
    for (double[] row : rows) {
      if (row[0] == REFUSED) {
        throw new DataException("the feature 'x' has the value -1", "another one", "change it");
      }
      if (row[0] == BROKEN) {
        throw new IllegalStateException("broken");
      }
      predictions.add(
          new RowPrediction(
              Map.of("y", row[0] + 10 * row[1] + 100 * row[2]), Optional.empty(), Map.of()));
    }
    return predictions;
  }

  /** Lets predictions wait until {@link #open}. */
  void shut() {
    gate.drainPermits();
  }

  void open() {
    gate.release(Integer.MAX_VALUE / 2);
  }

  static String row(double x) {
    return "{\"x\": " + x + ", \"color\": \"red\", \"flag\": true}";
  }
}
