package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.logs.LogRecord;
import dev.jacobian.logs.Logs;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.Parameter;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Tanh;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.function.DoubleSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A compiled function computes with the fields and captured objects of its Java code as they are at
 * each run, as eager code does: a change is seen before the next run, said once, and a state that
 * was there before finds its program again.
 */
@NeedsCompiler
class JavaStateTest {
  private static final Tensor X = Tensor.of(new float[] {-1.5f, 0.25f, 2});

  private enum Mode {
    SUM,
    PRODUCT
  }

  private record Config(double scale, Mode mode, List<Double> offsets) {}

  /** Something with a field that a module or a lambda holds. */
  private static final class Holder {
    double value = 2;
    Holder next;
  }

  private static class Base extends Module {
    float inherited = 2;

    @Override
    public Tensor forward(Tensor input) {
      return input.mul(inherited);
    }
  }

  /** Computes with one of its fields, of every kind. */
  private static final class Knobs extends Base {
    double temperature = 2;
    float single = 2;
    int whole = 2;
    long large = 2;
    short small = 2;
    byte tiny = 2;
    char letter = 'b';
    boolean flag = true;
    Mode mode = Mode.SUM;
    String text = "sum";
    Double boxed = 2.0;
    volatile double shared = 2;
    double[] weights = {1, 2, 3};
    boolean[] mask = {true, false};
    int[][] table = {{1, 2}, {3, 4}};
    Config[] configs = {new Config(2, Mode.SUM, List.of(1.0))};
    List<Double> list = new ArrayList<>(List.of(1.0, 2.0));
    Map<String, Double> map = new HashMap<>(Map.of("a", 1.0, "b", 2.0));
    Set<String> set = new LinkedHashSet<>(List.of("relu"));
    Deque<Integer> deque = new ArrayDeque<>(List.of(2));
    Config config = new Config(2, Mode.SUM, new ArrayList<>(List.of(1.0)));
    Optional<Holder> optional = Optional.of(new Holder());
    Holder holder = new Holder();
    final AtomicInteger atomic = new AtomicInteger(2);
    final AtomicLong atomicLong = new AtomicLong(2);
    final AtomicBoolean atomicFlag = new AtomicBoolean(true);
    final AtomicReference<String> reference = new AtomicReference<>("sum");
    final DoubleAdder adder = new DoubleAdder();
    UnaryOperator<Tensor> activation = Tensor::relu;
    DoubleSupplier factor = () -> 2;
    Module unregistered = new ReLU();
    Linear linear = new Linear(3, 3, new Generator(1));
    Parameter parameter = Parameter.of(Tensor.of(new float[] {1, 2, 3}));
    Tensor tensor = Tensor.of(new float[] {1, 2, 3});
    UnaryOperator<Tensor> computation = input -> input;

    @Override
    public Tensor forward(Tensor input) {
      return computation.apply(input);
    }

    Tensor inherited(Tensor input) {
      return super.forward(input);
    }
  }

  private static final class Parent extends Module {
    private final Knobs child = register("child", new Knobs());

    @Override
    public Tensor forward(Tensor input) {
      return child.forward(input).add(1);
    }
  }

  /** A change of a module's state, what it computes with it, and what the log says. */
  private record Row(
      String said,
      Change change,
      Change back,
      java.util.function.Function<Knobs, UnaryOperator<Tensor>> made) {}

  private interface Change {
    void apply(Knobs knobs);
  }

  private static Tensor pick(Tensor x, boolean isSum) {
    return isSum ? x.add(x) : x.mul(x);
  }

  private static Row row(
      String said,
      Change change,
      Change back,
      java.util.function.BiFunction<Knobs, Tensor, Tensor> f) {
    return new Row(said, change, back, knobs -> x -> f.apply(knobs, x));
  }

