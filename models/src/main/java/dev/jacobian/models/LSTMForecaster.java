package dev.jacobian.models;

import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.LSTM;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.RecurrentOptions;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;

/**
 * A recurrent network that tells what follows in a series. Input: windows {@code [n, window *
 * columns]}, step after step, the targets first in each; output: {@code [n, horizon * targets]},
 * step after step.
 *
 * <p>What it tells is the change since the last step that is seen, and it sees targets as their
 * distance from there: {@code y = x_t + head(lstm(x - x_t))}. So a series may grow beyond what it
 * was in training. Parameters are called {@code rnn.weight_ih_l0}, {@code head.weight} and so on.
 */
public final class LSTMForecaster extends Module {
  private final LSTMForecasterOptions options;
  private final LSTM rnn;
  private final Dropout drop;
  private final Linear head;

  /** Makes a model, initialised from the thread's default generator. */
  public LSTMForecaster(LSTMForecasterOptions options) {
    this(options, Generator.threadDefault());
  }

  /** Makes a model with the layers' own initialisation; {@code generator} draws its dropout too. */
  public LSTMForecaster(LSTMForecasterOptions options, Generator generator) {
    super(
        "LSTMForecaster("
            + options.window()
            + " to "
            + options.horizon()
            + " steps, "
            + options.hiddenSize()
            + " features)");
    this.options = options;
    RecurrentOptions layers =
        RecurrentOptions.defaults()
            .withLayers(options.numLayers())
            .withBatchFirst(true)
            .withDropout(options.dropout())
            .withDtype(options.dtype());
    rnn = register("rnn", new LSTM(options.columns(), options.hiddenSize(), layers, generator));
    drop = register("drop", new Dropout(options.dropout(), generator));
    head =
        register(
            "head",
            new Linear(
                options.hiddenSize(),
                options.horizon() * options.targets(),
                LinearOptions.defaults().withDtype(options.dtype()),
                generator));
  }

  /** Returns the form. */
  public LSTMForecasterOptions options() {
    return options;
  }

  @Override
  public Tensor forward(Tensor windows) {
    int steps = options.window();
    int columns = options.columns();
    if (windows.shape().rank() != 2 || windows.size(1) != (long) steps * columns) {
      throw named(
          new ShapeException(
              "input " + windows.shape(),
              "[n, "
                  + steps * columns
                  + "]: windows of "
                  + steps
                  + " steps with "
                  + columns
                  + " columns each"));
    }
    Tensor seen = windows.reshape(-1, steps, columns);
    Tensor last = seen.slice(1, steps - 1, steps).slice(2, 0, options.targets());
    Tensor targets = seen.slice(2, 0, options.targets()).sub(last);
    Tensor relative =
        columns == options.targets()
            ? targets
            : Tensor.concat(2, targets, seen.slice(2, options.targets(), columns));
    Tensor change = head.forward(drop.forward(rnn.forward(relative).select(1, steps - 1)));
    return change.reshape(-1, options.horizon(), options.targets()).add(last).flatten(1);
  }
}
