package dev.jacobian.trainers;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.CompiledStep;
import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.io.CheckpointStore;
import dev.jacobian.io.SafeTensors;
import dev.jacobian.metric.Accuracy;
import dev.jacobian.metric.MeanSquaredError;
import dev.jacobian.metric.OutputMetric;
import dev.jacobian.nn.Embedding;
import dev.jacobian.nn.EmbeddingOptions;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.loss.BCEWithLogitsLoss;
import dev.jacobian.nn.loss.JointLoss;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.callback.BatchFinished;
import dev.jacobian.trainers.callback.Callback;
import dev.jacobian.trainers.callback.Checkpoints;
import dev.jacobian.trainers.callback.MetricScores;
import dev.jacobian.trainers.callback.Monitor;
import dev.jacobian.trainers.callback.Phase;
import dev.jacobian.trainers.strategy.CompileMode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A model of two towers with three inputs and two outputs trains as PyTorch's ({@code
 * goldens_towers.py}), by every way that a model with one of each does.
 */
class SeveralInputsTrainingTest {
  private static final Path GOLDENS = Path.of("src", "test", "resources", "goldens");
  private static final Map<String, Tensor> GOLDEN =
      SafeTensors.load(GOLDENS.resolve("towers.safetensors")).tensors();
  private static final int EPOCHS = 12;
  private static final int BATCH = 8;

  @TempDir private Path folder;

  private static final class Towers extends Module {
    private final Embedding users = register("users", new Embedding(6, 4, table()));
    private final Embedding items =
        register("items", new Embedding(9, 3, table().withPaddingIdx(0)));
    private final Linear user = register("user", new Linear(4, 5, linear()));
    private final Linear item = register("item", new Linear(5, 5, linear()));
    private final Linear click = register("click", new Linear(10, 1, linear()));

    private static EmbeddingOptions table() {
      return EmbeddingOptions.defaults().withDtype(DType.FLOAT64);
    }

    private static LinearOptions linear() {
      return LinearOptions.defaults().withDtype(DType.FLOAT64);
    }

    @Override
    public List<Tensor> forwardAll(Tensor... inputs) {
      Tensor u = user.forward(users.forward(inputs[0])).relu();
      Tensor i = item.forward(Tensor.concat(1, items.forward(inputs[1]), inputs[2])).tanh();
      return List.of(u.mul(i).sum(true, 1), click.forward(Tensor.concat(1, u, i)));
    }
  }

  private static Towers towers() {
    Towers model = new Towers();
    model.loadStateDict(golden("start/"));
    return model;
  }