  private static List<Row> rows() {
    Holder other = new Holder();
    other.value = 7;
    Linear fresh = new Linear(3, 3, new Generator(5));
    Module tanh = new Tanh();
    return List.of(
        row(
            "Knobs.temperature was 2.0 when the function was captured and is 4.0 now",
            k -> k.temperature = 4,
            k -> k.temperature = 2,
            (k, x) -> x.div(k.temperature)),
        row(
            "Knobs.temperature was 2.0 when the function was captured and is NaN now",
            k -> k.temperature = Double.NaN,
            k -> k.temperature = 2,
            (k, x) -> x.div(k.temperature)),
        row(
            "Base.inherited was 2.0 when the function was captured and is 3.0 now",
            k -> k.inherited = 3,
            k -> k.inherited = 2,
            Knobs::inherited),
        row(
            "Knobs.single was 2.0",
            k -> k.single = 3,
            k -> k.single = 2,
            (k, x) -> x.mul(k.single)),
        row("Knobs.whole was 2", k -> k.whole = 3, k -> k.whole = 2, (k, x) -> x.mul(k.whole)),
        row(
            "Knobs.large was 2",
            k -> k.large = 1L << 40,
            k -> k.large = 2,
            (k, x) -> x.mul((double) k.large)),
        row("Knobs.small was 2", k -> k.small = 3, k -> k.small = 2, (k, x) -> x.mul(k.small)),
        row("Knobs.tiny was 2", k -> k.tiny = 3, k -> k.tiny = 2, (k, x) -> x.mul(k.tiny)),
        row(
            "Knobs.letter was b",
            k -> k.letter = 'c',
            k -> k.letter = 'b',
            (k, x) -> x.mul(k.letter)),
        row(
            "Knobs.flag was true",
            k -> k.flag = false,
            k -> k.flag = true,
            (k, x) -> pick(x, k.flag)),
        row(
            "Knobs.mode was SUM when the function was captured and is PRODUCT now",
            k -> k.mode = Mode.PRODUCT,
            k -> k.mode = Mode.SUM,
            (k, x) -> pick(x, k.mode == Mode.SUM)),
        row(
            "Knobs.text was 'sum' when the function was captured and is 'product' now",
            k -> k.text = "product",
            k -> k.text = "sum",
            (k, x) -> pick(x, k.text.equals("sum"))),
        row(
            "Knobs.boxed was 2.0",
            k -> k.boxed = 3.0,
            k -> k.boxed = 2.0,
            (k, x) -> x.mul(k.boxed)),
        row(
            "Knobs.shared was 2.0",
            k -> k.shared = 3,
            k -> k.shared = 2,
            (k, x) -> x.mul(k.shared)),
        row(
            "Knobs.weights[1] was 2.0 when the function was captured and is 5.0 now",
            k -> k.weights[1] = 5,
            k -> k.weights[1] = 2,
            (k, x) -> x.mul(k.weights[0]).add(k.weights[1])),
        row(
            "Knobs.weights was a double[] when the function was captured and is another one now",
            k -> k.weights = new double[] {3, 4},
            k -> k.weights = new double[] {1, 2},
            (k, x) -> x.mul(k.weights[0]).add(k.weights[1])),
        row(
            "Knobs.mask[1] was false",
            k -> k.mask[1] = true,
            k -> k.mask[1] = false,
            (k, x) -> pick(x, k.mask[1])),
        row(
            "Knobs.table[1][0] was 3 when the function was captured and is 9 now",
            k -> k.table[1][0] = 9,
            k -> k.table[1][0] = 3,
            (k, x) -> x.mul(k.table[1][0])),
        row(
            "Knobs.configs was a Config when the function was captured and is another one now",
            k -> k.configs[0] = new Config(5, Mode.SUM, List.of()),
            k -> k.configs[0] = new Config(2, Mode.SUM, List.of()),
            (k, x) -> x.mul(k.configs[0].scale())),
        row(
            "Knobs.list[1] was 2.0 when the function was captured and is 6.0 now",
            k -> k.list.set(1, 6.0),
            k -> k.list.set(1, 2.0),
            (k, x) -> x.mul(k.list.get(1))),
        row(
            "Knobs.list was 2 long when the function was captured and is 3 long now",
            k -> k.list.add(6.0),
            k -> k.list.remove(2),
            (k, x) -> x.mul(k.list.size())),
        row(
            "Knobs.map[3] was 2.0 when the function was captured and is 8.0 now",
            k -> k.map.put("b", 8.0),
            k -> k.map.put("b", 2.0),
            (k, x) -> x.mul(k.map.get("b"))),
        row(
            "Knobs.set was 1 long",
            k -> k.set.add("double"),
            k -> k.set.remove("double"),
            (k, x) -> pick(x, k.set.contains("double"))),
        row(
            "Knobs.deque was 2 when the function was captured and is 3 now",
            k -> k.deque.addFirst(k.deque.removeFirst() + 1),
            k -> k.deque.addFirst(k.deque.removeFirst() - 1),
            (k, x) -> x.mul(k.deque.getFirst())),
        row(
            "Knobs.config was a Config when the function was captured and is another one now",
            k -> k.config = new Config(2, Mode.PRODUCT, List.of()),
            k -> k.config = new Config(2, Mode.SUM, List.of()),
            (k, x) -> pick(x, k.config.mode() == Mode.SUM)),
        row(
            "Config.offsets was 1.0 when the function was captured and is 4.0 now",
            k -> k.config.offsets().set(0, 4.0),
            k -> k.config.offsets().set(0, 1.0),
            (k, x) -> x.add(k.config.offsets().get(0))),
        row(
            "Holder.value was 2.0 when the function was captured and is 3.0 now",
            k -> k.optional.get().value = 3,
            k -> k.optional.get().value = 2,
            (k, x) -> x.mul(k.optional.get().value)),
        row(
            "Holder.value was 2.0 when the function was captured and is 3.0 now",
            k -> k.holder.value = 3,
            k -> k.holder.value = 2,
            (k, x) -> x.mul(k.holder.value)),
        row(
            "Holder.next was null when the function was captured and is a Holder now",
            k -> k.holder.next = other,
            k -> k.holder.next = null,
            (k, x) -> k.holder.next == null ? x : x.mul(k.holder.next.value)),
        row(
            "Knobs.atomic was 2",
            k -> k.atomic.set(3),
            k -> k.atomic.set(2),
            (k, x) -> x.mul(k.atomic.get())),
        row(
            "Knobs.atomicLong was 2",
            k -> k.atomicLong.set(3),
            k -> k.atomicLong.set(2),
            (k, x) -> x.mul((double) k.atomicLong.get())),
        row(
            "Knobs.atomicFlag was true",
            k -> k.atomicFlag.set(false),
            k -> k.atomicFlag.set(true),
            (k, x) -> pick(x, k.atomicFlag.get())),
        row(
            "Knobs.reference was 'sum'",
            k -> k.reference.set("product"),
            k -> k.reference.set("sum"),
            (k, x) -> pick(x, k.reference.get().equals("sum"))),
        row(
            "Knobs.adder was 0.0 when the function was captured and is 1.5 now",
            k -> k.adder.add(1.5),
            k -> k.adder.reset(),
            (k, x) -> x.add(k.adder.sum())),
        row(
            "Knobs.activation was a lambda when the function was captured and is another one now",
            k -> k.activation = Tensor::tanh,
            k -> k.activation = Tensor::relu,
            (k, x) -> k.activation.apply(x)),
        row(
            "Knobs.factor was a lambda",
            k -> k.factor = () -> 3,
            k -> k.factor = () -> 2,
            (k, x) -> x.mul(k.factor.getAsDouble())),
        row(
            "Knobs.unregistered was ReLU() when the function was captured and is Tanh() now",
            k -> k.unregistered = tanh,
            k -> k.unregistered = new ReLU(),
            (k, x) -> k.unregistered.forward(x)),
        row(
            "Knobs.linear was Linear(3, 3) when the function was captured and is another one now",
            k -> k.linear = fresh,
            k -> {},
            (k, x) -> k.linear.forward(x.reshape(1, 3))),
        row(
            "Knobs.parameter was a Parameter when the function was captured and is another one now",
            k -> k.parameter = Parameter.of(Tensor.of(new float[] {4, 5, 6})),
            k -> {},
            (k, x) -> x.mul(k.parameter.tensor())),
        row(
            "Knobs.tensor was a float32[3] tensor when the function was captured and is another one now",
            k -> k.tensor = Tensor.of(new float[] {4, 5, 6}),
            k -> {},
            (k, x) -> x.mul(k.tensor)));
  }

