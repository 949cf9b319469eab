package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.NumericException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModuleTest {
  /** A network as users write them. */
  private static final class Net extends Module {
    private final Linear fc1 = register("fc1", new Linear(3, 4));
    private final Sequential tail =
        register("tail", new Sequential(new ReLU(), new Linear(4, 2, false)));
    private final Tensor scale = registerBuffer("scale", Tensor.ones(2));

    @Override
    public Tensor forward(Tensor input) {
      return tail.forward(fc1.forward(input)).mul(scale);
    }
  }

  /** A module without a layer of its own name. */
  private static final class Square extends Module {
    @Override
    public Tensor forward(Tensor input) {
      return input.matmul(input);
    }
  }

  /** Two layers that share a weight. */
  private static final class Tied extends Module {
    private final Linear first = register("first", new Linear(3, 3, false));
    private final Parameter weight = registerParameter("weight", first.weight());

    private Tied() {
      register("again", first);
    }

    @Override
    public Tensor forward(Tensor input) {
      return first.forward(input).matmul(weight.tensor());
    }
  }

  @Test
  void parametersAreNamedByTheirPath() {
    Net net = new Net();
    assertEquals(
        List.of("fc1.weight", "fc1.bias", "tail.1.weight"),
        List.copyOf(net.namedParameters().keySet()));
    assertEquals(List.of("scale"), List.copyOf(net.namedBuffers().keySet()));
    assertEquals(
        List.of("", "fc1", "tail", "tail.0", "tail.1"), List.copyOf(net.namedModules().keySet()));
    assertEquals(
        List.of("scale", "fc1.weight", "fc1.bias", "tail.1.weight"),
        List.copyOf(net.stateDict().keySet()));
    assertEquals(List.of(net.fc1, net.tail), net.children());
    assertEquals("fc1.weight", net.fc1.weight().name());
    assertEquals("fc1.weight float32[4, 3]", net.fc1.weight().toString());
    assertEquals("tail.1 (Linear(4, 2, bias=false))", net.tail.get(1).toString());
    assertEquals("Net", net.toString());
  }

  @Test
  void sharedParametersAreCountedOnce() {
    Tied tied = new Tied();
    assertEquals(List.of("weight"), List.copyOf(tied.namedParameters().keySet()));
    assertEquals(List.of("", "first"), List.copyOf(tied.namedModules().keySet()));
    assertEquals(
        List.of("weight", "first.weight", "again.weight"), List.copyOf(tied.stateDict().keySet()));
    assertTrue(tied.summary().contains("\n9 parameters, 9 trainable, 36 B\n"), tied.summary());
    tied.loadStateDict(tied.stateDict());
  }

  @Test
  void aSharedParameterCollectsTheGradientsOfAllItsUses() {
    Tied tied = new Tied();
    tied.forward(Tensor.ones(1, 3)).sum().backward();
    Tensor weight = tied.weight.tensor().detach().setRequiresGrad(true);
    Tensor ones = Tensor.ones(1, 3);
    ones.matmulTransposed(weight).matmul(weight).sum().backward();
    assertArrayEquals(weight.grad().toFloatArray(), tied.weight.grad().toFloatArray());
  }

  @Test
  void namesAreChecked() {
    class Empty extends Module {
      @Override
      public Tensor forward(Tensor input) {
        return input;
      }
    }
    Empty module = new Empty();
    module.register("a", new ReLU());
    assertEquals(
        "Empty: the name 'a' was registered twice; expected each name once in a module",
        assertThrows(OptionException.class, () -> module.registerParameter("a", Tensor.zeros(1)))
            .getMessage());
    assertEquals(
        "Empty: the name 'a.b' was registered; expected a name that is not empty and has no dot",
        assertThrows(OptionException.class, () -> module.register("a.b", new ReLU())).getMessage());
    Sequential outer = new Sequential(module);
    assertEquals(
        "0 (Empty): the child 'loop' contains the module it was registered in; expected modules that form a tree",
        assertThrows(OptionException.class, () -> module.register("loop", outer)).getMessage());
  }

  @Test
  void aParameterMustBeFloatingPoint() {
    assertEquals(
        "a parameter of int64[3]; expected a floating-point tensor; fix: cast it first, for example"
            + " x.to(DType.FLOAT64), or register it as a buffer",
        assertThrows(DTypeException.class, () -> Parameter.of(Tensor.arange(3))).getMessage());
  }

  @Test
  void trainingModeReachesEveryModule() {
    Net net = new Net();
    assertTrue(net.isTraining());
    assertSame(net, net.eval());
    assertTrue(net.namedModules().values().stream().noneMatch(Module::isTraining));
    net.train();
    assertTrue(net.namedModules().values().stream().allMatch(Module::isTraining));
  }

  @Test
  void frozenParametersGetNoGradient() {
    Net net = new Net();
    net.fc1.setRequiresGrad(false);
    net.forward(Tensor.rand(new Generator(1), 2, 3)).sum().backward();
    assertNull(net.fc1.weight().grad());
    assertFalse(net.fc1.weight().isTrainable());
    assertTrue(net.tail.parameters().get(0).grad() != null);
    assertTrue(
        net.summary().contains("24 parameters, 8 trainable, 96 B\nbuffers 8 B\n"), net.summary());
    net.zeroGrad();
    assertNull(net.tail.parameters().get(0).grad());
  }

  @Test
  void parametersOutliveTheScopeTheyWereMadeIn() {
    Net net;
    try (MemoryScope scope = MemoryScope.open()) {
      net = new Net();
    }
    try (MemoryScope scope = MemoryScope.open()) {
      net.forward(Tensor.ones(2, 3)).sum().backward();
    }
    assertEquals(12, net.fc1.weight().grad().toFloatArray().length);
  }

  @Test
  void errorsNameTheLayerByItsPath() {
    Net net = new Net();
    assertEquals(
        "fc1 (Linear(3, 4)): input [2, 5]; expected [..., 3]",
        assertThrows(ShapeException.class, () -> net.forward(Tensor.zeros(2, 5))).getMessage());
  }

  @Test
  void sequentialNamesModulesThatDoNotNameThemselves() {
    Sequential chain = new Sequential(new ReLU(), new Square());
    assertEquals(
        "1 (Square): matmul: inner dimensions differ: [2, 3] x [2, 3]; expected the right operand to be [3, n]",
        assertThrows(ShapeException.class, () -> chain.forward(Tensor.zeros(2, 3))).getMessage());
  }

  @Test
  void anomalyModeNamesTheLayer() {
    Net net = new Net();
    Init.constant(net.fc1.bias().tensor(), Double.NaN);
    try (Autograd.Guard anomaly = Autograd.detectAnomaly()) {
      String message =
          assertThrows(NumericException.class, () -> net.forward(Tensor.zeros(2, 3))).getMessage();
      assertTrue(message.startsWith("forward of add gave 8 NaN"), message);
      assertTrue(message.contains("in layer fc1 (Linear(3, 4)), called at"), message);
    }
  }

  @Test
  void summaryIsATableWithTotals() {
    assertEquals(
        """
        Net
        ---------------------------------------------------------------------
        Name    Layer                     Shapes                   Parameters
        ---------------------------------------------------------------------
        (root)  Net                       scale [2] (buffer)                0
        fc1     Linear(3, 4)              weight [4, 3], bias [4]          16
        tail    Sequential                                                  0
        tail.0  ReLU()                                                      0
        tail.1  Linear(4, 2, bias=false)  weight [2, 4]                     8
        ---------------------------------------------------------------------
        24 parameters, 24 trainable, 96 B
        buffers 8 B
        """,
        new Net().summary());
  }

  @Test
  void summaryOfOneLayer() {
    assertEquals(
        """
        Linear(10, 1)
        -----------------------------------------------------------
        Name    Layer          Shapes                    Parameters
        -----------------------------------------------------------
        (root)  Linear(10, 1)  weight [1, 10], bias [1]          11
        -----------------------------------------------------------
        11 parameters, 11 trainable, 44 B
        """,
        new Linear(10, 1).summary());
  }

  @Test
  void anEmptySequentialIsTheIdentity() {
    Tensor input = Tensor.ones(2);
    assertSame(input, new Sequential().forward(input));
    assertEquals("cpu", new Sequential().device().toString());
  }
}
