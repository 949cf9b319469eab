package dev.jacobian.trainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.nn.loss.CrossEntropyLossOptions;
import dev.jacobian.nn.loss.JointLoss;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.strategy.CompileMode;
import dev.jacobian.trainers.strategy.Threads;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The loss of several outputs over batches is that of all rows at once, though each output's mean
 * weighs the rows otherwise: by the weights of their classes, or all the same.
 */
class JointMeansTest {
  private static final int ROWS = 11;
  private static final int[] BATCH_SIZES = {1, 3, 4, 11};

  /** A model with a number and the logits of three classes. */
  private static final class TwoHeads extends Module {
    private final Linear number;
    private final Linear logits;

    private TwoHeads() {
      Generator generator = new Generator(3);
      LinearOptions options = LinearOptions.defaults().withDtype(DType.FLOAT64);
      number = register("number", new Linear(2, 1, options, generator));
      logits = register("logits", new Linear(2, 3, options, generator));
    }

    @Override
    public List<Tensor> forwardAll(Tensor... inputs) {
      return List.of(number.forward(inputs[0]), logits.forward(inputs[0]));
    }
  }

  private static TensorDataset rows() {
    double[] inputs = new double[2 * ROWS];
    double[] numbers = new double[ROWS];
    long[] labels = new long[ROWS];
    for (int row = 0; row < ROWS; row++) {
      inputs[2 * row] = Math.sin(row);
      inputs[2 * row + 1] = row * 0.3 - 1;
      numbers[row] = row * row * 0.1;
      // Sorted, so that each batch has other classes.
      labels[row] = row / 4;
    }
    return new TensorDataset(
        List.of(Tensor.of(inputs, ROWS, 2)),
        List.of(Tensor.of(numbers, ROWS, 1), Tensor.of(labels, ROWS)));
  }

  private static JointLoss loss() {
    Tensor weights = Tensor.of(new double[] {0.2, 1, 30});
    CrossEntropyLoss weighted =
        new CrossEntropyLoss(CrossEntropyLossOptions.defaults().withClassWeights(weights));
    return new JointLoss(new MSELoss(), weighted).withWeights(0.5, 2);
  }

  private static double ofAllRows(Loss loss) {
    TensorDataset rows = rows();
    try (Autograd.Guard mode = Autograd.noGrad();
        DataLoader all = DataLoader.of(rows, DataLoader.Options.of(ROWS))) {
      var batch = all.iterator().next();
      return loss.forward(new TwoHeads().forwardAll(batch.inputArray()), batch.targetList()).item();
    }
  }

  @ParameterizedTest
  @CsvSource({"ON", "OFF"})
  void evaluationIsThatOfAllRows(CompileMode compile) {
    double expected = ofAllRows(loss());
    for (int size : BATCH_SIZES) {
      try (DataLoader loader = DataLoader.of(rows(), DataLoader.Options.of(size))) {
        Map<String, Double> scores =
            Evaluator.scores(
                new TwoHeads(), loss(), loader, List.of(), UnaryOperator.identity(), compile);
        assertEquals(expected, scores.get("loss"), 1e-12, size + " rows");
      }
    }
  }

  /** Trains at a rate that changes nothing, so that the epoch's mean is of one model. */
  @ParameterizedTest
  @CsvSource({"ON, 1, false", "OFF, 1, false", "ON, 2, false", "OFF, 3, false", "ON, 2, true"})
  void trainingAndValidationAreThoseOfAllRows(CompileMode compile, int shards, boolean threads) {
    double expected = ofAllRows(loss());
    for (int size : BATCH_SIZES) {
      TwoHeads model = new TwoHeads();
      TrainerOptions options = TrainerOptions.of(2).withShards(shards).withCompile(compile);
      List<Double> shown = new ArrayList<>();
      Callback display =
          new Callback() {
            @Override
            public void batchFinished(BatchFinished event) {
              if (event.phase() == Phase.TRAIN && event.batch() == event.batches()) {
                shown.add(event.meanLoss());
              }
            }
          };
      Trainer trainer =
          new Trainer(model, loss(), new SGD(model.parameters(), 0), options).with(display);
      try (DataLoader train = DataLoader.of(rows(), DataLoader.Options.of(size).withShuffle(size));
          DataLoader validation = DataLoader.of(rows(), DataLoader.Options.of(size))) {
        TrainResult result =
            (threads ? trainer.with(new Threads(2)) : trainer).fit(train, validation);
        Map<String, Double> scores = result.last().scores();
        assertEquals(expected, scores.get("train_loss"), 1e-12, size + " rows");
        assertEquals(expected, scores.get("validation_loss"), 1e-12, size + " rows");
        assertEquals(2, shown.size());
        assertEquals(expected, shown.get(1), 1e-12, size + " rows");
      }
    }
  }

  /** Counted by rows, batches of one row would give each class the same. */
  @Test
  void countingByRowsWouldBeAnotherNumber() {
    JointLoss loss = loss();
    double byRows = 0;
    try (DataLoader loader = DataLoader.of(rows(), DataLoader.Options.of(1));
        Autograd.Guard mode = Autograd.noGrad()) {
      TwoHeads model = new TwoHeads();
      for (var batch : loader) {
        byRows +=
            loss.forward(model.forwardAll(batch.inputArray()), batch.targetList()).item() / ROWS;
      }
    }
    assertTrue(Math.abs(byRows - ofAllRows(loss)) > 0.01, byRows + " is " + ofAllRows(loss));
    assertTrue(loss.isWeightedMean());
  }

  /** A run that is saved inside an epoch goes on with each mean. */
  @Test
  void theSumsOfAnEpochAreSavedAndReadBack() {
    MeanLoss two = new MeanLoss(List.of(3.0, 8.0), List.of(2.0, 0.5));
    assertEquals(two, MeanLoss.of(two.numbers()));
    assertEquals(3.0 / 2 + 8 / 0.5, two.value());
    assertEquals(MeanLoss.NONE, MeanLoss.of(MeanLoss.NONE.numbers()));
    assertEquals(2, MeanLoss.NONE.numbers().length);
  }
}
