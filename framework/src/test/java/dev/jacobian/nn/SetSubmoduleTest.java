package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

@NeedsCompiler
class SetSubmoduleTest {
  private static final class Net extends Module {
    private final Linear body = register("body", new Linear(2, 4, new Generator(1)));
    private final Module head = register("head", new Linear(4, 3, new Generator(2)));
    private final List<Module> all = new ArrayList<>(List.of(body, head));
    private final List<Module> fixed = List.of(head);
    private final Module[] array = {head};
    private final Last last = new Last(head);

    private record Last(Module module) {}

    @Override
    public Tensor forward(Tensor x) {
      return head.call(body.forward(x).relu());
    }
  }

  @Test
  void theOtherModuleStandsWhereverTheOneBeforeWasHeld() {
    Net net = new Net();
    Sequential outer = new Sequential(net);
    Linear head = new Linear(4, 5, new Generator(3));
    outer.setSubmodule("0.head", head);
    assertSame(head, net.head);
    assertSame(head, outer.getSubmodule("0.head"));
    assertEquals(List.of(net.body, head), net.all);
    assertEquals(List.of(head), net.fixed);
    assertSame(head, net.array[0]);
    assertSame(head, net.last.module());
    assertEquals("0.head (Linear(4, 5))", head.toString());
    assertEquals("0.head.weight", head.weight().name());
    assertEquals(List.of("body", "head"), List.copyOf(net.namedChildren().keySet()));
    assertArrayEquals(new long[] {7, 5}, outer.forward(Tensor.ones(7, 2)).shape().dims());
  }

  @Test
  void aModuleMayBeWrapped() {
    Net net = new Net();
    Module before = net.head;
    net.setSubmodule("head", new Sequential(before, new Dropout(0.1)));
    assertEquals(
        List.of("body.weight", "body.bias", "head.0.weight", "head.0.bias"),
        List.copyOf(net.stateDict().keySet()));
    assertEquals("head.0 (Linear(4, 3))", before.toString());
  }

  @Test
  void membersOfContainersAreReplaced() {
    Sequential chain = new Sequential(new Linear(2, 2), new ReLU());
    chain.setSubmodule("1", new Tanh());
    assertArrayEquals(
        chain.get(0).call(Tensor.ones(1, 2)).tanh().toFloatArray(),
        chain.forward(Tensor.ones(1, 2)).toFloatArray());
    ModuleList<Module> list = new ModuleList<>(List.of(new ReLU(), new ReLU()));
    Tanh tanh = new Tanh();
    list.setSubmodule("0", tanh);
    assertSame(tanh, list.get(0));
    ModuleDict<Module> dict = new ModuleDict<>();
    dict.put("a", new ReLU());
    dict.setSubmodule("a", tanh);
    assertSame(tanh, dict.get("a"));
  }

  @Test
  void compiledFunctionsNotice() {
    Net net = new Net();
    Compiled compiled = Compiled.function(t -> net.forward(t[0]));
    Tensor x = Tensor.ones(7, 2);
    for (int i = 0; i < 4; i++) {
      compiled.run(x);
    }
    net.setSubmodule("head", new Linear(4, 3, new Generator(9)));
    assertArrayEquals(net.forward(x).toFloatArray(), compiled.run(x).toFloatArray(), 1e-6f);
    net.setSubmodule("head", new Linear(4, 5, new Generator(3)));
    assertArrayEquals(net.forward(x).toFloatArray(), compiled.run(x).toFloatArray(), 1e-6f);
  }

  private static final class Closing extends Module {
    final Linear fc = register("fc", new Linear(2, 2));
    final UnaryOperator<Tensor> act = fc::forward;

    @Override
    public Tensor forward(Tensor x) {
      return act.apply(x);
    }
  }

  private static String problem(Module module, String path, Module other) {
    return assertThrows(OptionException.class, () -> module.setSubmodule(path, other)).getMessage();
  }

  @Test
  void mistakesAreExplainedAndChangeNothing() {
    Net net = new Net();
    Module head = net.head;
    assertEquals(
        "Net: no module 'neck', for Net has no child 'neck'; expected one of [body, head]",
        problem(net, "neck", new ReLU()));
    assertEquals(
        "Net: setSubmodule: an empty path; expected the path of a module below this one",
        problem(net, "", new ReLU()));
    assertEquals(
        "setSubmodule: Net.body holds the layer and takes a Linear, not ReLU(); expected another Linear; fix: declare it"
            + " as a Module",
        problem(net, "body", new ReLU()));
    assertEquals(
        "Net: the child 'head' contains the module it was registered in; expected modules that form a tree",
        problem(net, "head", net));
    assertEquals(
        "setSubmodule: Closing.act is a lambda that has captured fc (Linear(2, 2)); expected lambdas of modules to"
            + " capture none of their layers and tensors; fix: make it a method of the module, or an object with a"
            + " field",
        problem(new Closing(), "fc", new Linear(2, 2)));
    assertSame(head, net.getSubmodule("head"));
    assertEquals(List.of(net.body, head), net.all);
  }
}
