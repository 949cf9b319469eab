package dev.jacobian.examples;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.Splits;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.image.RandomCrop;
import dev.jacobian.data.image.RandomRotation;
import dev.jacobian.data.image.TransformedImages;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.BatchNorm2d;
import dev.jacobian.nn.Conv2d;
import dev.jacobian.nn.ConvOptions;
import dev.jacobian.nn.Flatten;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.MaxPool2d;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.schedule.CosineAnnealingLR;
import dev.jacobian.optim.schedule.LRScheduler;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;

/**
 * A convolutional network on 1,797 handwritten digits, which are turned and shifted in training.
 */
public final class E09HandwrittenDigits implements Example {
  private static final int CLASSES = 10;

  private final int epochs;
  private final int most;

  /** Makes the program. */
  public E09HandwrittenDigits() {
    this(15, Integer.MAX_VALUE);
  }

  /**
   * Makes a shorter one.
   *
   * @param epochs a multiple of 3
   * @param most how many images are used, if there are more
   */
  E09HandwrittenDigits(int epochs, int most) {
    this.epochs = epochs;
    this.most = most;
  }

  /** Runs this program. */
  public static void main(String[] args) {
    Example.main(new E09HandwrittenDigits());
  }

  @Override
  public String title() {
    return "A convolutional network on handwritten digits";
  }

  @Override
  public Outcome run(PrintStream out) {
    RegressionTable table = RegressionTable.read("data/digits.csv", "digit");
    long count = Math.min(most, table.x().size(0));
    Tensor pixels = table.x().slice(0, 0, count).to(DType.FLOAT32).div(16);
    Tensor labels = table.y().slice(0, 0, count).to(DType.INT64).flatten();
    TensorDataset digits = new TensorDataset(pixels.reshape(count, 1, 8, 8), labels);
    List<? extends Dataset> parts = Splits.stratified(digits, 1, 0.8, 0.2);
    Batch heldOut = all(parts.get(1));

    Generator.manualSeed(2);
    ConvOptions same = ConvOptions.defaults().withPadding(1);
    Sequential model =
        new Sequential(
            new Conv2d(1, 32, 3, same),
            new BatchNorm2d(32),
            new ReLU(),
            new MaxPool2d(2),
            new Conv2d(32, 64, 3, same),
            new BatchNorm2d(64),
            new ReLU(),
            new MaxPool2d(2),
            new Flatten(),
            new Linear(64 * 2 * 2, CLASSES));
    CrossEntropyLoss lossFn = new CrossEntropyLoss();
    Adam optimizer = new Adam(model.parameters(), 2e-3);
    LRScheduler schedule = new LRScheduler(optimizer, CosineAnnealingLR.of(epochs));
    Dataset augmented =
        new TransformedImages(parts.get(0), new RandomRotation(12), new RandomCrop(8, 8, 1));
    DataLoader.Options batches = DataLoader.Options.of(32).withShuffle(3).withWorkers(1);
    double accuracy = 0;
    try (DataLoader loader = DataLoader.of(augmented, batches)) {
      for (int epoch = 1; epoch <= epochs; epoch++) {
        double sum = 0;
        for (Batch batch : loader) {
          try (MemoryScope scope = MemoryScope.open()) {
            batch.releaseWith(scope);
            Tensor loss = lossFn.forward(model.forward(batch.inputs()), batch.targets());
            optimizer.zeroGrad();
            loss.backward();
            optimizer.step();
            sum += loss.item();
          }
        }
        schedule.step();
        if (epoch % 3 == 0) {
          accuracy = accuracy(model, heldOut);
          out.printf(
              Locale.ROOT,
              "epoch %2d  loss %.4f  held-out accuracy %.3f%n",
              epoch,
              sum / loader.batchesPerEpoch(),
              accuracy);
        }
      }
    }
    return Outcome.atLeast("accuracy on " + heldOut.size() + " held-out digits", accuracy, 0.985);
  }

  private static Batch all(Dataset dataset) {
    return dataset.gather(LongStream.range(0, dataset.size()).toArray());
  }

  private static double accuracy(Module model, Batch data) {
    model.eval();
    try (Autograd.Guard guard = Autograd.noGrad()) {
      Tensor predicted = model.forward(data.inputs()).argmax(1);
      return predicted.eq(data.targets()).to(DType.FLOAT32).mean().item();
    } finally {
      model.train();
    }
  }
}
