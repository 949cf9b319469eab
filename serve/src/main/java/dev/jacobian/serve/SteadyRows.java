package dev.jacobian.serve;

import dev.jacobian.data.column.BooleanType;
import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.Feature;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.JacobianException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each row the same bits whatever rows stand beside it.
 *
 * <p>How: a product of matrices sums in an order that depends on its shape. So all are of one
 * shape: rows are predicted in blocks of eight, of which the last is filled up with copies. Some
 * processors' kernels also treat the rows of one block differently; whether these do is tried when
 * the server starts, with rows made by chance that change their places and neighbours. If they do,
 * each row is a block of its own.
 */
final class SteadyRows implements RowPredictor {
  /** As many as most kernels compute side by side: see the decisions. */
  static final int BLOCK = 8;

  private static final Logger LOG = LoggerFactory.getLogger(SteadyRows.class);
  private static final int TRIALS = 32;
  private static final double[] SCALES = {0.1, 1, 100};

  private final RowPredictor model;
  private final int block;

  private SteadyRows(RowPredictor model, int block) {
    this.model = model;
    this.block = block;
  }

  /** Returns a model that is tried. */
  static SteadyRows over(RowPredictor model) {
    SteadyRows eights = new SteadyRows(model, BLOCK);
    if (eights.isSteady()) {
      return eights;
    }
    LOG.info(
        "rows are predicted one by one: in blocks of {}, this model or this processor's products"
            + " would give a row other bits beside other rows",
        BLOCK);
    return new SteadyRows(model, 1);
  }

  /** Returns how many rows are computed at once. */
  int block() {
    return block;
  }

  @Override
  public ModelDescription description() {
    return model.description();
  }

  @Override
  public List<RowPrediction> predict(double[][] rows) {
    List<RowPrediction> predictions = new ArrayList<>(rows.length);
    for (int from = 0; from < rows.length; from += block) {
      int to = Math.min(rows.length, from + block);
      double[][] part = Arrays.copyOfRange(rows, from, from + block);
      Arrays.fill(part, to - from, block, part[to - from - 1]);
      try {
        predictions.addAll(model.predict(part).subList(0, to - from));
      } catch (DataException e) {
        throw inRow(rows, from, to, e);
      }
    }
    return predictions;
  }

  /** Returns the refusal of the row that a block failed for, with its place among all rows. */
  private DataException inRow(double[][] rows, int from, int to, DataException failure) {
    for (int row = from; row < to; row++) {
      double[][] alone = new double[block][];
      Arrays.fill(alone, rows[row]);
      try {
        model.predict(alone);
      } catch (DataException e) {
        // Its own place is the one in the block.
        DataException unplaced = e.getCause() instanceof DataException inner ? inner : e;
        return rows.length == 1 ? unplaced : unplaced.at("rows[" + row + "]");
      }
    }
    return failure;
  }

  /** Returns whether rows keep their bits in other places and beside other rows. */
  private boolean isSteady() {
    SplittableRandom random = new SplittableRandom(1);
    try {
      for (int trial = 0; trial < TRIALS; trial++) {
        double scale = SCALES[trial % SCALES.length];
        double[][] rows = new double[BLOCK][];
        Arrays.setAll(rows, row -> row(random, scale));
        List<RowPrediction> first = predict(rows);
        double[] moved = rows[trial % BLOCK];
        Arrays.setAll(rows, row -> row(random, scale));
        int place = random.nextInt(BLOCK);
        rows[place] = moved;
        if (!first.get(trial % BLOCK).equals(predict(rows).get(place))) {
          return false;
        }
      }
      return true;
    } catch (JacobianException e) {
      LOG.debug("the model takes no rows made by chance", e);
      return false;
    }
  }

  private double[] row(SplittableRandom random, double scale) {
    return description().schema().features().stream()
        .map(Feature::type)
        .mapToDouble(type -> raw(type, random, scale))
        .toArray();
  }

  private static double raw(ColumnType type, SplittableRandom random, double scale) {
    if (type instanceof CategoryType categories) {
      return random.nextInt(Math.max(1, categories.names().size()));
    }
    if (type instanceof BooleanType) {
      return random.nextInt(2);
    }
    return scale * random.nextDouble(-1, 1);
  }
}
