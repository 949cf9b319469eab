package dev.jacobian.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.StateException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A metric that is saved and restored in the middle of an epoch goes on as if nothing had been. */
class MetricStateTest {
  private static final int BATCHES = 6;
  private static final int ROWS = 17;
  private static final Set<Class<? extends Metric>> OF_CLASSES =
      Set.of(
          Accuracy.class,
          AveragePrecision.class,
          ConfusionMatrix.class,
          F1Score.class,
          LogLoss.class,
          Precision.class,
          Recall.class,
          RocAuc.class,
          TopKAccuracy.class);

  static List<Supplier<Metric>> metrics() {
    return List.of(
        Accuracy::new,
        AveragePrecision::new,
        () -> new ConfusionMatrix(2),
        () -> new F1Score(Average.MACRO),
        LogLoss::new,
        MeanAbsoluteError::new,
        MeanAbsolutePercentageError::new,
        () -> new MeanMetric("loss"),
        MeanSquaredError::new,
        () -> OutputMetric.of("price", 0, new MeanSquaredError()),
        Precision::new,
        R2Score::new,
        Recall::new,
        RocAuc::new,
        RootMeanSquaredError::new,
        () -> new TopKAccuracy(1));
  }

  private static void update(Metric metric, int batch) {
    Tensor prediction = Tensor.randn(new Generator(batch), ROWS, 1);
    boolean labels = OF_CLASSES.contains(metric.getClass());
    Tensor noise = Tensor.randn(new Generator(100 + batch), ROWS, 1).mul(1 / 3.0);
    Tensor target = prediction.add(noise);
    metric.update(prediction, labels ? target.gt(0).to(DType.INT64) : target);
  }

  private static Metric after(Supplier<Metric> kind, int batches) {
    Metric metric = kind.get();
    for (int batch = 0; batch < batches; batch++) {
      update(metric, batch);
    }
    return metric;
  }

  private static void requireSameState(Metric expected, Metric actual, String what) {
    assertEquals(
        Double.doubleToRawLongBits(expected.value()),
        Double.doubleToRawLongBits(actual.value()),
        what);
    assertEquals(expected.stateDict().keySet(), actual.stateDict().keySet(), what);
    expected
        .stateDict()
        .forEach(
            (name, tensor) -> {
              Tensor other = actual.stateDict().get(name);
              assertEquals(tensor.variable().spec(), other.variable().spec(), what + name);
              assertArrayEquals(bits(tensor), bits(other), what + name);
            });
  }

  private static long[] bits(Tensor tensor) {
    return tensor.dtype() == DType.INT64
        ? tensor.toLongArray()
        : Arrays.stream(tensor.toDoubleArray()).mapToLong(Double::doubleToRawLongBits).toArray();
  }

