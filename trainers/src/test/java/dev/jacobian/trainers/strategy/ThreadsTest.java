package dev.jacobian.trainers.strategy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.compile.CompileSettings;
import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.Dataset;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.device.Backends;
import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryPool;
import dev.jacobian.io.Checkpoint;
import dev.jacobian.io.CheckpointStore;
import dev.jacobian.nn.Dropout;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.nn.loss.CrossEntropyLossOptions;
import dev.jacobian.nn.loss.JointLoss;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.AdamW;
import dev.jacobian.optim.Optimizer;
import dev.jacobian.optim.SGD;
import dev.jacobian.optim.schedule.CosineAnnealingLR;
import dev.jacobian.optim.schedule.LRScheduler;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.Problems;
import dev.jacobian.trainers.TrainResult;
import dev.jacobian.trainers.Trainer;
import dev.jacobian.trainers.TrainerOptions;
import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.Checkpoints;
import dev.jacobian.trainers.callback.GradientClipping;
import dev.jacobian.trainers.callback.LearningRateSchedule;
import dev.jacobian.trainers.callback.Monitor;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.callback.StateReady;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ThreadsTest extends TrainerCompatibilityKit {
  private static final List<GradientStrategy> STRATEGIES =
      List.of(new SingleDevice(), new Threads(1), new Threads(2), new Threads(4), new Threads(8));

  @TempDir Path folder;

  @Override
  protected GradientStrategy strategy(int shards) {
    return new Threads(Math.min(shards, 3));
  }

  /** Two towers with dropout and two outputs: a class and a number. */
  private static final class Towers extends Module {
    private final Sequential left =
        register(
            "left",
            new Sequential(
                new Linear(4, 24, new Generator(1)),
                new ReLU(),
                new Dropout(0.3, new Generator(2))));
    private final Linear right = register("right", new Linear(3, 24, new Generator(3)));
    private final Linear kind = register("kind", new Linear(24, 3, new Generator(4)));
    private final Linear price = register("price", new Linear(24, 1, new Generator(5)));

    @Override
    public List<Tensor> forwardAll(Tensor... inputs) {
      Tensor both = left.forward(inputs[0]).mul(right.forward(inputs[1]).sigmoid());
      // Drawn from the thread's own generator.
      Tensor noise = Tensor.randn(both.shape().dims()).mul(0.01);
      Tensor noisy = both.add(noise);
      return List.of(kind.forward(noisy), price.forward(noisy));
    }
  }

  private static Loss jointLoss() {
    CrossEntropyLossOptions options =
        CrossEntropyLossOptions.defaults()
            .withClassWeights(Tensor.of(new float[] {1, 0, 7}))
            .withLabelSmoothing(0.1);
    return new JointLoss(new CrossEntropyLoss(options), new MSELoss()).withWeights(1, 0.5);
  }

  /** 52 rows in batches of 16: the last batch has fewer rows than there are shards. */
  private static Dataset rows() {
    Generator generator = new Generator(8);
    Tensor x = Tensor.randn(generator, 52, 4);
    long[] kinds = new long[52];
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = i * 7 % 3;
    }
    return new TensorDataset(
        List.of(x, Tensor.randn(generator, 52, 3)), List.of(Tensor.of(kinds), x.sum(true, 1)));
  }

  /** What a run leaves: weights, losses and norms of its steps. */
  private static final class Run {
    private final Module model = new Towers();
    private final Optimizer optimizer = new AdamW(model.parameters(), 0.02);
    private final List<Double> seen = new ArrayList<>();
    private final TrainResult result;

    Run(GradientStrategy strategy, Callback... more) {
      this(strategy, CompileMode.ON, Optional.empty(), more);
    }

    Run(
        GradientStrategy strategy,
        CompileMode compile,
        Optional<Checkpoint> resumed,
        Callback... more) {
      Generator.manualSeed(77);
      List<Callback> callbacks = new ArrayList<>();
      callbacks.add(new GradientClipping(0.5));
      callbacks.add(
          new LearningRateSchedule(
              new LRScheduler(optimizer, CosineAnnealingLR.of(12)),
              LearningRateSchedule.Unit.STEP));
      callbacks.add(
          new Callback() {
            @Override
            public void batchFinished(BatchFinished event) {
              if (event.phase() == Phase.TRAIN) {
                seen.add(event.loss());
                seen.add(event.gradientNorm().orElseThrow());
              }
            }
          });
      callbacks.addAll(List.of(more));
      TrainerOptions options =
          TrainerOptions.of(3).withShards(8).withCompile(compile).withGradientNorm(true);
      Trainer trainer =
          new Trainer(model, jointLoss(), optimizer, options)
              .with(strategy)
              .with(callbacks.toArray(Callback[]::new));
      if (resumed.isPresent()) {
        trainer = trainer.resume(resumed.get());
      }
      result = trainer.fit(Problems.loader(rows(), 16));
    }

    List<Object> bits() {
      List<Object> bits = new ArrayList<>(seen);
      model.parameters().forEach(each -> bits.add(Arrays.toString(each.tensor().toFloatArray())));
      model.namedGenerators().values().forEach(each -> bits.add(each.state()));
      return bits;
    }
  }

  @Test
  void anyNumberOfThreadsGivesTheBitsOfOneDevice() {
    List<Object> expected = new Run(new SingleDevice()).bits();
    assertEquals(2 * 12 + 8 + 1, expected.size());
    for (GradientStrategy strategy : STRATEGIES) {
      Run run = new Run(strategy);
      assertEquals(expected, run.bits(), strategy.toString());
      assertEquals(CompileSettings.isOn(), run.result.execution().isCompiled());
    }
  }

  @Test
  void eagerShardsAreTheSameUpToRounding() {
    List<Object> eager = new Run(new Threads(2), CompileMode.OFF, Optional.empty()).bits();
    assertEquals(eager, new Run(new SingleDevice(), CompileMode.OFF, Optional.empty()).bits());
    List<Object> compiled = new Run(new Threads(2)).bits();
    for (int i = 0; i < 24; i++) {
      assertEquals((double) compiled.get(i), (double) eager.get(i), 1e-3);
    }
  }

  /** Stops a run in the middle of its second epoch. */
  private static final class Stop implements Callback {
    @Override
    public void stateReady(StateReady event) {
      if (event.step() == 6) {
        event.stop().request("the test");
      }
    }
  }

  @Test
  void aRunGoesOnWithAnotherStrategy() {
    List<Object> expected = new Run(new SingleDevice()).bits();
    for (GradientStrategy first : List.of(new SingleDevice(), new Threads(2))) {
      for (GradientStrategy second : STRATEGIES) {
        CheckpointStore store = new CheckpointStore(folder.resolve(first + " " + second), 3);
        Run stopped =
            new Run(first, new Stop(), new Checkpoints(store, Monitor.lowest("train_loss")));
        assertEquals(12, stopped.seen.size());
        Run rest =
            new Run(second, CompileMode.ON, Optional.of(store.newest().orElseThrow().checkpoint()));
        List<Object> bits = new ArrayList<>(stopped.seen);
        bits.addAll(rest.bits());
        assertEquals(expected, bits, first + ", then " + second);
      }
    }
  }

  private static BatchGradient gradient(
      GradientStrategy strategy, Module model, Loss loss, Batch batch, int shards) {
    GradientTask task = new GradientTask(model, model.device(), loss, shards, CompileMode.ON);
    try (GradientSource source = strategy.open(task)) {
      return source.compute(batch);
    }
  }

  @Test
  void aJointLossWithClassWeightsIsThatOfAllRows() {
    // Neither dropout nor noise, which shards draw for themselves.
    Module model =
        new Module() {
          private final Linear kind = register("kind", new Linear(4, 3, new Generator(4)));
          private final Linear price = register("price", new Linear(3, 1, new Generator(5)));

          @Override
          public List<Tensor> forwardAll(Tensor... inputs) {
            return List.of(kind.forward(inputs[0]), price.forward(inputs[1]));
          }
        };
    Batch batch = rows().gather(new long[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10});
    BatchGradient whole = gradient(new SingleDevice(), model, jointLoss(), batch, 1);
    List<float[]> byRows = new ArrayList<>();
    for (int shards : new int[] {2, 3, 5, 11}) {
      BatchGradient parts = gradient(new Threads(2), model, jointLoss(), batch, shards);
      assertEquals(whole.loss().item(), parts.loss().item(), 1e-6);
      for (int i = 0; i < 4; i++) {
        float[] expected = whole.gradients().get(i).orElseThrow().toFloatArray();
        float[] actual = parts.gradients().get(i).orElseThrow().toFloatArray();
        assertArrayEquals(expected, actual, 1e-5f);
        byRows.add(actual);
      }
    }
    assertEquals(16, byRows.size());
  }

  /** Keeps a mean of what it has seen. */
  private static final class RunningMean extends Module {
    private final Linear layer = register("layer", new Linear(2, 1, new Generator(1)));
    private final Tensor mean = registerBuffer("mean", Tensor.zeros(2));

    public Tensor forward(Tensor input) {
      if (isTraining()) {
        try (Autograd.Guard mode = Autograd.noGrad()) {
          mean.mulInPlace(0.9f);
          mean.addInPlace(input.mean(false, 0).mul(0.1));
        }
      }
      return layer.forward(input.sub(mean));
    }
  }

  @Test
  void aModelThatChangesItsBuffersIsTrainedAsOnOneDevice() {
    List<String> bits = new ArrayList<>();
    for (GradientStrategy strategy : STRATEGIES) {
      RunningMean model = new RunningMean();
      SGD optimizer = new SGD(model.parameters(), 0.05);
      new Trainer(model, new MSELoss(), optimizer, TrainerOptions.of(2).withShards(8))
          .with(strategy)
          .fit(Problems.loader(Problems.plane(50, 3), 16));
      bits.add(
          Arrays.toString(model.mean.toFloatArray())
              + Arrays.toString(model.layer.parameters().get(0).tensor().toFloatArray()));
    }
    assertEquals(5, bits.size());
    assertEquals(1, bits.stream().distinct().count(), bits.toString());
    RunningMean model = new RunningMean();
    Batch batch = Problems.plane(10, 3).gather(new long[] {0, 1, 2, 3});
    for (int threads : new int[] {1, 2}) {
      GradientTask task = new GradientTask(model, Device.cpu(), new MSELoss(), 2, CompileMode.AUTO);
      try (ShardedGradients source = (ShardedGradients) new Threads(threads).open(task)) {
        source.compute(batch);
        Optional<String> reason =
            Optional.of(
                CompileSettings.isOn()
                    ? "the model changes 'mean' in forward"
                    : "the system property " + CompileSettings.PROPERTY + " is off");
        assertEquals(threads == 1 ? Optional.empty() : reason, source.turns());
        model.eval();
        source.compute(batch);
        model.train();
      }
    }
  }

  @Test
  void labelsThatAreNoClassesAreNamed() {
    Module model = new Linear(2, 3, new Generator(1));
    Tensor labels = Tensor.of(new long[] {0, 1, 2, 0, 1, 2, 3, 0});
    Dataset rows = new TensorDataset(Tensor.randn(new Generator(2), 8, 2), labels);
    Trainer trainer =
        new Trainer(
                model,
                new CrossEntropyLoss(),
                new SGD(model.parameters(), 0.1),
                TrainerOptions.of(1).withShards(4))
            .with(new Threads(2));
    String message =
        assertThrows(
                DataException.class,
                () -> trainer.fit(DataLoader.of(rows, DataLoader.Options.of(8))))
            .getMessage();
    assertTrue(
        message.startsWith("CrossEntropyLoss: label 3 at row 0 of 2, with 3 classes"), message);
    assertNoThreads();
  }

  @Test
  void whatIsNotFiniteIsSearchedForAndNamed() {
    Module model =
        new Module() {
          private final Linear layer = register("layer", new Linear(2, 1, new Generator(1)));

          public Tensor forward(Tensor input) {
            return layer.forward(input.log());
          }
        };
    float[] values = new float[16];
    Arrays.fill(values, 1);
    values[11] = -1;
    Dataset rows = new TensorDataset(Tensor.of(values, 8, 2), Tensor.ones(8, 1));
    float[] before = model.parameters().get(0).tensor().toFloatArray();
    Trainer trainer =
        new Trainer(
                model,
                new MSELoss(),
                new SGD(model.parameters(), 0.1),
                TrainerOptions.of(1).withShards(4))
            .with(new Threads(2));
    String message =
        assertThrows(
                NumericException.class,
                () -> trainer.fit(DataLoader.of(rows, DataLoader.Options.of(8))))
            .getMessage();
    assertTrue(
        message.startsWith(
            "training: the loss became NaN at epoch 1, step 1: forward of log gave 1 NaN"),
        message);
    assertArrayEquals(before, model.parameters().get(0).tensor().toFloatArray());
    assertNoThreads();
  }

  private static Stream<Thread> workers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("jacobian-gradient"));
  }

  private static void assertNoThreads() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (workers().findAny().isPresent()) {
      assertTrue(System.nanoTime() < end, () -> workers().toList().toString());
      Thread.onSpinWait();
    }
  }

  @Test
  void anInterruptEndsNoStepAndStaysSet() throws InterruptedException {
    List<Object> expected = new Run(new SingleDevice()).bits();
    List<Object> bits = new ArrayList<>();
    boolean[] wasInterrupted = new boolean[1];
    Thread training =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              bits.addAll(new Run(new Threads(4)).bits());
              wasInterrupted[0] = Thread.interrupted();
            });
    training.start();
    training.join(60_000);
    assertFalse(training.isAlive());
    assertEquals(expected, bits);
    assertTrue(wasInterrupted[0]);
  }

  @Test
  void theThreadsEndWithTheRun() {
    assumeTrue(CompileSettings.isOn(), "eager shards need no threads");
    List<Thread> during = new ArrayList<>();
    new Run(
        new Threads(3),
        new Callback() {
          @Override
          public void batchFinished(BatchFinished event) {
            during.addAll(workers().toList());
          }
        });
    assertTrue(during.size() >= 2, during.toString());
    assertNoThreads();
  }

  @Test
  void memoryStaysFlat() {
    Module model =
        new Sequential(
            new Linear(2, 8, new Generator(1)), new ReLU(), new Linear(8, 1, new Generator(2)));
    MemoryPool pool = Backends.of(Device.cpu()).memory();
    List<Long> bytes = new ArrayList<>();
    long steps = 10_000;
    Callback watching =
        new Callback() {
          @Override
          public void stateReady(StateReady event) {
            if (event.scores() == null && event.step() % (steps / 10) == 0) {
              bytes.add(pool.usage().liveBytes());
            }
          }
        };
    SGD optimizer = new SGD(model.parameters(), SGD.Options.of(0.01).withMomentum(0.9));
    new Trainer(model, new MSELoss(), optimizer, TrainerOptions.of((int) steps / 4).withShards(3))
        .with(new Threads(2))
        .with(watching)
        .fit(Problems.loader(Problems.plane(14, 3), 4));
    assertEquals(10, bytes.size());
    // What the first captures held is given back when the garbage collector finds it: memory falls,
    // and never grows.
    for (int i = 1; i < bytes.size(); i++) {
      assertTrue(bytes.get(i) <= bytes.get(i - 1), bytes.toString());
    }
  }

  @Test
  void whatCannotBeDividedIsRefused() {
    Module model = new Linear(2, 1, new Generator(1));
    assertEquals(
        "threads: 4 workers for a step of 3 shards; expected at least as many shards as workers; fix:"
            + " set more shards, or fewer workers",
        refusal(4, new GradientTask(model, Device.cpu(), new MSELoss(), 3, CompileMode.AUTO)));
    assertEquals(
        "threads: the model is on cuda:0; expected a model on the CPU, whose threads compute the"
            + " shards; fix: use the strategy SingleDevice there",
        refusal(2, new GradientTask(model, Device.cuda(0), new MSELoss(), 3, CompileMode.AUTO)));
    assertEquals(
        "threads: 0 workers; expected at least 1",
        assertThrows(OptionException.class, () -> new Threads(0)).getMessage());
  }

  private static String refusal(int workers, GradientTask task) {
    return assertThrows(OptionException.class, () -> new Threads(workers).open(task)).getMessage();
  }

  @Test
  void aLayerMayBeFrozenAndThawedDuringARun() {
    List<String> bits = new ArrayList<>();
    for (GradientStrategy strategy : STRATEGIES) {
      Module model =
          new Sequential(
              new Linear(2, 2, new Generator(1)), new ReLU(), new Linear(2, 2, new Generator(2)));
      Dataset rows = new TensorDataset(Tensor.randn(new Generator(3), 40, 2), Tensor.ones(40, 2));
      Callback freezing =
          new Callback() {
            @Override
            public void stateReady(StateReady event) {
              // Layers of one shape, so that only which of them is frozen differs.
              model.parameters().get(0).tensor().setRequiresGrad(event.step() % 4 != 1);
              model.parameters().get(2).tensor().setRequiresGrad(event.step() % 4 != 3);
            }
          };
      SGD optimizer = new SGD(model.parameters(), SGD.Options.of(0.05).withMomentum(0.9));
      new Trainer(model, new MSELoss(), optimizer, TrainerOptions.of(4).withShards(8))
          .with(strategy)
          .with(freezing)
          .fit(Problems.loader(rows, 10));
      bits.add(
          model.parameters().stream()
              .map(each -> Arrays.toString(each.tensor().toFloatArray()))
              .toList()
              .toString());
    }
    assertEquals(1, bits.stream().distinct().count(), bits.toString());
  }
}
