package dev.jacobian.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.CompileSettings;
import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.metric.R2Score;
import dev.jacobian.models.MLP;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.ClassWeights;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.nn.loss.CrossEntropyLossOptions;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.optim.AdamW;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.AutogradException;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.BatchOutput;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.EpochScores;
import dev.jacobian.trainers.callback.EpochStarted;
import dev.jacobian.trainers.callback.GradientClipping;
import dev.jacobian.trainers.callback.GradientListener;
import dev.jacobian.trainers.callback.MetricScores;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.strategy.BatchGradient;
import dev.jacobian.trainers.strategy.CompileMode;
import dev.jacobian.trainers.strategy.Execution;
import dev.jacobian.trainers.strategy.GradientSource;
import dev.jacobian.trainers.strategy.GradientStrategy;
import dev.jacobian.trainers.strategy.GradientTask;
import dev.jacobian.trainers.strategy.SingleDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisabledIfSystemProperty(
    named = CompileSettings.PROPERTY,
    matches = "off",
    disabledReason = "functions are not compiled where jacobian.compile is off")
class CompiledTrainingTest {
  private static final float TOLERANCE = 2e-5f;
  private static final Map<String, Function<List<Parameter>, Optimizer>> OPTIMIZERS = optimizers();

  private static Map<String, Function<List<Parameter>, Optimizer>> optimizers() {
    Map<String, Function<List<Parameter>, Optimizer>> all = new TreeMap<>();
    SGD.Options sgd = SGD.Options.of(0.05);
    all.put("sgd", list -> new SGD(list, sgd));
    all.put("momentum", list -> new SGD(list, sgd.withMomentum(0.9).withDampening(0.2)));
    all.put("adam", list -> new Adam(list, 0.01));
    all.put("adamW", list -> new AdamW(list, 0.01));
    return all;
  }

  static Stream<String> optimizerNames() {
    return OPTIMIZERS.keySet().stream();
  }

  @Test
  void theGradientsNormIsThatOfAllGradientsBeforeTheyAreClipped() {
    List<List<Double>> norms = new ArrayList<>();
    List<Double> byHand = new ArrayList<>();
    for (CompileMode mode : List.of(CompileMode.OFF, CompileMode.ON)) {
      for (int shards : new int[] {1, 3}) {
        List<Double> seen = new ArrayList<>();
        Callback reader =
            new Callback() {
              @Override
              public void batchFinished(BatchFinished event) {
                if (event.phase() == Phase.TRAIN) {
                  seen.add(event.gradientNorm().orElseThrow());
                } else {
                  assertTrue(event.gradientNorm().isEmpty());
                }
              }
            };
        List<Callback> callbacks = new ArrayList<>(List.of(reader, new GradientClipping(1e-3)));
        if (mode == CompileMode.OFF && shards == 1) {
          callbacks.add(0, squares(byHand));
        }
        Module model = network(0);
        TrainerOptions options =
            TrainerOptions.of(2).withCompile(mode).withShards(shards).withGradientNorm(true);
        DataLoader rows = Problems.loader(Problems.plane(50, 3), 16);
        new Trainer(model, new MSELoss(), new SGD(model.parameters(), 0.05), options)
            .with(callbacks.toArray(Callback[]::new))
            .fit(rows, rows);
        norms.add(seen);
      }
    }
    assertTrue(byHand.size() >= 4, byHand.size() + " steps");
    for (List<Double> seen : norms) {
      assertEquals(byHand.size(), seen.size());
      for (int i = 0; i < seen.size(); i++) {
        assertEquals(byHand.get(i), seen.get(i), 1e-5 * byHand.get(i), "step " + i);
      }
    }
  }

  /** Reads the gradients and adds up their squares in Java. */
  private static GradientListener squares(List<Double> norms) {
    return event -> {
      double sum = 0;
      for (Parameter parameter : event.parameters()) {
        for (double value : Objects.requireNonNull(parameter.grad()).toDoubleArray()) {
          sum += value * value;
        }
      }
      norms.add(Math.sqrt(sum));
    };
  }

  /** A run's weights and scores. */
  private record Outcome(List<float[]> weights, TrainResult result) {
    static Outcome of(Module model, TrainResult result) {
      return new Outcome(
          model.parameters().stream().map(p -> p.tensor().toFloatArray()).toList(), result);
    }

