package dev.jacobian.examples;

import dev.jacobian.device.Device;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.io.PrintStream;

/** The training loop as in PyTorch: a linear layer learns the rule behind noisy data. */
public final class E02TrainingLoop implements Example {
  private static final int STEPS = 1000;
  private static final double NOISE = 0.1;

  /** Runs this program. */
  public static void main(String[] args) {
    Example.main(new E02TrainingLoop());
  }

  @Override
  public String title() {
    return "The training loop";
  }

  @Override
  public Outcome run(PrintStream out) {
    Generator generator = new Generator(1);
    Linear model = new Linear(10, 1, generator);
    if (Device.cudaAvailable()) {
      model.cuda();
    }
    Tensor rule = Tensor.randn(generator, 10, 1);
    Tensor inputs = Tensor.randn(generator, 64, 10);
    Tensor noise = Tensor.randn(generator, 64, 1).mul(NOISE);
    Tensor x = inputs.to(model.device());
    Tensor y = inputs.matmul(rule).add(noise).to(model.device());

    MSELoss lossFn = new MSELoss();
    SGD optimizer = new SGD(model.parameters(), 0.05);
    double last = Double.NaN;
    for (int i = 1; i <= STEPS; i++) {
      Tensor prediction = model.forward(x);
      Tensor loss = lossFn.forward(prediction, y);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      if (i == 1 || i % 200 == 0) {
        last = loss.item();
        out.printf("step %4d  loss %.6f%n", i, last);
      }
    }
    out.println("rule     = " + rule.flatten());
    out.println("learned  = " + model.weight().tensor().detach().cpu().flatten());
    return Outcome.atMost("mean squared error, noise included", last, NOISE * NOISE);
  }
}
