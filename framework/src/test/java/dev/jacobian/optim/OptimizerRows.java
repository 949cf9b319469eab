package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Every optimizer with the options that change what it computes, by a name. */
public final class OptimizerRows {
  private OptimizerRows() {}

  private static List<OptimizerOptions<?>> others() {
    NAdam.Options nadam = NAdam.Options.of(0.1).withWeightDecay(0.1);
    RAdam.Options radam = RAdam.Options.of(0.1).withWeightDecay(0.1);
    return List.of(
        SGD.Options.of(0.1).withMaximize(true),
        Adam.Options.of(0.1).withAmsgrad(true),
        AdamW.options(0.1).withAmsgrad(true).withMaximize(true),
        RMSprop.Options.of(0.1),
        new RMSprop.Options(0.1, 0.9, 1e-3, 0.1, 0.8, true, false),
        Adagrad.Options.of(0.1),
        new Adagrad.Options(0.2, 0.05, 0.1, 0.3, 1e-10, false),
        nadam,
        nadam.withDecoupledWeightDecay(true),
        radam,
        radam.withBetas(0.9, 0.9).withDecoupledWeightDecay(true),
        Lion.Options.of(0.1).withWeightDecay(0.1),
        Adafactor.Options.of(0.1).withWeightDecay(0.1),
        Adadelta.Options.of(0.1).withWeightDecay(0.1),
        Adamax.Options.of(0.1).withWeightDecay(0.1),
        new ASGD.Options(0.1, 0.02, 0.6, 4, 0.1, false),
        Rprop.Options.of(0.1).withSteps(0.01, 0.15));
  }

  /** Returns what makes the optimizers. */
  public static Map<String, Function<List<Parameter>, Optimizer>> all() {
    Map<String, Function<List<Parameter>, Optimizer>> all = new TreeMap<>();
    SGD.Options sgd = SGD.Options.of(0.1);
    all.put("plain", list -> new SGD(list, sgd));
    all.put("sgd", list -> new SGD(list, sgd.withWeightDecay(0.1)));
    all.put("momentum", list -> new SGD(list, sgd.withMomentum(0.9)));
    all.put("dampening", list -> new SGD(list, sgd.withMomentum(0.9).withDampening(0.4)));
    all.put("nesterov", list -> new SGD(list, sgd.withMomentum(0.9).withNesterov(true)));
    all.put("adam", list -> new Adam(list, Adam.Options.of(0.1).withWeightDecay(0.1)));
    all.put("adamW", list -> new AdamW(list, AdamW.options(0.1).withWeightDecay(0.2)));
    for (OptimizerOptions<?> options : others()) {
      all.put(options.toString(), options::optimizer);
    }
    return all;
  }
}
