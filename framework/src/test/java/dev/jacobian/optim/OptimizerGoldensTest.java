package dev.jacobian.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jacobian.nn.Goldens;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.shape.DType;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptimizerGoldensTest {
  private static final Goldens GOLDENS = Goldens.load();
  private static final Map<String, Function<Linear, Optimizer>> OPTIMIZERS = optimizers();

  private static Map<String, Function<Linear, Optimizer>> optimizers() {
    Map<String, Function<Linear, Optimizer>> all = new TreeMap<>();
    SGD.Options sgd = SGD.Options.of(0.1);
    all.put("sgd", model -> new SGD(model.parameters(), 0.1));
    putSgd(all, "sgdDecay", sgd.withWeightDecay(0.05));
    putSgd(all, "sgdMomentum", sgd.withMomentum(0.9));
    putSgd(all, "sgdDampening", sgd.withMomentum(0.9).withDampening(0.3));
    putSgd(all, "sgdNesterov", sgd.withMomentum(0.9).withNesterov(true));
    putSgd(all, "sgdNesterovDecay", sgd.withMomentum(0.8).withNesterov(true).withWeightDecay(0.1));
    Adam.Options adam = Adam.Options.of(0.05);
    all.put("adam", model -> new Adam(model.parameters(), Adam.Options.defaults()));
    putAdam(all, "adamBetas", adam.withBetas(0.7, 0.95));
    putAdam(all, "adamEpsilon", adam.withEpsilon(0.01));
    putAdam(all, "adamDecay", adam.withWeightDecay(0.1));
    Adam.Options adamW = AdamW.options(0.05);
    all.put("adamW", model -> new AdamW(model.parameters(), 0.05));
    all.put("adamWDecay", model -> new AdamW(model.parameters(), adamW.withWeightDecay(0.3)));
    all.put("adamWNoDecay", model -> new AdamW(model.parameters(), adamW.withWeightDecay(0)));
    put(all, "sgdMaximize", SGD.Options.of(0.01).withMomentum(0.9).withMaximize(true));
    put(all, "adamAmsgrad", adam.withAmsgrad(true).withBetas(0.5, 0.6));
    put(all, "adamMaximize", adam.withWeightDecay(0.1).withMaximize(true));
    putAdam(all, "adamDecoupled", adam.withWeightDecay(0.3).withDecoupledWeightDecay(true));
    put(all, "adamWAmsgrad", adamW.withAmsgrad(true).withMaximize(true));
    put(all, "rmsprop", RMSprop.Options.defaults());
    put(all, "rmspropAll", new RMSprop.Options(0.02, 0.9, 1e-3, 0.1, 0.8, true, false));
    put(all, "adagrad", Adagrad.Options.defaults());
    put(all, "adagradAll", new Adagrad.Options(0.2, 0.05, 0.1, 0.3, 1e-10, false));
    NAdam.Options nadam = NAdam.Options.of(0.05).withWeightDecay(0.1);
    put(all, "nadam", NAdam.Options.defaults());
    put(all, "nadamAll", nadam.withBetas(0.8, 0.95).withMomentumDecay(0.05));
    put(all, "nadamDecoupled", nadam.withDecoupledWeightDecay(true));
    RAdam.Options radam = RAdam.Options.of(0.05).withWeightDecay(0.1);
    put(all, "radam", RAdam.Options.defaults());
    put(all, "radamAll", radam.withBetas(0.8, 0.9).withEpsilon(1e-4));
    put(all, "radamDecoupled", radam.withDecoupledWeightDecay(true).withMaximize(true));
    put(all, "lion", Lion.Options.defaults());
    put(all, "lionAll", Lion.Options.of(0.01).withBetas(0.8, 0.95).withWeightDecay(0.3));
    put(all, "adafactor", Adafactor.Options.defaults());
    put(all, "adafactorAll", new Adafactor.Options(0.1, -0.5, 0.5, 1.2, 0.1, false));
    put(all, "adadelta", Adadelta.Options.defaults());
    put(all, "adadeltaAll", new Adadelta.Options(0.5, 0.8, 1e-3, 0.1, false));
    put(all, "adamax", Adamax.Options.defaults());
    put(all, "adamaxAll", new Adamax.Options(0.05, 0.8, 0.9, 1e-3, 0.1, true));
    put(all, "asgd", ASGD.Options.defaults());
    put(all, "asgdAll", new ASGD.Options(0.1, 0.02, 0.6, 4, 0.1, false));
    put(all, "rprop", Rprop.Options.defaults());
    put(all, "rpropAll", new Rprop.Options(0.1, 0.4, 1.5, 0.01, 0.15, false));
    all.put(
        "groups",
        model ->
            new SGD(
                List.of(
                    new ParameterGroup<>(
                        List.of(model.weight()), SGD.Options.of(0.02).withMomentum(0.5)),
                    new ParameterGroup<>(List.of(model.bias()), sgd.withWeightDecay(0.2)))));
    return all;
  }

  private static void put(
      Map<String, Function<Linear, Optimizer>> all, String name, OptimizerOptions<?> options) {
    all.put(name, model -> options.optimizer(model.parameters()));
  }

  private static void putSgd(
      Map<String, Function<Linear, Optimizer>> all, String name, SGD.Options options) {
    all.put(name, model -> new SGD(model.parameters(), options));
  }

  private static void putAdam(
      Map<String, Function<Linear, Optimizer>> all, String name, Adam.Options options) {
    all.put(name, model -> new Adam(model.parameters(), options));
  }

  static Stream<String> names() {
    return OPTIMIZERS.keySet().stream();
  }

  @Test
  void everyGoldenOptimizerIsTested() {
    Set<String> goldens = new TreeSet<>(GOLDENS.parts("optim/"));
    goldens.removeAll(Set.of("weight", "bias", "x", "y"));
    assertEquals(goldens, OPTIMIZERS.keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void twentyStepsFollowPyTorch(String name) {
    Linear model = new Linear(3, 2, LinearOptions.defaults().withDtype(DType.FLOAT64));
    model.loadStateDict(
        Map.of(
            "weight",
            GOLDENS.tensor("optim/weight", DType.FLOAT64),
            "bias",
            GOLDENS.tensor("optim/bias", DType.FLOAT64)));
    Tensor x = GOLDENS.tensor("optim/x", DType.FLOAT64);
    Tensor y = GOLDENS.tensor("optim/y", DType.FLOAT64);
    Optimizer optimizer = OPTIMIZERS.get(name).apply(model);
    Set<String> recorded = GOLDENS.parts("optim/" + name + "/");
    int compared = 0;
    for (int step = 1; step <= 20; step++) {
      optimizer.zeroGrad();
      new MSELoss().forward(model.forward(x), y).backward();
      optimizer.step();
      if (recorded.contains(Integer.toString(step))) {
        String golden = "optim/" + name + "/" + step + "/";
        GOLDENS.assertEqual(golden + "weight", DType.FLOAT64, model.weight().tensor());
        GOLDENS.assertEqual(golden + "bias", DType.FLOAT64, model.bias().tensor());
        compared++;
      }
    }
    assertEquals(4, compared);
    assertStateEquals(name, optimizer);
  }

  private static void assertStateEquals(String name, Optimizer optimizer) {
    Map<String, Tensor> state = optimizer.stateDict();
    Set<String> tensors =
        state.keySet().stream()
            .filter(key -> key.startsWith("state.") && !key.endsWith(".step"))
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(GOLDENS.parts("optim/" + name + "/state/"), tensors);
    tensors.forEach(
        key ->
            GOLDENS.assertEqual("optim/" + name + "/state/" + key, DType.FLOAT64, state.get(key)));
    assertEquals(20, state.get("state.0.step").item());
  }

  @ParameterizedTest
  @ValueSource(strings = {"norm", "smallNorm", "value"})
  void clippingEqualsPyTorch(String name) {
    String golden = "clip/" + name + "/";
    List<Parameter> parameters = Stream.of(0, 1).map(i -> clipped(golden + i + "/before")).toList();
    if (name.equals("value")) {
      Clipping.byValue(parameters, 1.5);
    } else {
      double norm = Clipping.byGlobalNorm(parameters, name.equals("norm") ? 2.5 : 1000).item();
      assertEquals(GOLDENS.number(golden + "norm"), norm, 1e-5 * norm);
    }
    for (int i = 0; i < 2; i++) {
      GOLDENS.assertEqual(golden + i + "/after", parameters.get(i).grad());
    }
  }

  private static Parameter clipped(String golden) {
    Tensor gradient = GOLDENS.tensor(golden);
    Parameter parameter = Parameter.of(Tensor.zeros(gradient.shape().dims()));
    parameter.tensor().setGrad(gradient);
    return parameter;
  }
}