    void assertClose(Outcome eager) {
      assertTrue(result.execution().isCompiled(), result.execution().toString());
      assertEquals("eager: compile is off", eager.result.execution().toString());
      for (int i = 0; i < weights.size(); i++) {
        assertArrayEquals(eager.weights.get(i), weights.get(i), TOLERANCE, "parameter " + i);
      }
      assertEquals(eager.result.history().size(), result.history().size());
      for (int i = 0; i < result.history().size(); i++) {
        EpochScores expected = eager.result.history().get(i);
        EpochScores actual = result.history().get(i);
        assertEquals(expected.scores().keySet(), actual.scores().keySet());
        expected
            .scores()
            .forEach((name, value) -> assertEquals(value, actual.score(name), 1e-4, name));
      }
    }
  }

  /** Something that trains in a mode. */
  private interface Training {
    Outcome run(CompileMode mode);
  }

  private static void assertCompiledIsEager(Training training) {
    training.run(CompileMode.ON).assertClose(training.run(CompileMode.OFF));
  }

  private static Module network(double dropout) {
    MLP.Options options = MLP.Options.of(2, List.of(8), 1).withDropout(dropout);
    return new MLP(options, new Generator(3));
  }

  @ParameterizedTest
  @MethodSource("optimizerNames")
  void everyOptimizerTrainsAsEagerly(String name) {
    assertCompiledIsEager(
        mode -> {
          Module model = network(0);
          TrainResult result =
              new Trainer(
                      model,
                      new MSELoss(),
                      OPTIMIZERS.get(name).apply(model.parameters()),
                      TrainerOptions.of(3).withCompile(mode))
                  .with(new MetricScores(new R2Score()))
                  .fit(
                      Problems.loader(Problems.plane(50, 3), 16),
                      Problems.loader(Problems.plane(21, 4), 16));
          return Outcome.of(model, result);
        });
  }

  @Test
  void shardsClippingAndDropoutAreParts() {
    assertCompiledIsEager(
        mode -> {
          Module model = network(0.3);
          TrainResult result =
              new Trainer(
                      model,
                      new MSELoss(),
                      new SGD(model.parameters(), 0.05),
                      TrainerOptions.of(3).withCompile(mode).withShards(3))
                  .with(new GradientClipping(0.5), new MetricScores(new R2Score()))
                  .fit(Problems.loader(Problems.plane(50, 3), 16));
          return Outcome.of(model, result);
        });
  }

  @Test
  void classesTrainAsEagerly() {
    assertClassesTrainAsEagerly(new CrossEntropyLoss(), 1);
  }

  @Test
  void weightedClassesInShardsTrainAsEagerly() {
    CrossEntropyLossOptions options =
        CrossEntropyLossOptions.defaults()
            .withClassWeights(ClassWeights.balanced(3, 9, 1))
            .withLabelSmoothing(0.1);
    assertClassesTrainAsEagerly(new CrossEntropyLoss(options), 3);
  }

  private static void assertClassesTrainAsEagerly(Loss loss, int shards) {
    assertCompiledIsEager(
        mode -> {
          Module model = new MLP(MLP.Options.of(2, List.of(4), 3), new Generator(3));
          Tensor inputs = Tensor.randn(new Generator(5), 30, 2);
          long[] labels = new long[30];
          for (int i = 0; i < labels.length; i++) {
            labels[i] = i % 3;
          }
          TrainResult result =
              new Trainer(
                      model,
                      loss,
                      new SGD(model.parameters(), 0.1),
                      TrainerOptions.of(4).withCompile(mode).withShards(shards))
                  .fit(Problems.loader(new TensorDataset(inputs, Tensor.of(labels)), 8));
          return Outcome.of(model, result);
        });
  }

  @Test
  void theLearningRateOfEveryStepCounts() {
    assertCompiledIsEager(
        mode -> {
          Linear model = new Linear(2, 1, new Generator(1));
          SGD optimizer = new SGD(model.parameters(), 0.2);
          Callback schedule =
              new Callback() {
                @Override
                public void epochStarted(EpochStarted event) {
                  optimizer.setLearningRate(0.2 / event.epoch());
                }
              };
          TrainResult result =
              new Trainer(model, new MSELoss(), optimizer, options(mode).withShards(1))
                  .with(schedule)
                  .fit(Problems.loader(Problems.plane(16, 1), 8));
          return Outcome.of(model, result);
        });
  }

