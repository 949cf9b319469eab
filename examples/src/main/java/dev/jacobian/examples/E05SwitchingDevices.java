package dev.jacobian.examples;

import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;
import dev.jacobian.device.DeviceSelection;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DeviceException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.io.PrintStream;
import java.util.Locale;

/** One program, several devices: only a word of configuration changes. */
public final class E05SwitchingDevices implements Example {
  private static final String[] SETTINGS = {"cpu", "auto", "cuda", "cuda:1"};

  /** Runs this program. */
  public static void main(String[] args) {
    Example.main(new E05SwitchingDevices());
  }

  @Override
  public String title() {
    return "Switching devices by configuration";
  }

  @Override
  public Outcome run(PrintStream out) {
    double largest = 0;
    double onCpu = train(Device.cpu());
    for (String setting : SETTINGS) {
      try {
        // A config file's "device: ..." line arrives here as this text.
        DeviceSelection.Choice choice = DeviceSelection.choose(setting, null);
        double loss = train(choice.device());
        largest = Math.max(largest, Math.abs(loss - onCpu) / onCpu);
        out.printf(Locale.ROOT, "device: %-7s -> %-7s loss %.6f%n", setting, choice.device(), loss);
      } catch (DeviceException e) {
        out.printf("device: %-7s -> refused: %s%n", setting, e.getMessage());
      }
    }
    out.println("cuda on this machine: " + Backends.problem(Device.cuda()).orElse("usable"));
    return Outcome.atMost("largest relative difference between devices", largest, 1e-4);
  }

  /** Trains the same model on a device; nothing else knows where it runs. */
  private static double train(Device device) {
    Generator generator = new Generator(7);
    Linear model = new Linear(8, 1, generator);
    Tensor x = Tensor.randn(generator, 256, 8).to(device);
    Tensor y = x.sum(true, 1);
    model.to(device);
    SGD optimizer = new SGD(model.parameters(), 0.02);
    MSELoss lossFn = new MSELoss();
    double last = Double.NaN;
    for (int i = 0; i < 50; i++) {
      Tensor loss = lossFn.forward(model.forward(x), y);
      optimizer.zeroGrad();
      loss.backward();
      optimizer.step();
      last = loss.item();
    }
    return last;
  }
}
