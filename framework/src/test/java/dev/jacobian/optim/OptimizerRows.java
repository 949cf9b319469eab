package dev.jacobian.optim;

import dev.jacobian.nn.Parameter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Every optimizer with the options that change what it computes, by a name. */
public final class OptimizerRows {
  private OptimizerRows() {}

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
    all.put("adamW", list -> new AdamW(list, AdamW.Options.of(0.1).withWeightDecay(0.2)));
    return all;
  }
}