  private static TrainerOptions options(CompileMode mode) {
    return TrainerOptions.of(3).withCompile(mode);
  }

  @Test
  void aLossThatIsNotFiniteLeavesTheWeightsOfTheStepBefore() {
    Linear model = new Linear(2, 1, new Generator(1));
    SGD optimizer = new SGD(model.parameters(), 0.1);
    List<float[]> seen = new ArrayList<>();
    Callback diverge =
        new Callback() {
          @Override
          public void batchFinished(BatchFinished event) {
            seen.add(model.weight().tensor().toFloatArray());
            optimizer.setLearningRate(event.batch() == 3 ? 1e30 : 0.1);
          }
        };
    Trainer trainer =
        new Trainer(model, new MSELoss(), optimizer, options(CompileMode.ON)).with(diverge);
    DataLoader loader = Problems.loader(Problems.plane(40, 1), 4);
    String message = assertThrows(NumericException.class, () -> trainer.fit(loader)).getMessage();
    assertTrue(
        message.startsWith(
            "training: the loss became Infinity at epoch 1, step 5: forward of mul gave 0 NaN"),
        message);
    assertEquals(4, seen.size());
    assertArrayEquals(seen.get(3), model.weight().tensor().toFloatArray());
  }

  /** A loss that looks at its value. */
  private static final class Curious implements Loss {
    @Override
    public Tensor forward(Tensor prediction, Tensor target) {
      Tensor value = prediction.sub(target).square().mean();
      return value.item() > 1e6 ? value.mul(2) : value;
    }
  }

  private static Trainer curious(Linear model, CompileMode mode) {
    return new Trainer(model, new Curious(), new SGD(model.parameters(), 0.1), options(mode));
  }

  @Test
  void whatReadsValuesRunsEagerlyAndTheResultSaysWhere() {
    Linear model = new Linear(2, 1, new Generator(1));
    Linear same = new Linear(2, 1, new Generator(1));
    DataLoader loader = Problems.loader(Problems.plane(20, 1), 8);
    Execution execution = curious(model, CompileMode.AUTO).fit(loader).execution();
    curious(same, CompileMode.OFF).fit(loader);
    assertFalse(execution.isCompiled());
    assertTrue(
        execution.toString().startsWith("eager: the values of a float32[] tensor were read at "),
        execution.toString());
    assertTrue(execution.toString().contains("CompiledTrainingTest.java:"), execution.toString());
    assertArrayEquals(
        same.weight().tensor().toFloatArray(), model.weight().tensor().toFloatArray());
  }

  @Test
  void whatReadsValuesIsAnErrorWhereCompilingIsAMust() {
    Trainer trainer = curious(new Linear(2, 1), CompileMode.ON);
    DataLoader loader = Problems.loader(Problems.plane(20, 1), 8);
    String message = assertThrows(AutogradException.class, () -> trainer.fit(loader)).getMessage();
    assertTrue(message.contains("CompiledTrainingTest.java:"), message);
  }

  @Test
  void listenersOfGradientsKeepStepsEager() {
    Linear model = new Linear(2, 1, new Generator(1));
    List<Integer> steps = new ArrayList<>();
    GradientListener listener = event -> steps.add(event.parameters().size());
    DataLoader loader = Problems.loader(Problems.plane(20, 1), 10);
    Trainer auto =
        new Trainer(
                model, new MSELoss(), new SGD(model.parameters(), 0.1), options(CompileMode.AUTO))
            .with(listener);
    assertEquals(
        "eager: a lambda in CompiledTrainingTest looks at the gradients of each step",
        auto.fit(loader).execution().toString());
    assertEquals(List.of(2, 2, 2, 2, 2, 2), steps);
    Trainer on =
        new Trainer(model, new MSELoss(), new SGD(model.parameters(), 0.1), options(CompileMode.ON))
            .with(new EventLog());
    assertEquals(
        "training: compile is on, but EventLog looks at the gradients of each step; expected steps that can be"
            + " compiled; fix: leave that out, or set compile to auto or off",
        assertThrows(OptionException.class, () -> on.fit(loader)).getMessage());
  }

