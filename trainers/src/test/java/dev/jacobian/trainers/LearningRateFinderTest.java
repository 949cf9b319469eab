package dev.jacobian.trainers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.nn.loss.Reduction;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.ParameterGroup;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.GradientClipping;
import dev.jacobian.trainers.strategy.BatchGradient;
import dev.jacobian.trainers.strategy.Execution;
import dev.jacobian.trainers.strategy.GradientSource;
import dev.jacobian.trainers.strategy.GradientStrategy;
import dev.jacobian.trainers.strategy.SingleDevice;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LearningRateFinderTest {
  private static final LearningRateFinder.Options OPTIONS = LearningRateFinder.Options.defaults();
  private static final MSELoss LOSS = new MSELoss();

  private static DataLoader loader() {
    return Problems.loader(Problems.plane(40, 3), 8);
  }

  /** Adds noise from this thread's generator. */
  private static final class Noise extends Module {
    @Override
    public Tensor forward(Tensor input) {
      return isTraining() ? input.add(Tensor.rand(input.shape().dims()).mul(0.01)) : input;
    }
  }

  /** A network with all kinds of state, an optimizer with two groups, some steps behind them. */
  private static final class World {
    final Generator data = new Generator(7);
    final Dropout dropout = new Dropout(0.3, new Generator(4));
    final Module model =
        new Sequential(
            new Linear(2, 6, new Generator(1)),
            new Noise(),
            dropout,
            new Linear(6, 1, new Generator(2)));
    final Optimizer optimizer =
        new Adam(
            List.of(
                new ParameterGroup<>(model.parameters().subList(0, 1), Adam.Options.of(0.02)),
                new ParameterGroup<>(model.parameters().subList(1, 4), Adam.Options.of(0.01))));

    World() {
      Generator.manualSeed(5);
      train();
      backward();
      model.children().get(1).eval();
    }

    void train() {
      for (int i = 0; i < 3; i++) {
        optimizer.zeroGrad();
        backward();
        optimizer.step();
      }
    }

    void backward() {
      try (MemoryScope scope = MemoryScope.open()) {
        Tensor x = Tensor.randn(data, 8, 2);
        LOSS.forward(model.forward(x), x.sum(true, 1)).backward();
      }
    }

    /** Returns everything that the finder has to leave alone. */
    Map<String, Object> state() {
      Map<String, Object> state = new LinkedHashMap<>();
      model.stateDict().forEach((name, value) -> state.put(name, bits(value)));
      optimizer.stateDict().forEach((name, value) -> state.put("optimizer " + name, bits(value)));
      model.namedParameters().forEach((name, p) -> state.put("gradient " + name, bits(p.grad())));
      model.namedModules().forEach((name, m) -> state.put("mode " + name, m.isTraining()));
      state.put("dropout", dropout.generator().state());
      state.put("thread", Generator.threadDefault().state());
      return state;
    }

    private static List<Long> bits(@Nullable Tensor tensor) {
      return tensor == null
          ? List.of()
          : DoubleStream.of(tensor.toDoubleArray()).mapToObj(Double::doubleToRawLongBits).toList();
    }
  }

  @Test
  void everythingIsAsItWasBitForBit() {
    World world = new World();
    Map<String, Object> before = world.state();
    LearningRateCurve curve =
        new LearningRateFinder(world.model, LOSS, world.optimizer).find(loader());
    assertTrue(curve.points().size() > 50);
    assertEquals(before, world.state());
    assertEquals(4 + (2 + 4 * 3) + 4 + 5 + 2, before.size());
    world.train();

    World control = new World();
    assertEquals(before, control.state());
    control.train();
    assertEquals(control.state(), world.state());
    assertNotEquals(before, world.state());
  }

  @Test
  void itWorksInsideAScopeOfTheCaller() {
    World world = new World();
    Map<String, Object> before = world.state();
    try (MemoryScope scope = MemoryScope.open()) {
      new LearningRateFinder(world.model, LOSS, world.optimizer).find(loader());
    }
    assertEquals(before, world.state());
  }

  @Test
  void everythingIsPutBackWhenAStepFails() {
    World world = new World();
    Map<String, Object> before = world.state();
    int[] calls = new int[1];
    GradientStrategy failing =
        strategy(
            () -> {
              if (++calls[0] == 4) {
                throw new IllegalStateException("the fourth step");
              }
            });
    LearningRateFinder finder =
        new LearningRateFinder(world.model, LOSS, world.optimizer).with(failing, 1);
    assertEquals(
        "the fourth step",
        assertThrows(IllegalStateException.class, () -> finder.find(loader())).getMessage());
    assertEquals(before, world.state());
  }

  /** Returns a strategy that runs eagerly and does something before each step. */
  private static GradientStrategy strategy(Runnable before) {
    return task -> {
      GradientSource single = new SingleDevice().open(task);
      return new GradientSource() {
        @Override
        public BatchGradient compute(Batch batch) {
          before.run();
          return single.compute(batch);
        }

        @Override
        public Optional<Function<Batch, BatchGradient>> ops() {
          return Optional.empty();
        }

        @Override
        public Execution execution() {
          return Execution.eager("something is done before each step");
        }

        @Override
        public void close() {
          single.close();
        }
      };
    };
  }

  @Test
  void theModeOfASharedLayerIsItsOwn() {
    Linear shared = new Linear(2, 2, new Generator(1));
    Sequential first = new Sequential(shared);
    Sequential second = new Sequential(shared);
    Module model = new Sequential(first, second, new Linear(2, 1, new Generator(2)));
    second.eval();
    first.train();
    new LearningRateFinder(model, LOSS, new SGD(model.parameters(), 0.1)).find(loader());
    assertTrue(model.isTraining());
    assertTrue(first.isTraining());
    assertFalse(second.isTraining());
    assertTrue(shared.isTraining());
  }

  @Test
  void anOptimizerWithoutStateHasNoneAfterwards() {
    Linear model = new Linear(2, 1, new Generator(1));
    Adam optimizer = new Adam(model.parameters(), 0.1);
    new LearningRateFinder(model, LOSS, optimizer).find(loader());
    assertEquals(List.of("param_groups.0.lr"), List.copyOf(optimizer.stateDict().keySet()));
    assertEquals(0.1, optimizer.learningRate());
    assertNull(model.weight().grad());
  }

  @Test
  void otherGeneratorsAreNamed() {
    Generator own = new Generator(9);
    Linear inner = new Linear(2, 1, new Generator(1));
    Module model =
        new Module() {
          private final Linear layer = register("layer", inner);

          @Override
          public Tensor forward(Tensor input) {
            return layer.forward(input.add(Tensor.rand(own, 2)));
          }
        };
    SGD optimizer = new SGD(model.parameters(), 0.1);
    LearningRateFinder finder = new LearningRateFinder(model, LOSS, optimizer);
    finder.with(own).find(loader());
    assertEquals(0, own.state().position());
    finder.find(loader());
    assertNotEquals(0, own.state().position());
  }

  @Test
  void theLossesAreThoseOfAllRowsWhileTrainingWithRisingRates() {
    LearningRateFinder.Options options = OPTIONS.withLearningRates(1e-4, 0.1).withSteps(13);
    Batch all = Problems.loader(Problems.plane(40, 3), 40).iterator().next();
    for (boolean isEager : new boolean[] {false, true}) {
      Linear model = new Linear(2, 1, new Generator(1));
      SGD optimizer = new SGD(model.parameters(), 0.5);
      LearningRateFinder finder = new LearningRateFinder(model, LOSS, optimizer, options);
      if (isEager) {
        finder = finder.with(strategy(() -> {}), 3);
      }
      LearningRateCurve curve = finder.find(loader());
      assertEquals(13, curve.points().size());
      assertTrue(curve.stopReason().isEmpty());
      DataLoader again = loader();
      for (int step = 0; step < 13; step++) {
        LearningRateCurve.Point point = curve.points().get(step);
        double rate = Math.pow(10, -4 + 3 * step / 12.0);
        assertEquals(rate, point.learningRate(), 1e-12 * rate);
        Batch batch = batch(again, step);
        optimizer.setLearningRate(rate);
        optimizer.zeroGrad();
        LOSS.forward(model.forward(batch.inputs()), batch.targets()).backward();
        optimizer.step();
        double loss = LOSS.forward(model.forward(all.inputs()), all.targets()).item();
        assertEquals(loss, point.loss(), 1e-5 * loss);
      }
    }
  }

  @Test
  void dropoutAndTheOrderOfRowsAddNoNoise() {
    World world = new World();
    List<LearningRateCurve.Point> points =
        new LearningRateFinder(
                world.model, LOSS, world.optimizer, OPTIONS.withLearningRates(1e-9, 1e-7))
            .find(loader())
            .points();
    double first = points.get(0).loss();
    assertEquals(100, points.size());
    points.forEach(point -> assertEquals(first, point.loss(), 1e-4 * first));
  }

  @Test
  void ofManyRowsSomeAreLookedAt() {
    Linear model = new Linear(2, 1, new Generator(1));
    SGD optimizer = new SGD(model.parameters(), 0.5);
    int[] most = new int[1];
    Loss watching =
        new Loss() {
          @Override
          public Tensor forward(Tensor prediction, Tensor target) {
            most[0] = Math.max(most[0], (int) prediction.shape().dim(0));
            return LOSS.forward(prediction, target);
          }

          @Override
          public Reduction reduction() {
            return LOSS.reduction();
          }
        };
    LearningRateFinder finder =
        new LearningRateFinder(model, watching, optimizer, OPTIONS.withSteps(20));
    finder.find(Problems.loader(Problems.plane(5000, 3), 8));
    assertEquals(256, most[0]);
    finder.find(Problems.loader(Problems.plane(5000, 3), 1000));
    assertEquals(1000, most[0]);
  }

  /** Returns the batch of a step; an epoch has five. */
  private static Batch batch(DataLoader loader, int step) {
    return loader.iterator(step / 5, step % 5).next();
  }

  @Test
  void aLossThatExplodesEndsTheSearch() {
    Linear model = new Linear(2, 1, new Generator(1));
    SGD optimizer = new SGD(model.parameters(), 0.5);
    LearningRateFinder.Options options = OPTIONS.withLearningRates(1e-3, 100);
    DataLoader whole = Problems.loader(Problems.plane(40, 3), 40);
    Batch all = whole.iterator(0).next();
    double before = LOSS.forward(model.forward(all.inputs()), all.targets()).item();
    LearningRateCurve curve = new LearningRateFinder(model, LOSS, optimizer, options).find(whole);
    int count = curve.points().size();
    assertTrue(count > 20 && count < 100, count + " points");
    for (int i = 0; i < count; i++) {
      assertEquals(i == count - 1, curve.points().get(i).loss() > 4 * before, "at " + i);
    }
    double last = curve.points().get(count - 1).learningRate();
    assertEquals(
        "the loss exceeded 4.0 times that before the first step at learning rate " + last,
        curve.stopReason().orElseThrow());
    double suggestion = curve.suggestion().orElseThrow();
    assertTrue(suggestion > 1e-3 && suggestion < last, "" + suggestion);
  }

  @Test
  void numbersThatAreNotFiniteEndTheSearch() {
    LearningRateFinder.Options options =
        OPTIONS.withLearningRates(1, 1e30).withStopFactor(Double.POSITIVE_INFINITY);
    for (boolean clips : new boolean[] {false, true}) {
      Linear model = new Linear(2, 1, new Generator(1));
      SGD optimizer = new SGD(model.parameters(), 0.5);
      float[] before = model.weight().tensor().toFloatArray();
      LearningRateFinder finder = new LearningRateFinder(model, LOSS, optimizer, options);
      LearningRateCurve curve =
          (clips ? finder.with(new GradientClipping(1e30)) : finder).find(loader());
      assertTrue(curve.points().size() < 100);
      String reason = curve.stopReason().orElseThrow();
      assertTrue(reason.startsWith("loss or gradients were not finite at learning rate "), reason);
      assertTrue(curve.points().stream().allMatch(point -> Double.isFinite(point.loss())));
      assertEquals(List.of(before[0], before[1]), weights(model.weight()));
    }
  }

  private static List<Float> weights(Parameter parameter) {
    float[] values = parameter.tensor().toFloatArray();
    return List.of(values[0], values[1]);
  }

  @Test
  void gradientTransformsTakePart() {
    LearningRateFinder.Options options = OPTIONS.withLearningRates(1, 1e4).withSteps(20);
    Linear model = new Linear(2, 1, new Generator(1));
    LearningRateFinder finder =
        new LearningRateFinder(model, LOSS, new SGD(model.parameters(), 0.5), options);
    assertTrue(finder.find(loader()).stopReason().isPresent());
    assertFalse(finder.with(new GradientClipping(1e-6)).find(loader()).stopReason().isPresent());
  }

  @Test
  void optionsAreChecked() {
    assertMessage(
        "learning-rate search: rates from 0.0 to 1.0; expected finite numbers above 0, the second above the first",
        () -> OPTIONS.withLearningRates(0, 1));
    assertMessage(
        "learning-rate search: rates from 1.0 to 1.0; expected finite numbers above 0, the second above the first",
        () -> OPTIONS.withLearningRates(1, 1));
    assertMessage(
        "learning-rate search: rates from NaN to 1.0; expected finite numbers above 0, the second above the first",
        () -> OPTIONS.withLearningRates(Double.NaN, 1));
    assertMessage("learning-rate search: steps 1; expected at least 2", () -> OPTIONS.withSteps(1));
    assertMessage(
        "learning-rate search: stop factor 1.0; expected a number above 1",
        () -> OPTIONS.withStopFactor(1));
    assertEquals(new LearningRateFinder.Options(1e-8, 1, 100, 4), OPTIONS);
  }

  private static void assertMessage(String message, Runnable call) {
    assertEquals(message, assertThrows(OptionException.class, call::run).getMessage());
  }
}