  @Test
  void noMetricIsForgotten() throws URISyntaxException {
    Path classes = Path.of(Metric.class.getResource("Metric.class").toURI()).getParent();
    Set<String> all =
        new ClassFileImporter()
            .importPath(classes).stream()
                .filter(type -> type.isAssignableTo(Metric.class))
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
    assertEquals(
        all,
        metrics().stream()
            .map(kind -> kind.get().getClass().getName())
            .collect(Collectors.toSet()));
    assertTrue(all.size() >= 15, all.toString());
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void savingAndRestoringAtAnyBatchChangesNoBit(Supplier<Metric> kind) {
    Metric whole = after(kind, BATCHES);
    for (int batches = 0; batches <= BATCHES; batches++) {
      String what = whole.name() + " after " + batches + " batches: ";
      Metric first = after(kind, batches);
      Map<String, Tensor> state = first.stateDict();
      update(first, 99); // What was saved is a copy.
      Metric restored = kind.get();
      update(restored, 98); // What was there is replaced.
      restored.loadStateDict(state);
      requireSameState(after(kind, batches), restored, what);
      for (int batch = batches; batch < BATCHES; batch++) {
        update(restored, batch);
      }
      requireSameState(whole, restored, what);
    }
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void aRestoredMetricMergesAndResetsLikeAnyOther(Supplier<Metric> kind) {
    Metric restored = kind.get();
    restored.loadStateDict(after(kind, 3).stateDict());
    Metric expected = after(kind, 3);
    expected.merge(after(kind, 2));
    restored.merge(after(kind, 2));
    requireSameState(expected, restored, "merged ");
    restored.reset();
    requireSameState(kind.get(), restored, "reset ");
  }

  @ParameterizedTest
  @MethodSource("metrics")
  void aStateThatDoesNotFitIsRefusedAndNothingChanges(Supplier<Metric> kind) {
    Metric metric = after(kind, 2);
    Map<String, Tensor> state = after(kind, 3).stateDict();
    int refused = 0;
    for (String name : state.keySet()) {
      Map<String, Tensor> missing = new LinkedHashMap<>(state);
      missing.remove(name);
      refused += requireRefused(metric, missing, "missing " + name);
      for (Tensor other : List.of(Tensor.zeros(5, 5, 5), state.get(name).to(DType.INT32))) {
        Map<String, Tensor> changed = new LinkedHashMap<>(state);
        changed.put(name, other);
        String problem = name + " is " + other.variable().spec() + " instead of ";
        refused += requireRefused(metric, changed, problem);
      }
    }
    Map<String, Tensor> more = new LinkedHashMap<>(state);
    more.put("more", Tensor.of(1f));
    refused += requireRefused(metric, more, "unexpected more float32[]");
    assertEquals(3 * state.size() + 1, refused);
    assertTrue(state.size() >= 2, state.keySet().toString());
    requireSameState(after(kind, 2), metric, "refused ");
  }

  private static int requireRefused(Metric metric, Map<String, Tensor> state, String problem) {
    String message =
        assertThrows(StateException.class, () -> metric.loadStateDict(state)).getMessage();
    assertTrue(
        message.startsWith("the state does not fit the metric " + metric.name() + ": ")
            && message.contains(problem),
        message);
    return 1;
  }

  @Test
  void theErrorNamesEachDifference() {
    assertEquals(
        "the state does not fit the metric confusion: counts is int64[2, 2] instead of int64[3, 3],"
            + " undecided is int64[2] instead of int64[3]; expected the state of a metric of the"
            + " same kind; fix: make the metric with the options that the state was saved with",
        assertThrows(
                StateException.class,
                () -> new ConfusionMatrix(3).loadStateDict(new ConfusionMatrix(2).stateDict()))
            .getMessage());
    assertTrue(
        assertThrows(
                StateException.class,
                () -> new RootMeanSquaredError().loadStateDict(new R2Score().stateDict()))
            .getMessage()
            .startsWith("the state does not fit the metric rmse: missing "));
  }

  @Test
  void columnsOfR2AreThoseThatWereSaved() {
    R2Score wide = new R2Score();
    wide.update(Tensor.randn(new Generator(1), 9, 3), Tensor.randn(new Generator(2), 9, 3));
    R2Score restored = new R2Score();
    restored.loadStateDict(wide.stateDict());
    requireSameState(wide, restored, "r2 ");
    Map<String, Tensor> uneven = new LinkedHashMap<>(wide.stateDict());
    uneven.put("totals", Tensor.of(new double[] {1, 2}));
    assertTrue(
        assertThrows(StateException.class, () -> restored.loadStateDict(uneven))
            .getMessage()
            .contains("totals is float64[2] instead of float64[3]"));
  }

  @Test
  void sumsThatANaNHasReachedAreKept() {
    MeanMetric metric = new MeanMetric("loss");
    metric.add(Double.NaN, 1);
    MeanMetric restored = new MeanMetric("loss");
    restored.loadStateDict(metric.stateDict());
    restored.add(1, 1);
    assertTrue(Double.isNaN(restored.value()));
  }
}