  @TestFactory
  Stream<DynamicTest> ofAModule() {
    return rows().stream()
        .map(row -> DynamicTest.dynamicTest(row.said(), () -> check(row, new Knobs(), null)));
  }

  @TestFactory
  Stream<DynamicTest> ofAChildModule() {
    return rows().stream()
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.said(),
                    () -> {
                      Parent parent = new Parent();
                      check(row, parent.child, parent);
                    }));
  }

  private static void check(Row row, Knobs knobs, Module above) {
    knobs.computation = row.made().apply(knobs);
    Module model = above == null ? knobs : above;
    Compiled compiled = Compiled.function(t -> model.forward(t[0]));
    try (Logs logs = Logs.collect()) {
      Tensor before = compiled.run(X);
      assertReplays(compiled, model, "before");
      assertEquals(List.of(), logs.of(Compiled.class));
      row.change().apply(knobs);
      assertFalse(compiled.isCompiled(X));
      Tensor after = compiled.run(X);
      assertFalse(Arrays.equals(before.toFloatArray(), after.toFloatArray()), "nothing changed");
      Agreement.assertSameBits(model.forward(X), after, "after the change");
      assertReplays(compiled, model, "after the change");
      assertSaid(row.said(), logs);
      long compiling = compiled.compileNanos();
      row.back().apply(knobs);
      Agreement.assertSameBits(model.forward(X), compiled.run(X), "changed back");
      assertReplays(compiled, model, "changed back");
      assertEquals(compiling, compiled.compileNanos(), "a known state was compiled anew");
      row.change().apply(knobs);
      Agreement.assertSameBits(model.forward(X), compiled.run(X), "changed again");
      assertEquals(1, logs.of(Compiled.class).size(), "said again");
    }
  }

  private static void assertReplays(Compiled compiled, Module model, String when) {
    for (int run = 0; run < 3; run++) {
      assertTrue(compiled.isCompiled(X), when);
      Agreement.assertSameBits(model.forward(X), compiled.run(X), when);
    }
  }

  private static void assertSaid(String expected, Logs logs) {
    List<String> texts = logs.of(Compiled.class).stream().map(LogRecord::text).toList();
    assertEquals(1, texts.size(), texts.toString());
    assertTrue(texts.get(0).startsWith("captured again: " + expected), texts.get(0));
  }

  @TestFactory
  Stream<DynamicTest> ofWhatALambdaCaptured() {
    Holder holder = new Holder();
    AtomicInteger atomic = new AtomicInteger(2);
    int[] array = {2};
    double[] empty = {};
    List<Integer> list = new ArrayList<>(List.of(2));
    StringBuilder unused = new StringBuilder("opaque");
    DoubleSupplier nested = () -> holder.value + atomic.get();
    return Stream.of(
        lambda("Holder.value", () -> holder.value = 5, x -> x.mul(holder.value)),
        lambda("the captured AtomicInteger", () -> atomic.set(5), x -> x.mul(atomic.get())),
        lambda("the captured int[][0]", () -> array[0] = 5, x -> x.mul(array[0] + empty.length)),
        lambda(
            "the captured List", () -> list.set(0, 5), x -> x.mul(list.get(0) + unused.length())),
        lambda("Holder.value", () -> holder.value = 6, x -> x.mul(nested.getAsDouble())));
  }

  private static DynamicTest lambda(String said, Runnable change, UnaryOperator<Tensor> function) {
    return DynamicTest.dynamicTest(
        said,
        () -> {
          Compiled compiled = Compiled.function(t -> function.apply(t[0]));
          try (Logs logs = Logs.collect()) {
            for (int run = 0; run < 3; run++) {
              Agreement.assertSameBits(function.apply(X), compiled.run(X), "before");
            }
            change.run();
            for (int run = 0; run < 3; run++) {
              Agreement.assertSameBits(function.apply(X), compiled.run(X), "after");
            }
            assertSaid(said + " was ", logs);
          }
        });
  }
}
