package dev.jacobian.benchmarks.worker;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.benchmarks.work.LargeTask;
import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.table.CsvDataset;
import dev.jacobian.data.table.MappedDataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.trainers.Trainer;
import dev.jacobian.trainers.TrainerOptions;
import java.nio.file.Path;
import java.util.stream.LongStream;

/**
 * Trains on a file that is larger than the heap, as a user would, and says what it took: makes the
 * row cache of a CSV file and trains from it: an epoch shuffled, one in windows, one in order.
 */
public final class LargeFileTraining {
  private LargeFileTraining() {}

  /**
   * Runs.
   *
   * @param args the CSV file, the cache, the number of loader workers
   */
  public static void main(String[] args) {
    Path csv = Path.of(args[0]);
    Path cache = Path.of(args[1]);
    DataLoader.Options batches =
        DataLoader.Options.of(LargeTask.BATCH).withWorkers(Integer.parseInt(args[2]));
    CsvDataset.Options options = CsvDataset.Options.defaults().withTargets(LargeTask.TARGET);

    MemoryWatch making = MemoryWatch.start();
    MappedDataset rows = MappedDataset.of(csv, options, cache);
    answer(making);
    DataLoader.Options shuffled = batches.withShuffle(LargeTask.SHUFFLE_SEED);
    train(rows, shuffled);
    train(rows, shuffled.withShuffleWindow(LargeTask.SHUFFLE_WINDOW));
    train(rows, batches);
  }

  private static void train(MappedDataset rows, DataLoader.Options batches) {
    Linear model = new Linear(LargeTask.FEATURES, 1);
    SGD optimizer = new SGD(model.parameters(), LargeTask.LEARNING_RATE);
    MemoryWatch training = MemoryWatch.start();
    try (DataLoader loader = DataLoader.of(rows, batches)) {
      new Trainer(model, new MSELoss(), optimizer, TrainerOptions.of(1)).fit(loader);
    }
    answer(training);
    System.out.println(Protocol.MARK + Protocol.CHECK + " " + loss(model, rows));
  }

  private static void answer(MemoryWatch watch) {
    watch.close();
    System.out.println(Protocol.MARK + Protocol.TOOK + " " + watch.line());
  }

  private static double loss(Linear model, MappedDataset rows) {
    try (MemoryScope scope = MemoryScope.open();
        Autograd.Guard noGrad = Autograd.noGrad()) {
      long judged = Math.min(LargeTask.JUDGED_ROWS, rows.size());
      Batch batch = rows.gather(LongStream.range(0, judged).toArray());
      return new MSELoss().forward(model.forward(batch.inputs()), batch.targets()).item();
    }
  }
}
