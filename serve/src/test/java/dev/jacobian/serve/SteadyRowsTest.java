package dev.jacobian.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.DataException;
import dev.jacobian.trainers.predict.Predictor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SteadyRowsTest {
  @TempDir private Path folder;

  @Test
  void givesARowTheSameBitsBesideAnyOthersOnAnyThread() throws Exception {
    Predictor predictor = TrainedModel.classes(folder);
    SteadyRows steady = SteadyRows.over(new PredictorRows(predictor));
    SplittableRandom random = new SplittableRandom(4);
    double[][] rows = new double[60][];
    Arrays.setAll(rows, i -> random.doubles(predictor.schema().size(), -3, 3).toArray());
    List<RowPrediction> alone = new ArrayList<>();
    for (double[] row : rows) {
      alone.add(steady.predict(new double[][] {row}).get(0));
    }
    Map<String, Integer> wrong = new ConcurrentHashMap<>();
    List<Thread> threads = new ArrayList<>();
    for (int seed = 0; seed < 4; seed++) {
      SplittableRandom own = new SplittableRandom(seed);
      threads.add(
          new Thread(
              () -> {
                for (int trial = 0; trial < 50; trial++) {
                  int[] chosen = own.ints(own.nextInt(1, 40), 0, rows.length).toArray();
                  double[][] batch = new double[chosen.length][];
                  Arrays.setAll(batch, i -> rows[chosen[i]]);
                  List<RowPrediction> got = steady.predict(batch);
                  for (int i = 0; i < chosen.length; i++) {
                    if (!got.get(i).equals(alone.get(chosen[i]))) {
                      wrong.merge(chosen.length + " rows", 1, Integer::sum);
                    }
                  }
                }
              }));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertEquals(Map.of(), wrong);
  }

  /** A model whose rows depend on their places, as the products of some processors do. */
  private record Shifty(SmallModel model) implements RowPredictor {
    @Override
    public ModelDescription description() {
      return model.description();
    }

    @Override
    public List<RowPrediction> predict(double[][] rows) {
      List<RowPrediction> shifted = new ArrayList<>();
      for (int i = 0; i < rows.length; i++) {
        double y = rows[i][0] + (i % 4 == 3 ? Math.ulp(rows[i][0]) : 0);
        shifted.add(new RowPrediction(Map.of("y", y), Optional.empty(), Map.of()));
      }
      return shifted;
    }
  }

  @Test
  void predictsOneByOneWhereRowsOfABlockAreNotAlike() {
    SmallModel model = new SmallModel();
    assertEquals(SteadyRows.BLOCK, SteadyRows.over(model).block());
    SteadyRows alone = SteadyRows.over(new Shifty(model));
    assertEquals(1, alone.block());
    double[][] rows = {{1, 0, 0}, {1, 0, 0}, {1, 0, 0}, {1, 0, 0}};
    assertEquals(4, alone.predict(rows).size());
    assertEquals(1, alone.predict(rows).stream().distinct().count());
  }

  @Test
  void namesTheRowThatCannotBePredicted() {
    SteadyRows steady = SteadyRows.over(new SmallModel());
    double[][] rows = new double[20][];
    Arrays.setAll(rows, i -> new double[] {i == 13 ? SmallModel.REFUSED : i, 0, 0});
    assertEquals(
        "rows[13]: the feature 'x' has the value -1; expected another one; fix: change it",
        assertThrows(DataException.class, () -> steady.predict(rows)).getMessage());
    assertEquals(
        "the feature 'x' has the value -1; expected another one; fix: change it",
        assertThrows(DataException.class, () -> steady.predict(new double[][] {rows[13]}))
            .getMessage());
    assertEquals(List.of(), steady.predict(new double[0][]));
  }
}
