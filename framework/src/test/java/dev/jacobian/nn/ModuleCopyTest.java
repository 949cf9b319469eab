package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.Shape;
import dev.jacobian.tensor.Creation;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ModuleCopyTest {
  static Stream<String> layers() {
    return LayerRows.all().keySet().stream();
  }

  private static Tensor input() {
    return Creation.normal(new Generator(1), Shape.of(2, 2, 3), DType.FLOAT64, Device.cpu());
  }

  @ParameterizedTest
  @MethodSource("layers")
  void everyLayerComputesTheSameWithTensorsOfItsOwn(String name) {
    Module layer = LayerRows.all().get(name).get().eval();
    Module copy = Module.deepCopy(layer);
    assertSame(layer.getClass(), copy.getClass());
    assertEquals(layer.description(), copy.description());
    assertFalse(copy.isTraining());
    assertArrayEquals(
        layer.call(input()).toDoubleArray(), copy.call(input()).toDoubleArray(), name);
    Map<String, Tensor> state = copy.stateDict();
    assertEquals(List.copyOf(layer.stateDict().keySet()), List.copyOf(state.keySet()));
    layer
        .stateDict()
        .forEach(
            (key, tensor) -> {
              assertArrayEquals(tensor.toDoubleArray(), state.get(key).toDoubleArray(), key);
              assertNotSame(tensor.storage(), state.get(key).storage(), key);
            });
    if (!copy.parameters().isEmpty()) {
      double[] before = layer.call(input()).toDoubleArray();
      copy.stateDict().values().forEach(tensor -> tensor.fillInPlace(2));
      assertArrayEquals(before, layer.call(input()).toDoubleArray(), name);
    }
  }

  /** Holds what modules hold, in most ways of holding it. */
  private static final class Net extends Module {
    final Linear fc = register("fc", new Linear(3, 3, new Generator(1)));
    final Linear tied = register("tied", Linear.tied(fc.weight()));
    final Parameter scale = registerParameter("scale", Tensor.ones(3));
    final Tensor mask = registerBuffer("mask", Tensor.ones(2, 3));
    final Tensor row = registerBuffer("row", mask.get(1));
    final Module[] array = {fc};
    final List<Module> list = new ArrayList<>(List.of(tied));
    final Map<String, Object> map =
        new ConcurrentHashMap<>(Map.of("fc", fc, "sizes", new int[] {3}));
    final List<Parameter> fixed = List.of(scale, fc.weight());
    final Pair pair = new Pair(fc, "first");
    final Node ring = new Node(this);
    final AtomicInteger calls = new AtomicInteger(4);
    final UnaryOperator<Tensor> act = Tensor::relu;
    final Inner inner = new Inner();

    record Pair(Module module, String name) {}

    static final class Node {
      private final Net net;
      private Node next;

      Node(Net net) {
        this.net = net;
      }
    }

    final class Inner {
      Linear ofOuter() {
        return fc;
      }
    }

    Net() {
      ring.next = ring;
    }

    @Override
    public Tensor forward(Tensor x) {
      calls.incrementAndGet();
      return act.apply(tied.forward(array[0].call(x)).mul(scale.tensor())).add(mask.get(1));
    }
  }

  @Test
  void whatIsHeldTwiceIsHeldTwiceInTheCopy() {
    Net net = new Net();
    Net copy = Module.deepCopy(net);
    assertNotSame(net.fc, copy.fc);
    assertSame(copy.fc, copy.getSubmodule("fc"));
    assertSame(copy.fc.weight(), copy.tied.weight());
    assertSame(copy.fc, copy.array[0]);
    assertEquals(List.of(copy.tied), copy.list);
    assertSame(copy.fc, copy.map.get("fc"));
    assertNotSame(net.map.get("sizes"), copy.map.get("sizes"));
    assertEquals(List.of(copy.scale, copy.fc.weight()), copy.fixed);
    assertEquals(new Net.Pair(copy.fc, "first"), copy.pair);
    assertSame(copy, copy.ring.net);
    assertSame(copy.ring, copy.ring.next);
    assertSame(copy.fc, copy.inner.ofOuter());
    assertSame(net.act, copy.act);
    copy.calls.incrementAndGet();
    assertEquals(4, net.calls.get());
    assertEquals(
        List.copyOf(net.namedParameters().keySet()), List.copyOf(copy.namedParameters().keySet()));
    assertEquals("fc.weight", copy.tied.weight().name());
    assertEquals("fc (Linear(3, 3))", copy.fc.toString());
  }

  @Test
  void viewsOfOneMemoryAreViewsOfOneMemoryInTheCopy() {
    Net net = new Net();
    Net copy = Module.deepCopy(net);
    copy.mask.fillInPlace(5);
    assertEquals(5, copy.row.get(0).item());
    assertEquals(1, net.row.get(0).item());
  }

  @Test
  void modesAndFrozenPartsAreCopiedAndGradientsAreNot() {
    Net net = new Net();
    net.forward(Tensor.ones(2, 3)).sum().backward();
    net.fc.setRequiresGrad(false);
    net.fc.eval();
    Net copy = Module.deepCopy(net);
    assertFalse(copy.fc.weight().isTrainable());
    assertTrue(copy.scale.isTrainable());
    assertFalse(copy.fc.isTraining());
    assertTrue(copy.isTraining());
    assertNotNull(net.scale.grad());
    assertNull(copy.scale.grad());
  }

  @Test
  void trainingTheCopyLeavesTheOriginal() {
    Net net = new Net();
    Net copy = Module.deepCopy(net);
    float[] before = net.fc.weight().tensor().toFloatArray();
    SGD optimizer = new SGD(copy.parameters(), 0.1);
    copy.forward(Tensor.ones(2, 3)).sum().backward();
    optimizer.step();
    assertArrayEquals(before, net.fc.weight().tensor().toFloatArray());
    assertNotEquals(before[0], copy.fc.weight().tensor().toFloatArray()[0]);
    assertNull(net.fc.weight().grad());
  }

  @Test
  void aCopyOutlivesTheScopeThatItWasMadeIn() {
    Net net = new Net();
    Net copy;
    try (MemoryScope scope = MemoryScope.open()) {
      copy = Module.deepCopy(net);
    }
    assertArrayEquals(
        net.forward(Tensor.ones(2, 3)).toFloatArray(),
        copy.forward(Tensor.ones(2, 3)).toFloatArray());
  }

  @Test
  void aPartOfAModelIsTheRootOfItsCopy() {
    Sequential model = new Sequential(new Linear(2, 2), new Sequential(new Linear(2, 3)));
    Module copy = Module.deepCopy(model.get(1));
    assertEquals("0 (Linear(2, 3))", copy.getSubmodule("0").toString());
    assertEquals("0.weight", copy.parameters().get(0).name());
    Linear embedding = new Linear(3, 3);
    Sequential tied = new Sequential(embedding, new Sequential(Linear.tied(embedding.weight())));
    assertEquals("0.weight", Module.deepCopy(tied.get(1)).parameters().get(0).name());
    assertEquals("weight", Parametrizations.weightNorm(Module.deepCopy(embedding)).weight().name());
  }

  @Test
  void parametrizedWeightsAreComputedFromThoseOfTheCopy() {
    Linear layer = Parametrizations.weightNorm(new Linear(3, 2, new Generator(1)));
    Linear copy = Module.deepCopy(layer);
    copy.stateDict().get("parametrizations.weight.original0").fillInPlace(0);
    assertEquals(0, copy.weight().tensor().abs().sum().item());
    assertNotEquals(0, layer.weight().tensor().abs().sum().item());
    assertEquals(List.copyOf(layer.stateDict().keySet()), List.copyOf(copy.stateDict().keySet()));
    Parametrizations.remove(copy, "weight");
    assertEquals(List.of("bias", "weight"), List.copyOf(copy.stateDict().keySet()));
  }

  @Test
  void hooksOfModulesAreCalledForTheCopyToo() {
    Net net = new Net();
    List<Module> called = new ArrayList<>();
    var handle =
        net.fc.addForwardHook(
            (module, inputs, outputs) -> {
              called.add(module);
              return outputs;
            });
    Net copy = Module.deepCopy(net);
    handle.close();
    net.forward(Tensor.ones(2, 3));
    copy.forward(Tensor.ones(2, 3));
    assertEquals(List.of(copy.fc), called);
  }

  @Test
  void dropoutOfACopyDropsOtherElements() {
    Generator.manualSeed(3);
    Dropout layer = new Dropout(0.5);
    Dropout copy = Module.deepCopy(layer);
    assertSame(copy.generator(), copy.namedGenerators().get("generator"));
    assertFalse(layer.forward(Tensor.ones(64)).eq(copy.forward(Tensor.ones(64))).all().item() != 0);
  }

  private static String problem(Module module) {
    return assertThrows(OptionException.class, () -> Module.deepCopy(module)).getMessage();
  }

  private abstract static class OneInput extends Module {
    final Linear fc = register("fc", new Linear(2, 2));

    @Override
    public Tensor forward(Tensor x) {
      return fc.forward(x);
    }
  }

  private static final class Closing extends OneInput {
    final UnaryOperator<Tensor> twice = x -> fc.forward(fc.forward(x));
  }

  private static final class Remembering extends OneInput {
    Tensor last = Tensor.zeros(1);
  }

  private static final class Counting extends OneInput {
    final Map<String, Integer> counts = new TreeMap<>(Comparator.reverseOrder());
  }

  @Test
  void whatCannotBeCopiedIsNamed() {
    assertEquals(
        "deepCopy: Closing.twice is a lambda that has captured Closing; expected lambdas of modules to capture none of"
            + " their layers and tensors; fix: make it a method of the module, or an object with a field",
        problem(new Closing()));
    Remembering remembering = new Remembering();
    remembering.last = remembering.forward(Tensor.ones(1, 2));
    assertEquals(
        "deepCopy: Remembering.last is the result of linear; expected modules to hold leaves of the tape only; fix: hold"
            + " its detach(), or null before the copy is made",
        problem(remembering).replaceAll("result of .*?;", "result of linear;"));
    remembering.last = remembering.last.detach();
    Module.deepCopy(remembering);
    assertEquals(
        "deepCopy: Counting.counts is a java.util.TreeMap; expected modules, parameters, tensors,"
            + " numbers, arrays, records, the usual collections and objects of classes of yours; fix: hold what it"
            + " holds in one of these",
        problem(new Counting()));
  }
}
