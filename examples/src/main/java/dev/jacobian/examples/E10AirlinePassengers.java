package dev.jacobian.examples;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.nn.LSTM;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.RecurrentOptions;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.Locale;

/**
 * A recurrent network that forecasts two years of airline passengers, month after month, from its
 * own forecasts: it sees nothing of these years.
 */
public final class E10AirlinePassengers implements Example {
  private static final int YEAR = 12;
  private static final int FORECAST = 2 * YEAR;
  private static final int HIDDEN = 16;
  private static final int STEPS = 300;

  /** Changes of a month, as logarithms, are about 0.1; so much larger ones are learned faster. */
  private static final float SCALE = 5;

  /** Runs this program. */
  public static void main(String[] args) {
    Example.main(new E10AirlinePassengers());
  }

  /** What comes after the last of a sequence: the state at its end, through a linear layer. */
  private static final class Forecaster extends Module {
    private final LSTM lstm;
    private final Linear head;

    Forecaster(Generator generator) {
      lstm =
          register(
              "lstm",
              new LSTM(1, HIDDEN, RecurrentOptions.defaults().withBatchFirst(true), generator));
      head = register("head", new Linear(HIDDEN, 1, generator));
    }

    @Override
    public Tensor forward(Tensor input) {
      return head.forward(lstm.forward(input).select(1, YEAR - 1));
    }
  }

  @Override
  public String title() {
    return "An LSTM that forecasts airline passengers";
  }

  @Override
  public Outcome run(PrintStream out) {
    double[] passengers =
        RegressionTable.read("data/airline.csv", "passengers").y().flatten().toDoubleArray();
    int known = passengers.length - FORECAST;
    float[] logs = new float[passengers.length];
    for (int i = 0; i < known; i++) {
      logs[i] = (float) Math.log(passengers[i]);
    }
    // A row for each month after the first year: the year before it, and the month itself.
    int rows = known - YEAR;
    float[] years = new float[rows * YEAR];
    float[] next = new float[rows];
    for (int i = 0; i < rows; i++) {
      System.arraycopy(changes(logs, YEAR + i), 0, years, i * YEAR, YEAR);
      next[i] = SCALE * (logs[YEAR + i] - logs[YEAR + i - 1]);
    }
    Tensor inputs = Tensor.of(years, rows, YEAR, 1);
    Tensor targets = Tensor.of(next, rows, 1);

    Forecaster model = new Forecaster(new Generator(1));
    CompiledStep step = CompiledStep.of(model, new MSELoss(), new Adam(model.parameters(), 1e-2));
    for (int i = 1; i <= STEPS; i++) {
      float loss = step.run(inputs, targets);
      if (i % 100 == 0) {
        out.printf(Locale.ROOT, "step %d  loss %.4f%n", i, loss);
      }
    }

    try (Autograd.Guard guard = Autograd.noGrad()) {
      for (int i = known; i < logs.length; i++) {
        Tensor year = Tensor.of(changes(logs, i), 1, YEAR, 1);
        logs[i] = logs[i - 1] + (float) model.forward(year).item() / SCALE;
      }
    }
    double squares = 0;
    double naive = 0;
    out.println("month    passengers  forecast");
    for (int i = known; i < logs.length; i++) {
      double forecast = Math.exp(logs[i]);
      out.printf(
          Locale.ROOT,
          "%d-%02d  %10.0f  %8.0f%n",
          1949 + i / YEAR,
          i % YEAR + 1,
          passengers[i],
          forecast);
      squares += Math.pow(forecast - passengers[i], 2);
      naive += Math.pow(passengers[i - YEAR] - passengers[i], 2);
    }
    return Outcome.atMost(
        "root mean squared error, beside that of the month a year before",
        Math.sqrt(squares / FORECAST),
        Math.sqrt(naive / FORECAST));
  }

  /** Returns the year before a month, as changes to its last month. */
  private static float[] changes(float[] logs, int month) {
    float[] year = Arrays.copyOfRange(logs, month - YEAR, month);
    for (int i = 0; i < YEAR; i++) {
      year[i] = SCALE * (year[i] - logs[month - 1]);
    }
    return year;
  }
}
