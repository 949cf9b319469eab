package dev.jacobian.models;

import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.ELU;
import dev.jacobian.nn.GELU;
import dev.jacobian.nn.LeakyReLU;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Mish;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.SiLU;
import dev.jacobian.nn.Sigmoid;
import dev.jacobian.nn.Softsign;
import dev.jacobian.nn.Tanh;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.Option;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.OptionRanges;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A multilayer perceptron: linear layers with an activation, and dropout if asked for, between
 * them. Input {@code [..., inputs]}, output {@code [..., outputs]}: numbers of a regression, or the
 * logits of classes. Parameters are named {@code layers.0.weight} and so on.
 */
public final class MLP extends Module {
  private final Sequential layers;

  /** The function between two linear layers. */
  public enum Activation {
    /** {@code max(x, 0)}. */
    RELU,
    /** The hyperbolic tangent. */
    TANH,
    /** The logistic function. */
    SIGMOID,
    /** The Gaussian error linear unit. */
    GELU,
    /** {@code x / (1 + |x|)}. */
    SOFTSIGN,
    /** The sigmoid linear unit {@code x / (1 + e^-x)}. */
    SILU,
    /** {@code x} above 0, {@code 0.01 x} below. */
    LEAKY_RELU,
    /** {@code x} above 0, {@code e^x - 1} below. */
    ELU,
    /** {@code x * tanh(ln(1 + e^x))}. */
    MISH;

    /** Returns a new layer that applies it. */
    public Module newLayer() {
      return switch (this) {
        case RELU -> new ReLU();
        case TANH -> new Tanh();
        case SIGMOID -> new Sigmoid();
        case GELU -> new GELU();
        case SOFTSIGN -> new Softsign();
        case SILU -> new SiLU();
        case LEAKY_RELU -> new LeakyReLU();
        case ELU -> new ELU();
        case MISH -> new Mish();
      };
    }
  }

  /**
   * The form of an MLP.
   *
   * @param inputs number of features
   * @param hidden size of each hidden layer, from the input on
   * @param outputs number of outputs or classes
   * @param activation the function after each hidden layer
   * @param dropout probability that an activation is dropped in training
   * @param dtype float32 or float64
   */
  public record Options(
      int inputs,
      @Option(min = 1, max = 1 << 20, required = true) List<Integer> hidden,
      int outputs,
      @Option Activation activation,
      @Option(min = 0, below = 1) double dropout,
      DType dtype) {

    /** Checks the numbers and copies the list. */
    public Options {
      hidden = List.copyOf(hidden);
      OptionRanges.require(Options.class, inputs, hidden, outputs, activation, dropout, dtype);
      if (inputs < 1 || outputs < 1) {
        throw new OptionException(
            "MLP: " + inputs + " inputs, " + outputs + " outputs", "1 or more of both");
      }
      if (!dtype.isFloating()) {
        throw new DTypeException("MLP: dtype " + dtype, "float32 or float64");
      }
    }

    /** Returns the form with ReLU, without dropout, in float32. */
    public static Options of(int inputs, List<Integer> hidden, int outputs) {
      return new Options(inputs, hidden, outputs, Activation.RELU, 0, DType.FLOAT32);
    }

    /** Returns this form with another number of features. */
    public Options withInputs(int value) {
      return new Options(value, hidden, outputs, activation, dropout, dtype);
    }

    /** Returns this form with another number of outputs. */
    public Options withOutputs(int value) {
      return new Options(inputs, hidden, value, activation, dropout, dtype);
    }

    /** Returns this form with another activation. */
    public Options withActivation(Activation value) {
      return new Options(inputs, hidden, outputs, value, dropout, dtype);
    }

    /** Returns this form with dropout after each hidden layer. */
    public Options withDropout(double value) {
      return new Options(inputs, hidden, outputs, activation, value, dtype);
    }

    /** Returns this form with parameters of another type. */
    public Options withDtype(DType value) {
      return new Options(inputs, hidden, outputs, activation, dropout, value);
    }
  }

  /** Makes a network, initialised from the thread's default generator. */
  public MLP(Options options) {
    this(options, Generator.threadDefault());
  }

  /** Makes a network; {@code generator} initialises it and draws its dropout. */
  public MLP(Options options, Generator generator) {
    super("MLP(" + options.inputs + ", " + options.hidden + ", " + options.outputs + ")");
    layers = register("layers", chain(options, generator));
  }

  /** Makes the layers of a network. */
  static Sequential chain(Options options, Generator generator) {
    LinearOptions linear = LinearOptions.defaults().withDtype(options.dtype);
    List<Module> chain = new ArrayList<>();
    int width = options.inputs;
    for (int size : options.hidden) {
      chain.add(new Linear(width, size, linear, generator));
      chain.add(options.activation.newLayer());
      if (options.dropout > 0) {
        chain.add(new Dropout(options.dropout, generator));
      }
      width = size;
    }
    chain.add(new Linear(width, options.outputs, linear, generator));
    return new Sequential(chain.toArray(Module[]::new));
  }

  /** Returns the layers, for example to convert them. */
  public Sequential layers() {
    return layers;
  }

  @Override
  public Tensor forward(Tensor input) {
    return layers.forward(input);
  }
}
