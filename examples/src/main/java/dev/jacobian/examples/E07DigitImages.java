package dev.jacobian.examples;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.models.MLP;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;

/** A network that reads digits: thousands of pictures drawn with the JDK's fonts, no two alike. */
public final class E07DigitImages implements Example {
  private static final int TRAINING = 6000;
  private static final int HELD_OUT = 1000;
  private static final int CLASSES = 10;
  private static final int PIXELS = DigitPainter.SIDE * DigitPainter.SIDE;
  private static final int EPOCHS = 6;
  private static final String SHADES = " .:-=+*#%@";

  /** Runs this program. */
  public static void main(String[] args) {
    Example.main(new E07DigitImages());
  }

  @Override
  public String title() {
    return "A network that reads digit images";
  }

  @Override
  public Outcome run(PrintStream out) {
    DigitPainter.problem()
        .ifPresent(
            problem -> {
              throw new IllegalStateException(problem);
            });
    Batch training = draw(TRAINING, new Generator(1));
    Batch heldOut = draw(HELD_OUT, new Generator(2));
    out.println(
        "one of " + TRAINING + " training images, a " + training.targets().toLongArray()[0] + ":");
    print(out, training.inputs().get(0).toFloatArray());

    MLP model = new MLP(MLP.Options.of(PIXELS, List.of(128), CLASSES), new Generator(3));
    CrossEntropyLoss lossFn = new CrossEntropyLoss();
    Adam optimizer = new Adam(model.parameters(), 1e-3);
    TensorDataset dataset = new TensorDataset(training.inputs(), training.targets());
    double accuracy = 0;
    try (DataLoader loader = DataLoader.of(dataset, DataLoader.Options.of(64).withShuffle(4))) {
      for (int epoch = 1; epoch <= EPOCHS; epoch++) {
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
        accuracy = accuracy(model, heldOut);
        out.printf(
            Locale.ROOT,
            "epoch %d  loss %.4f  held-out accuracy %.3f%n",
            epoch,
            sum / loader.batchesPerEpoch(),
            accuracy);
      }
    }
    return Outcome.atLeast("accuracy on " + HELD_OUT + " held-out images", accuracy, 0.97);
  }

  /** Draws images {@code [count, PIXELS]} with their labels {@code [count]}, digits in turn. */
  private static Batch draw(int count, Generator generator) {
    DigitPainter painter = new DigitPainter(generator);
    float[] pixels = new float[count * PIXELS];
    long[] labels = new long[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % CLASSES;
      painter.paint((int) labels[i], pixels, i * PIXELS);
    }
    return new Batch(Tensor.of(pixels, count, PIXELS), Tensor.of(labels));
  }

  private static double accuracy(MLP model, Batch data) {
    try (Autograd.Guard guard = Autograd.noGrad()) {
      Tensor predicted = model.forward(data.inputs()).argmax(1);
      return predicted.eq(data.targets()).to(DType.FLOAT32).mean().item();
    }
  }

  private static void print(PrintStream out, float[] image) {
    for (int row = 2; row < DigitPainter.SIDE - 2; row++) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < DigitPainter.SIDE; column++) {
        float pixel = image[row * DigitPainter.SIDE + column];
        line.append(SHADES.charAt(Math.min(SHADES.length() - 1, (int) (pixel * SHADES.length()))));
      }
      out.println(line.toString().stripTrailing());
    }
  }
}
