package dev.jacobian.trainers.strategy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.models.MLP;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.loss.CrossEntropyLoss;
import dev.jacobian.nn.loss.CrossEntropyLossOptions;
import dev.jacobian.nn.loss.Loss;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.nn.loss.Reduction;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.shape.TensorSpec;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import dev.jacobian.trainers.Problems;
import dev.jacobian.trainers.Trainer;
import dev.jacobian.trainers.TrainerOptions;
import dev.jacobian.trainers.callback.BatchOutput;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What every gradient strategy must do; the test class of a strategy only extends it. */
abstract class TrainerCompatibilityKit {
  /** Returns the strategy under test for steps of so many shards. */
  protected abstract GradientStrategy strategy(int shards);

  /** Computes the gradient of one batch, compiled. */
  private BatchGradient compute(Module model, Loss loss, Batch batch, int shards) {
    GradientTask task = new GradientTask(model, model.device(), loss, shards, CompileMode.AUTO);
    try (GradientSource source = strategy(shards).open(task)) {
      return source.compute(batch);
    }
  }

  @Test
  void oneShardIsTheLoopWrittenByHand() {
    Module model = network();
    Batch batch = batch(10);
    Loss loss = new MSELoss();
    BatchGradient outcome = compute(model, loss, batch, 1);
    Tensor byHand = loss.forward(model.forward(batch.inputs()), batch.targets());
    byHand.backward();
    List<float[]> expected =
        model.parameters().stream().map(each -> each.grad().toFloatArray()).toList();
    assertClose(expected, gradients(outcome), 1e-7f);
    assertEquals(byHand.item(), outcome.loss().item(), 1e-7);
    assertEquals(10, outcome.rows());
  }

  @Test
  void anyNumberOfShardsGivesTheGradientOfTheMeanOverAllRows() {
    Module model = network();
    Batch batch = batch(10);
    BatchGradient whole = compute(model, new MSELoss(), batch, 1);
    List<float[]> expected = gradients(whole);
    for (int shards : new int[] {2, 3, 4, 7, 10, 25}) {
      BatchGradient outcome = compute(model, new MSELoss(), batch, shards);
      assertClose(expected, gradients(outcome), 1e-5f);
      assertEquals(whole.loss().item(), outcome.loss().item(), 1e-6, shards + " shards");
      assertEquals(Math.min(shards, 10), outcome.outputs().size());
    }
  }

  @Test
  void theShardsHoldTheRowsInOrder() {
    Module model = network();
    Batch batch = batch(7);
    BatchGradient outcome = compute(model, new MSELoss(), batch, 3);
    List<Tensor> targets = outcome.outputs().stream().map(BatchOutput::target).toList();
    assertEquals(List.of(2L, 2L, 3L), targets.stream().map(target -> target.size(0)).toList());
    Tensor joined = Tensor.concat(0, targets.toArray(Tensor[]::new));
    assertArrayEquals(batch.targets().toFloatArray(), joined.toFloatArray());
  }

  @Test
  void classesAreShardedToo() {
    Module model = new MLP(MLP.Options.of(2, List.of(4), 3), new Generator(3));
    Batch batch = new Batch(batch(6).inputs(), Tensor.of(new long[] {0, 1, 2, 0, 1, 2}));
    List<float[]> expected = gradients(compute(model, new CrossEntropyLoss(), batch, 1));
    BatchGradient outcome = compute(model, new CrossEntropyLoss(), batch, 4);
    assertClose(expected, gradients(outcome), 1e-5f);
  }

  @Test
  void aWeightedMeanIsShardedByItsWeights() {
    Tensor weights = Tensor.of(new float[] {0, 1, 25});
    CrossEntropyLossOptions options = CrossEntropyLossOptions.defaults().withClassWeights(weights);
    for (double smoothing : new double[] {0, 0.1}) {
      Loss loss = new CrossEntropyLoss(options.withLabelSmoothing(smoothing));
      Module model = new MLP(MLP.Options.of(2, List.of(4), 3), new Generator(3));
      // In pairs, the first shard has no weight at all.
      Batch batch = new Batch(batch(6).inputs(), Tensor.of(new long[] {0, 0, 1, 1, 2, 1}));
      BatchGradient whole = compute(model, loss, batch, 1);
      List<float[]> expected = gradients(whole);
      for (int shards : new int[] {2, 3, 6, 9}) {
        BatchGradient outcome = compute(model, loss, batch, shards);
        assertClose(expected, gradients(outcome), 1e-5f);
        assertEquals(whole.loss().item(), outcome.loss().item(), 1e-6, shards + " shards");
        assertEquals(6, outcome.rows());
      }
    }
  }

