package dev.jacobian.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.nn.BatchNorm1d;
import dev.jacobian.nn.BatchStatistics;
import dev.jacobian.nn.Goldens;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.RunningNormOptions;
import dev.jacobian.nn.Sequential;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightAverageTest {
  private static final Goldens GOLDENS = Goldens.load("averages.txt");
  private static final List<Tensor> BATCHES =
      IntStream.range(0, 4).mapToObj(i -> GOLDENS.tensor("batch/" + i, DType.FLOAT64)).toList();

  private static Sequential network() {
    LinearOptions options = LinearOptions.defaults().withDtype(DType.FLOAT64);
    Sequential model =
        new Sequential(
            new Linear(3, 4, options),
            new BatchNorm1d(4, RunningNormOptions.ofBatch().withDtype(DType.FLOAT64)),
            new Linear(4, 1, options));
    Map<String, Tensor> state = new TreeMap<>(model.stateDict());
    state.replaceAll(
        (name, value) ->
            GOLDENS.parts("first/").contains(name)
                ? GOLDENS.tensor("first/" + name, DType.FLOAT64)
                : value);
    model.loadStateDict(state);
    return model;
  }

  private static Sequential trained(Consumer<Sequential> afterEachStep) {
    Sequential model = network();
    SGD optimizer = new SGD(model.parameters(), 0.1);
    for (Tensor batch : BATCHES) {
      optimizer.zeroGrad();
      model.forward(batch).square().mean().backward();
      optimizer.step();
      afterEachStep.accept(model);
    }
    return model;
  }

  private static void requireGolden(String prefix, Map<String, Tensor> state) {
    state.forEach((name, value) -> GOLDENS.assertEqual(prefix + name, value.dtype(), value));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ema", "swa"})
  void averagesOfBuffersAndRenewedStatisticsFollowPyTorch(String kind) {
    Sequential start = network();
    AveragedModel average =
        (kind.equals("ema") ? AveragedModel.ema(start, 0.7) : AveragedModel.swa(start))
            .withBuffers();
    Module second = average.module();
    Sequential model = trained(average::update);
    Map<String, Tensor> averaged = new TreeMap<>(second.stateDict());
    // PyTorch adds up the counters of batches of an exponential average, which nothing reads.
    averaged.remove("1.num_batches_tracked");
    requireGolden(kind + "/averaged/", averaged);

    second.eval();
    BatchStatistics.update(second, BATCHES, Function.identity());
    assertFalse(second.isTraining());
    requireGolden(kind + "/updated/", second.stateDict());
    assertTrue(model.isTraining());
  }

  @Test
  void swappedTwiceAModelIsAsItWas() {
    Sequential first = network();
    WeightAverage average = WeightAverage.ema(first, 0.7);
    Sequential model = trained(average::update);
    double[] own = model.stateDict().get("0.weight").toDoubleArray();
    average.swap(model);
    Map<String, Tensor> averaged = new TreeMap<>(model.stateDict());
    averaged.remove("1.num_batches_tracked");
    requireGolden("ema/averaged/", averaged);
    average.swap(model);
    assertArrayEquals(own, model.stateDict().get("0.weight").toDoubleArray());
  }

  @Test
  void mistakesAreExplained() {
    WeightAverage average = WeightAverage.swa(network());
    assertEquals(
        "AveragedModel: the state does not fit: missing 0.bias float64[4]; expected the averages"
            + " of a model of the same form; fix: load a state that stateDict() gave",
        assertThrows(
                StateException.class,
                () -> {
                  Map<String, Tensor> state = new TreeMap<>(average.stateDict());
                  state.remove("0.bias");
                  average.loadStateDict(state);
                })
            .getMessage());
    assertEquals(
        "BatchStatistics: no batches to take the statistics of; expected at least one batch",
        assertThrows(
                DataException.class,
                () -> BatchStatistics.update(network(), List.<Tensor>of(), Function.identity()))
            .getMessage());
  }
}
