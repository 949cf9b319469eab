package dev.jacobian.optim.schedule;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.nn.Goldens;
import dev.jacobian.nn.Parameter;
import dev.jacobian.optim.Adagrad;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.AdamW;
import dev.jacobian.optim.Adamax;
import dev.jacobian.optim.Lion;
import dev.jacobian.optim.Muon;
import dev.jacobian.optim.NAdam;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.RAdam;
import dev.jacobian.optim.RMSprop;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Optimizers whose momentum a schedule cycles, against PyTorch's. */
@NeedsCompiler
class CycledMomentumTest {
  private static final Goldens GOLDENS = Goldens.load("schedules.txt");
  private static final int STEPS = 19;
  private static final Schedule CYCLE = OneCycleLR.of(0.05, STEPS + 1).withMomentum(0.6, 0.9);

  private static Map<String, Function<List<Parameter>, Optimizer>> optimizers() {
    Map<String, Function<List<Parameter>, Optimizer>> all = new TreeMap<>();
    SGD.Options momentum = SGD.Options.of(1).withMomentum(0.5);
    all.put("SGD", p -> new SGD(p, momentum));
    all.put("SGDNesterov", p -> new SGD(p, momentum.withNesterov(true)));
    all.put("RMSprop", p -> new RMSprop(p, RMSprop.Options.of(1).withMomentum(0.5)));
    all.put("Adam", p -> new Adam(p, 1));
    all.put("AdamW", p -> new AdamW(p, Adam.Options.of(1).withWeightDecay(0.01).withAmsgrad(true)));
    all.put("NAdam", p -> new NAdam(p, 1));
    all.put("RAdam", p -> new RAdam(p, 1));
    all.put("Adamax", p -> new Adamax(p, 1));
    return all;
  }

  static Stream<String> names() {
    return optimizers().keySet().stream();
  }

  /** Static, so that captures do not watch it. */
  private static int stepsInJava;

  /** A run that can be stopped and gone on with. */
  private static final class Run {
    private final Tensor to = Tensor.of(new double[] {1, 0.25, -0.5});
    private final Tensor scale = Tensor.of(new double[] {1, 0.5, 2});
    final Parameter weight = Parameter.of(Tensor.of(new double[] {0.3, -0.2, 0.5}));
    final Optimizer optimizer;
    final LRScheduler scheduler;
    final Compiled compiled = Compiled.function(tensors -> step(tensors[0]));

    Run(String name, Schedule schedule) {
      optimizer = optimizers().get(name).apply(List.of(weight));
      scheduler = new LRScheduler(optimizer, schedule);
    }

    Run(String name) {
      this(name, CYCLE);
    }

    private Tensor step(Tensor target) {
      stepsInJava++;
      optimizer.zeroGrad();
      Tensor loss = weight.tensor().sub(target).square().mul(scale).sum();
      loss.backward();
      optimizer.step();
      return loss.detach();
    }

    void train(int steps, boolean isCompiled) {
      for (int i = 0; i < steps; i++) {
        if (isCompiled) {
          compiled.run(to);
        } else {
          step(to);
        }
        scheduler.step();
      }
    }

    double[] values() {
      return weight.tensor().toDoubleArray();
    }
  }

  @Test
  void everyGoldenIsTested() {
    assertEquals(GOLDENS.parts("cycled/"), optimizers().keySet());
    assertEquals(8, optimizers().size());
  }

  @ParameterizedTest
  @MethodSource("names")
  void weightsArePyTorchsEagerlyAndCompiledNoMoreOftenThanWithAMomentumThatStays(String name) {
    stepsInJava = 0;
    new Run(name, new ExponentialLR(1)).train(STEPS, true);
    int captures = stepsInJava;
    assertTrue(captures < 3, captures + " captures");
    for (boolean isCompiled : new boolean[] {false, true}) {
      Run run = new Run(name);
      stepsInJava = 0;
      run.train(STEPS, isCompiled);
      assertArrayEquals(GOLDENS.values("cycled/" + name), run.values(), 1e-12, name);
      assertEquals(isCompiled ? captures : STEPS, stepsInJava);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void aRunThatIsResumedGivesTheSameBits(String name) {
    Run whole = new Run(name);
    whole.train(STEPS, true);
    Run first = new Run(name);
    first.train(7, true);
    Run second = new Run(name);
    second.weight.tensor().detach().copyInPlace(first.weight.tensor().detach());
    second.optimizer.loadStateDict(copies(first.optimizer.stateDict()));
    second.scheduler.loadStateDict(copies(first.scheduler.stateDict()));
    second.train(STEPS - 7, true);
    assertArrayEquals(whole.values(), second.values(), name);
  }

  private static Map<String, Tensor> copies(Map<String, Tensor> state) {
    Map<String, Tensor> copies = new LinkedHashMap<>();
    state.forEach((name, tensor) -> copies.put(name, tensor.copy()));
    return copies;
  }

  @Test
  void optimizersThatPyTorchDoesNotKnowOrThatTakeMatricesHaveAMomentumToo() {
    Parameter matrix = Parameter.of(Tensor.ones(2, 2));
    for (Optimizer optimizer :
        List.of(new Muon(List.of(matrix), 1), new Lion(List.of(matrix), 1))) {
      new LRScheduler(optimizer, CYCLE).moveTo(STEPS);
      assertArrayEquals(new double[] {0.9}, ScheduleRows.momentums(optimizer), 1e-12);
      matrix.tensor().sum().backward();
      optimizer.step();
    }
  }

  @Test
  void whoeverHasNoMomentumIsToldSo() {
    List<Parameter> weights = List.of(Parameter.of(Tensor.ones(2)));
    SGD sgd = new SGD(weights, 0.1);
    String message =
        assertThrows(OptionException.class, () -> new LRScheduler(sgd, OneCycleLR.of(0.5, 10)))
            .getMessage();
    assertEquals(
        "OneCycleLR cycles the momentum, and the optimizer has none: "
            + sgd.groups().get(0).options()
            + "; expected an optimizer with a momentum above 0, or with beta1; fix: options.withMomentum(0.9), or"
            + " schedule.withCycleMomentum(false)",
        message);
    assertEquals(0.1, sgd.learningRate());
    assertThrows(
        OptionException.class,
        () -> new LRScheduler(new Adagrad(weights, 0.1), CyclicLR.of(0.1, 0.5)));
    new LRScheduler(sgd, OneCycleLR.of(0.5, 10).withCycleMomentum(false));
    assertEquals(
        "the momentum 0.5 for an optimizer without, "
            + sgd.groups().get(0).options()
            + "; expected options with a momentum above 0, or with beta1; fix: make the optimizer with a momentum",
        assertThrows(OptionException.class, () -> sgd.groups().get(0).setMomentum(0.5))
            .getMessage());
    assertEquals(
        "OneCycleLR: momentum from 0.9 up to 0.2; expected a maximum that is not below the base",
        assertThrows(OptionException.class, () -> OneCycleLR.of(0.5, 10).withMomentum(0.9, 0.2))
            .getMessage());
    assertEquals(
        "CyclicLR: base momentum -0.1; expected a number in [0, 1]",
        assertThrows(OptionException.class, () -> CyclicLR.of(0.1, 1).withMomentum(-0.1, 0.2))
            .getMessage());
  }
}