  private static Map<String, Tensor> golden(String prefix) {
    Map<String, Tensor> state = new LinkedHashMap<>();
    GOLDEN.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            state.put(name.substring(prefix.length()), tensor);
          }
        });
    return state;
  }

  private static Tensor part(String name) {
    Tensor tensor = GOLDEN.get(name);
    assertTrue(tensor != null, name);
    return tensor;
  }

  private static TensorDataset rows(UnaryOperator<Tensor> numbers) {
    return new TensorDataset(
        List.of(part("user"), part("item"), numbers.apply(part("numbers"))),
        List.of(part("rating"), part("clicked")));
  }

  private static DataLoader loader(int workers) {
    return DataLoader.of(rows(t -> t), DataLoader.Options.of(BATCH).withWorkers(workers));
  }

  private static Loss loss() {
    return new JointLoss(new MSELoss(), new BCEWithLogitsLoss()).withWeights(1, 0.5);
  }

  private static Adam adam(Module model) {
    return new Adam(model.parameters(), 0.02);
  }

  private static void assertClose(String name, Tensor expected, Tensor actual) {
    assertArrayEquals(expected.toDoubleArray(), actual.detach().toDoubleArray(), 1e-9, name);
  }

  private static void assertTrained(Module model) {
    Map<String, Tensor> state = model.stateDict();
    golden("end/").forEach((name, tensor) -> assertClose(name, tensor, state.get(name)));
    model.eval();
    List<Tensor> outputs = model.forwardAll(part("user"), part("item"), part("numbers"));
    assertClose("score", part("score"), outputs.get(0));
    assertClose("logit", part("logit"), outputs.get(1));
  }

  private static List<double[]> bits(Module model) {
    return model.stateDict().values().stream().map(Tensor::toDoubleArray).toList();
  }

  private static void assertSameBits(Module expected, Module actual) {
    List<double[]> all = bits(expected);
    for (int i = 0; i < all.size(); i++) {
      assertArrayEquals(all.get(i), bits(actual).get(i));
    }
  }

  @ParameterizedTest
  @CsvSource({"ON, 0, 1", "OFF, 0, 1", "ON, 2, 1", "ON, 0, 3", "OFF, 3, 3"})
  void theTrainerTrainsAsPyTorch(CompileMode compile, int workers, int shards) {
    Towers model = towers();
    List<Double> losses = new ArrayList<>();
    Callback listener =
        new Callback() {
          @Override
          public void batchFinished(BatchFinished event) {
            if (event.phase() == Phase.TRAIN) {
              losses.add(event.loss());
              assertEquals(shards, event.outputs().size());
              event
                  .outputs()
                  .forEach(
                      output -> {
                        assertEquals(2, output.predictions().size());
                        assertEquals(2, output.targets().size());
                      });
            }
          }
        };
    MetricScores metrics =
        new MetricScores(
            OutputMetric.of("rating", 0, new MeanSquaredError()),
            OutputMetric.of("click", 1, new Accuracy()));
    TrainerOptions options = TrainerOptions.of(EPOCHS).withCompile(compile).withShards(shards);
    TrainResult result;
    try (DataLoader train = loader(workers);
        DataLoader validation = loader(0)) {
      result =
          new Trainer(model, loss(), adam(model), options)
              .with(listener, metrics)
              .fit(train, validation);
    }
    assertEquals(compile == CompileMode.ON, result.execution().isCompiled());
    assertArrayEquals(
        part("losses").toDoubleArray(),
        losses.stream().mapToDouble(Double::doubleValue).toArray(),
        1e-9);
    assertTrained(model);
    Map<String, Double> scores = result.history().get(EPOCHS - 1).scores();
    double error = part("score").sub(part("rating")).square().mean().item();
    assertEquals(error, scores.get("validation_rating_mse"), 1e-9);
    double right =
        part("logit").gt(0).to(DType.FLOAT64).eq(part("clicked")).to(DType.FLOAT64).mean().item();
    assertEquals(right, scores.get("validation_click_accuracy"), 1e-9);
  }

  @Test
  void aCompiledStepOfBatchesTrainsAsPyTorch() {
    Towers model = towers();
    CompiledStep step = CompiledStep.of(model, loss(), adam(model));
    double[] expected = part("losses").toDoubleArray();
    int number = 0;
    try (DataLoader loader = loader(0)) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (Batch batch : loader) {
          assertEquals((float) expected[number++], step.run(batch), 1e-5);
          assertTrue(step.isCompiled(batch));
        }
      }
    }
    assertTrained(model);
    Tensor x = part("numbers");
    DataException e = assertThrows(DataException.class, () -> step.run(x, x));
    assertEquals(
        "a batch has 1 inputs and 1 targets; expected 3 and 2, as the batches before",
        e.getMessage());
  }

  @ParameterizedTest
  @EnumSource(CompileMode.class)
  void aRunThatWasStoppedGoesOnWithTheSameBits(CompileMode compile) {
    Towers whole = towers();
    TrainerOptions options = TrainerOptions.of(4).withCompile(compile);
    DataLoader.Options shuffled = DataLoader.Options.of(BATCH).withShuffle(4);
    try (DataLoader loader = DataLoader.of(rows(t -> t), shuffled)) {
      new Trainer(whole, loss(), adam(whole), options).fit(loader);
    }
    CheckpointStore store = new CheckpointStore(folder, 2);
    Towers first = towers();
    try (DataLoader loader = DataLoader.of(rows(t -> t), shuffled.withWorkers(1))) {
      new Trainer(first, loss(), adam(first), options.withEpochs(2))
          .with(new Checkpoints(store, Monitor.lowest("train_loss")))
          .fit(loader);
    }
    Towers second = towers();
    try (DataLoader loader = DataLoader.of(rows(t -> t), shuffled)) {
      new Trainer(second, loss(), adam(second), options)
          .resume(store.newest().orElseThrow().checkpoint())
          .fit(loader);
    }
    assertSameBits(whole, second);
  }

  @ParameterizedTest
  @EnumSource(CompileMode.class)
  void whichInputIsNotFiniteIsSaid(CompileMode compile) {
    TensorDataset rows = rows(t -> t.div(t.gt(0).to(DType.FLOAT64)));
    Towers model = towers();
    try (DataLoader loader = DataLoader.of(rows, DataLoader.Options.of(BATCH))) {
      Trainer trainer =
          new Trainer(model, loss(), adam(model), TrainerOptions.of(1).withCompile(compile));
      String message = assertThrows(NumericException.class, () -> trainer.fit(loader)).getMessage();
      assertTrue(
          message.matches(
              "training: the loss became NaN at epoch 1, step 1: the batch's inputs\\(2\\) have"
                  + " -?(NaN|Infinity) in row \\d; .*"),
          message);
    }
  }

  @Test
  void aFewBatchesCanBeOverfitted() {
    Towers model = towers();
    TrainerOptions options = TrainerOptions.of(60).withOverfitBatches(1);
    TrainResult result;
    try (DataLoader loader = loader(2)) {
      result = new Trainer(model, loss(), adam(model), options).fit(loader);
    }
    double first = result.history().get(0).score("train_loss");
    assertTrue(result.history().get(59).score("train_loss") < first / 10);
  }

  @Test
  void learningRatesAreTried() {
    Towers model = towers();
    LearningRateFinder finder =
        new LearningRateFinder(
            model, loss(), adam(model), LearningRateFinder.Options.defaults().withSteps(12));
    try (DataLoader loader = loader(0)) {
      assertTrue(finder.find(loader).points().size() > 5);
    }
    assertSameBits(towers(), model);
  }

  @Test
  void anEvaluatorScoresEachOutput() {
    Towers model = towers();
    model.loadStateDict(golden("end/"));
    try (DataLoader loader = loader(0)) {
      Map<String, Double> scores =
          Evaluator.scores(
              model,
              loss(),
              loader,
              List.of(OutputMetric.of("rating", 0, new MeanSquaredError())),
              UnaryOperator.identity());
      double error = part("score").sub(part("rating")).square().mean().item();
      assertEquals(error, scores.get("rating_mse"), 1e-9);
    }
  }

  @Test
  void aModelThatTakesOtherInputsIsNamed() {
    Linear model = new Linear(2, 1, LinearOptions.defaults().withDtype(DType.FLOAT64));
    try (DataLoader loader = loader(0)) {
      OptionException e =
          assertThrows(
              OptionException.class,
              () -> new Trainer(model, loss(), adam(model), TrainerOptions.of(1)).fit(loader));
      assertEquals(
          "Linear(2, 1): forward was called with 3 tensors; expected 1, as the module takes; fix:"
              + " call it with its inputs; in training, the data set gives as many as the model"
              + " takes",
          e.getMessage());
    }
  }
}