  /** A strategy that says that it computes where no capture sees it. */
  private static final class Elsewhere implements GradientStrategy {
    private int steps;
    private boolean isClosed;

    @Override
    public GradientSource open(GradientTask task) {
      GradientSource inner = new SingleDevice().open(task);
      return new GradientSource() {
        @Override
        public BatchGradient compute(Batch batch) {
          steps++;
          return inner.compute(batch);
        }

        @Override
        public Optional<Function<Batch, BatchGradient>> ops() {
          return Optional.empty();
        }

        @Override
        public Execution execution() {
          return Execution.eager("gradients are computed elsewhere");
        }

        @Override
        public void close() {
          isClosed = true;
        }
      };
    }
  }

  @Test
  void aStrategyThatCannotBeCapturedIsCalledAtEveryStep() {
    Linear model = new Linear(2, 1, new Generator(1));
    Elsewhere strategy = new Elsewhere();
    TrainResult result =
        new Trainer(
                model, new MSELoss(), new SGD(model.parameters(), 0.1), options(CompileMode.AUTO))
            .with(strategy)
            .fit(Problems.loader(Problems.plane(20, 1), 10));
    assertEquals(Optional.of("gradients are computed elsewhere"), result.execution().eagerReason());
    assertEquals(6, strategy.steps);
    assertTrue(strategy.isClosed);
  }

  @Test
  void detectAnomalyKeepsStepsEager() {
    Linear model = new Linear(2, 1, new Generator(1));
    TrainResult result =
        new Trainer(
                model,
                new MSELoss(),
                new SGD(model.parameters(), 0.1),
                options(CompileMode.AUTO).withDetectAnomaly(true))
            .fit(Problems.loader(Problems.plane(4, 1), 2));
    assertEquals("eager: detectAnomaly checks every op by itself", result.execution().toString());
  }

  @Test
  void theSystemPropertyIsStrongerThanTheOption() {
    String before = System.getProperty(CompileSettings.PROPERTY);
    System.setProperty(CompileSettings.PROPERTY, "off");
    try {
      Linear model = new Linear(2, 1, new Generator(1));
      TrainResult result =
          new Trainer(
                  model, new MSELoss(), new SGD(model.parameters(), 0.1), options(CompileMode.ON))
              .fit(Problems.loader(Problems.plane(4, 1), 2));
      assertEquals(
          "eager: the system property jacobian.compile is off", result.execution().toString());
    } finally {
      if (before == null) {
        System.clearProperty(CompileSettings.PROPERTY);
      } else {
        System.setProperty(CompileSettings.PROPERTY, before);
      }
    }
  }

  @Test
  void predictionsOfEachBatchReachTheCallbacks() {
    Linear model = new Linear(2, 1, new Generator(1));
    List<Double> errors = new ArrayList<>();
    Callback look =
        new Callback() {
          @Override
          public void batchFinished(BatchFinished event) {
            if (event.phase() == Phase.VALIDATION) {
              BatchOutput output = event.outputs().get(0);
              Tensor error = output.prediction().sub(output.target()).to(DType.FLOAT64);
              errors.add(error.square().mean().item() - event.loss());
            }
          }
        };
    new Trainer(model, new MSELoss(), new SGD(model.parameters(), 0.1), options(CompileMode.ON))
        .with(look)
        .fit(
            Problems.loader(Problems.plane(8, 1), 4),
            DataLoader.of(Problems.plane(10, 2), DataLoader.Options.of(4)));
    assertEquals(9, errors.size());
    errors.forEach(difference -> assertEquals(0, difference, 1e-6));
  }

  @Test
  void gradientsAreNullAfterTraining() {
    for (CompileMode mode : CompileMode.values()) {
      Linear model = new Linear(2, 1, new Generator(1));
      float[] before = model.weight().tensor().toFloatArray();
      new Trainer(model, new MSELoss(), new SGD(model.parameters(), 0.1), options(mode))
          .fit(Problems.loader(Problems.plane(8, 1), 4));
      assertEquals(null, model.weight().grad());
      assertNotEquals(before[0], model.weight().tensor().toFloatArray()[0]);
    }
  }
}