  @Test
  void theSameStepTwiceGivesTheSameBits() {
    for (int shards : new int[] {1, 3}) {
      Module model = network();
      List<float[]> first = gradients(compute(model, new MSELoss(), batch(9), shards));
      assertSame(first, gradients(compute(model, new MSELoss(), batch(9), shards)));
    }
  }

  @Test
  void aWholeTrainingTwiceGivesTheSameBits() {
    assertSame(trained(), trained());
  }

  private List<float[]> trained() {
    Module model = network();
    SGD optimizer = new SGD(model.parameters(), SGD.Options.of(0.05).withMomentum(0.9));
    new Trainer(model, new MSELoss(), optimizer, TrainerOptions.of(3).withShards(3))
        .with(strategy(3))
        .fit(Problems.loader(Problems.plane(50, 3), 16));
    return model.parameters().stream().map(parameter -> parameter.tensor().toFloatArray()).toList();
  }

  @Test
  void frozenParametersGetNoGradient() {
    Module model = network();
    Parameter frozen = model.parameters().get(0);
    frozen.tensor().setRequiresGrad(false);
    BatchGradient outcome = compute(model, new MSELoss(), batch(4), 2);
    assertTrue(outcome.gradients().get(0).isEmpty());
    assertEquals(model.parameters().size() - 1, gradients(outcome).size());
    model.parameters().forEach(each -> assertNull(each.grad()));
  }

  @Test
  void outputsLiveAsLongAsTheCallersScope() {
    BatchOutput output;
    try (MemoryScope scope = MemoryScope.open()) {
      output = compute(network(), new MSELoss(), batch(4), 2).outputs().get(1);
      assertEquals(2, output.prediction().toFloatArray().length);
      assertEquals(false, output.prediction().requiresGrad());
    }
    assertEquals(true, output.prediction().storage().isReleased());
  }

  @Test
  void anEmptyBatchIsAnError() {
    Batch empty = new Batch(Tensor.zeros(0, 2), Tensor.zeros(0, 1));
    assertEquals(
        "training: a batch has no rows (inputs [0, 2]); expected at least one row in every batch; fix: look at the"
            + " dataset's size and the loader's batch size",
        assertThrows(DataException.class, () -> compute(network(), new MSELoss(), empty, 2))
            .getMessage());
  }

  @Test
  void aLossWithoutAReductionIsAnError() {
    Loss loss = new MSELoss(Reduction.NONE);
    for (int shards : new int[] {1, 2}) {
      assertEquals(
          "training: the loss has shape ["
              + 4 / shards
              + ", 1]; expected one number, the mean over the rows; fix: use Reduction.MEAN",
          assertThrows(ShapeException.class, () -> compute(network(), loss, batch(4), shards))
              .getMessage());
    }
  }

  @Test
  void aSumOverSeveralShardsIsAnError() {
    Loss loss = new MSELoss(Reduction.SUM);
    assertEquals(
        "training: 3 shards with a loss that is the sum over the rows; expected a loss that is their mean, since each"
            + " shard counts by its rows; fix: use Reduction.MEAN, or one shard",
        assertThrows(OptionException.class, () -> compute(network(), loss, batch(4), 3))
            .getMessage());
    Module model = network();
    BatchGradient outcome = compute(model, loss, batch(4), 1);
    assertEquals(
        loss.forward(model.forward(batch(4).inputs()), batch(4).targets()).item(),
        outcome.loss().item());
  }

  @Test
  void theLossIsADoubleOffTheTape() {
    for (int shards : new int[] {1, 3}) {
      Tensor value = compute(network(), new MSELoss(), batch(4), shards).loss();
      assertEquals(new TensorSpec(Shape.scalar(), DType.FLOAT64), value.value().spec());
      assertEquals(false, value.requiresGrad());
    }
  }

  private static Module network() {
    return new MLP(MLP.Options.of(2, List.of(5), 1), new Generator(11));
  }

  private static Batch batch(int rows) {
    Generator generator = new Generator(4);
    return new Batch(Tensor.randn(generator, rows, 2), Tensor.randn(generator, rows, 1));
  }

  private static List<float[]> gradients(BatchGradient outcome) {
    return outcome.gradients().stream()
        .flatMap(Optional::stream)
        .map(Tensor::toFloatArray)
        .toList();
  }

  private static void assertSame(List<float[]> expected, List<float[]> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i));
    }
  }

  private static void assertClose(List<float[]> expected, List<float[]> actual, float tolerance) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(expected.get(i), actual.get(i), tolerance);
    }
  }
}
