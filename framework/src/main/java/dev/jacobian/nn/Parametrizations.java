package dev.jacobian.nn;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Parameters that are computed from others, in known ways or by modules of users. Where a layer
 * reads its weight, it is computed anew; what is trained and saved in the weight's place has
 * PyTorch's names, such as {@code parametrizations.weight.original0}. Parametrize layers before an
 * optimizer is made of them.
 *
 * <pre>{@code
 * Linear layer = Parametrizations.weightNorm(new Linear(20, 40));
 * }</pre>
 */
public final class Parametrizations {
  private static final String CHILD = "parametrizations";
  private static final String WEIGHT = "weight";

  private Parametrizations() {}

  /** Modules by the names of what they compute. */
  private static final class ParametrizationDict extends Module {
    private final Map<String, Parameter> computed = new LinkedHashMap<>();

    ParametrizationDict() {
      super("ParametrizationDict()");
    }
  }

  /**
   * What {@link #spectralNorm} may be asked for.
   *
   * @param rounds of the power method at each use in training; PyTorch's {@code n_power_iterations}
   * @param epsilon the least length that is divided by
   */
  public record SpectralOptions(int rounds, double epsilon) {
    /** Checks the rounds. */
    public SpectralOptions {
      if (rounds < 1) {
        throw new OptionException("spectralNorm: " + rounds + " rounds", "1 or more");
      }
    }

    /** Returns PyTorch's defaults: 1 round, epsilon 1e-12. */
    public static SpectralOptions defaults() {
      return new SpectralOptions(1, 1e-12);
    }

    /** Returns these options with another number of rounds. */
    public SpectralOptions withRounds(int value) {
      return new SpectralOptions(value, epsilon);
    }

    /** Returns these options with another epsilon. */
    public SpectralOptions withEpsilon(double value) {
      return new SpectralOptions(rounds, value);
    }
  }

  /** Normalises the {@code weight} of a module along its first axis. */
  public static <M extends Module> M weightNorm(M module) {
    return weightNorm(module, WEIGHT, 0);
  }

  /**
   * Has a parameter computed from its lengths and directions: {@code w = g v / |v|}, with a length
   * g for each place along an axis. What is trained is {@code original0}, g, and {@code original1},
   * v. Source: Salimans and Kingma, NeurIPS 2016. PyTorch equivalent: {@code
   * torch.nn.utils.parametrizations.weight_norm}.
   *
   * @param name of a parameter of the module itself
   * @param axis the one with lengths, from the end if it is negative
   * @return the module
   * @throws OptionException if the module has no such parameter, or it is shared or computed
   *     already
   */
  public static <M extends Module> M weightNorm(M module, String name, int axis) {
    return parametrize(module, name, weight -> new WeightNorm(weight, weight.shape().axis(axis)));
  }

  /** Normalises the {@code weight} of a module with PyTorch's defaults. */
  public static <M extends Module> M spectralNorm(M module) {
    return spectralNorm(module, WEIGHT, SpectralOptions.defaults(), Generator.threadDefault());
  }

  /**
   * Has a parameter divided by its largest singular value, as a matrix with the outputs as rows.
   * What is trained is {@code original}; singular vectors are kept and come nearer to the right
   * ones at each use in training. Source: Miyato et al., ICLR 2018. PyTorch equivalent: {@code
   * torch.nn.utils.parametrizations.spectral_norm}.
   *
   * @param name of a parameter of the module itself, of two axes or more
   * @param generator of the first singular vectors
   * @return the module
   * @throws OptionException if the module has no such parameter, or it is shared or computed
   *     already
   * @throws ShapeException if it has fewer than two axes
   */
  public static <M extends Module> M spectralNorm(
      M module, String name, SpectralOptions options, Generator generator) {
    return parametrize(
        module,
        name,
        weight -> {
          if (weight.shape().rank() < 2) {
            throw module.named(
                new ShapeException(
                    "a spectral norm of " + name + " " + weight.shape(), "two axes or more"));
          }
          return new SpectralNorm(
              weight,
              module instanceof ConvTranspose ? 1 : 0,
              options.rounds(),
              options.epsilon(),
              generator);
        });
  }

  /**
   * Has a parameter computed by a module from what it was: {@code w = module.forward(original)}, of
   * the same shape. What is trained is {@code original}, unless it was frozen, and the module's own
   * parameters, as {@code 0} beside it; a module that is registered for the same parameter later
   * gets what the first one gives. So layers of any model are adapted, such as by low ranks (Hu et
   * al., "LoRA", ICLR 2022):
   *
   * <pre>{@code
   * final class LoRA extends Module {
   *   private final Parameter a;
   *   private final Parameter b;
   *
   *   LoRA(Linear layer, int rank) {
   *     a = registerParameter("a", Tensor.randn(rank, layer.inFeatures()).mul(0.01));
   *     b = registerParameter("b", Tensor.zeros(layer.outFeatures(), rank));
   *   }
   *
   *   public Tensor forward(Tensor weight) {
   *     return weight.add(b.tensor().matmul(a.tensor()));
   *   }
   * }
   *
   * model.setRequiresGrad(false);
   * model.apply(
   *     module -> {
   *       if (module instanceof Linear layer) {
   *         Parametrizations.register(layer, "weight", new LoRA(layer, 4));
   *       }
   *     });
   * }</pre>
   *
   * PyTorch equivalent: {@code torch.nn.utils.parametrize.register_parametrization}.
   *
   * @param name of a parameter of the module itself
   * @return the module
   * @throws OptionException if the module has no such parameter, or it is shared or computed in
   *     another way
   * @throws ShapeException if what the module gives has another shape
   */
  public static <M extends Module> M register(M module, String name, Module parametrization) {
    if (module.ownChildren().get(CHILD) instanceof ParametrizationDict all
        && all.ownChildren().get(name) instanceof Registered found) {
      requireItsShape(module, name, found.value(), parametrization);
      found.append(parametrization);
      return module;
    }
    return parametrize(
        module,
        name,
        weight -> {
          requireItsShape(module, name, weight, parametrization);
          Registered made = new Registered(weight);
          made.append(parametrization);
          return made;
        });
  }

  private static void requireItsShape(
      Module module, String name, Tensor weight, Module parametrization) {
    Shape given;
    try (Autograd.Guard mode = Autograd.noGrad()) {
      given = parametrization.call(weight).shape();
    }
    if (!given.equals(weight.shape())) {
      throw module.named(
          new ShapeException(
              parametrization
                  + " gives "
                  + given
                  + " for the parameter '"
                  + name
                  + "' "
                  + weight.shape(),
              "its shape"));
    }
  }

  private static <M extends Module> M parametrize(
      M module, String name, Function<Tensor, Parametrization> maker) {
    Parameter parameter = module.ownParameters().get(name);
    if (parameter == null) {
      boolean isComputed =
          module.ownChildren().get(CHILD) instanceof ParametrizationDict all
              && all.computed.containsKey(name);
      throw module.named(
          new OptionException(
              isComputed
                  ? "the parameter '" + name + "' is computed already"
                  : "no parameter '" + name + "'",
              "one of " + module.ownParameters().keySet()));
    }
    if (parameter.isShared()) {
      throw module.named(
          new OptionException(
              "the parameter '" + name + "' belongs to other modules too",
              "one of this module alone"));
    }
    Parametrization made = maker.apply(parameter.tensor());
    if (!parameter.isTrainable()) {
      made.ownParameters().values().forEach(own -> own.tensor().setRequiresGrad(false));
    }
    ParametrizationDict all =
        module.ownChildren().get(CHILD) instanceof ParametrizationDict found
            ? found
            : module.register(CHILD, new ParametrizationDict());
    all.register(name, made);
    all.computed.put(name, parameter);
    module.dropParameter(name);
    parameter.computeBy(made);
    return module;
  }

  /**
   * Makes a computed parameter one of the module again, with the value that it has now. PyTorch
   * equivalent: {@code torch.nn.utils.parametrize.remove_parametrizations}.
   *
   * @throws OptionException if it is not computed
   */
  public static <M extends Module> M remove(M module, String name) {
    Parameter computed =
        module.ownChildren().get(CHILD) instanceof ParametrizationDict all
            ? all.computed.remove(name)
            : null;
    if (computed == null) {
      throw module.named(
          new OptionException(
              "the parameter '" + name + "' is not computed", "one that was parametrized"));
    }
    Module all = module.getSubmodule(CHILD);
    all.dropChild(name);
    if (all.children().isEmpty()) {
      module.dropChild(CHILD);
    }
    module.registerParameter(name, computed.endComputing());
    return module;
  }
}
