package dev.jacobian.nn;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.autograd.RemovableHandle;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Modules in lists and under names, weights that are shared or frozen, and hooks. */
@NeedsCompiler
class ModuleContainersTest {
  private static final Tensor X = Tensor.randn(new Generator(1), 4, 3);

  /** Layers of equal width with a head for each task. */
  private static final class Net extends Module {
    final ModuleList<Linear> blocks =
        register(
            "blocks",
            new ModuleList<>(
                List.of(new Linear(3, 3, new Generator(1)), new Linear(3, 3, new Generator(2)))));
    final ModuleDict<Linear> heads = register("heads", new ModuleDict<>());

    Net() {
      heads.put("kind", new Linear(3, 2, new Generator(3)));
      heads.put("price", new Linear(3, 1, new Generator(4)));
    }

    @Override
    public List<Tensor> forwardAll(Tensor... inputs) {
      Tensor hidden = inputs[0];
      for (Linear block : blocks) {
        hidden = block.forward(hidden).relu();
      }
      return List.of(heads.get("kind").forward(hidden), heads.get("price").forward(hidden));
    }
  }

  @Test
  void childrenOfContainersHaveNames() {
    Net net = new Net();
    assertEquals(
        List.of(
            "blocks.0.weight",
            "blocks.0.bias",
            "blocks.1.weight",
            "blocks.1.bias",
            "heads.kind.weight",
            "heads.kind.bias",
            "heads.price.weight",
            "heads.price.bias"),
        List.copyOf(net.stateDict().keySet()));
    assertEquals(Map.of("blocks", net.blocks, "heads", net.heads), net.namedChildren());
    assertEquals(List.of("kind", "price"), List.copyOf(net.heads.names()));
    assertEquals("heads.price (Linear(3, 1))", net.heads.get("price").toString());
    assertEquals(2, net.forwardAll(X).size());
    assertEquals(2, net.blocks.size());
    net.blocks.append(new Linear(3, 3));
    assertSame(net.blocks.get(2), net.namedModules().get("blocks.2"));
  }

  @Test
  void whatIsNotThereIsNamed() {
    Net net = new Net();
    assertEquals(
        "blocks (ModuleList()): module 2 of 2; expected an index from 0 to 1",
        assertThrows(OptionException.class, () -> net.blocks.get(2)).getMessage());
    assertEquals(
        "heads (ModuleDict()): no module 'colour'; expected one of [kind, price]",
        assertThrows(OptionException.class, () -> net.heads.get("colour")).getMessage());
    assertThrows(OptionException.class, () -> net.heads.put("kind", new Linear(1, 1)));
    String message = assertThrows(OptionException.class, () -> net.blocks.forward(X)).getMessage();
    assertEquals(
        "blocks (ModuleList()): forward was called with 1 tensor, and the module has no such method; expected a method"
            + " such as Tensor forward(Tensor input); fix: override forward for as many tensors as the module takes, or"
            + " forwardAll",
        message);
  }

  @Test
  void aFrozenPartStaysAsItIs() {
    Net net = new Net();
    net.blocks.setRequiresGrad(false);
    float[] before = net.blocks.get(0).weight().tensor().toFloatArray();
    SGD optimizer = new SGD(net.parameters(), 0.1);
    net.forwardAll(X).get(1).square().mean().backward();
    optimizer.step();
    assertArrayEquals(before, net.blocks.get(0).weight().tensor().toFloatArray());
    assertNull(net.blocks.get(0).weight().grad());
    assertNotNull(net.heads.get("price").weight().grad());
    net.zeroGrad();
    net.setRequiresGrad(true);
    net.forwardAll(X).get(1).square().mean().backward();
    assertNotNull(net.blocks.get(0).weight().grad());
  }

  @Test
  void tiedWeightsAreTrainedOnce() {
    Embedding embedding = new Embedding(5, 3);
    Linear head = Linear.tied(embedding.weight());
    Map<String, Module> parts = new LinkedHashMap<>();
    parts.put("embedding", embedding);
    parts.put("head", head);
    ModuleDict<Module> model = new ModuleDict<>(parts);
    assertEquals(List.of("embedding.weight"), List.copyOf(model.namedParameters().keySet()));
    assertEquals(
        List.of("embedding.weight", "head.weight"), List.copyOf(model.stateDict().keySet()));
    Tensor tokens = Tensor.of(new long[] {1, 4});
    head.forward(embedding.forward(tokens)).square().sum().backward();

    Tensor weight = embedding.weight().tensor().detach().setRequiresGrad(true);
    weight.indexSelect(0, tokens).matmul(weight.t()).square().sum().backward();
    assertArrayEquals(
        weight.grad().toFloatArray(), embedding.weight().grad().toFloatArray(), 1e-4f);
    assertEquals(
        "Linear: the weight is [3]; expected a matrix [out, in]",
        assertThrows(ShapeException.class, () -> Linear.tied(Parameter.of(Tensor.zeros(3))))
            .getMessage());
  }

  @Test
  void hooksSeeAndReplaceWhatAModuleGave() {
    Linear first = new Linear(3, 3, new Generator(1));
    Sequential model = new Sequential(first, new ReLU());
    List<String> seen = new ArrayList<>();
    RemovableHandle looking =
        first.addForwardHook(
            (module, inputs, outputs) -> {
              seen.add(module + " " + inputs.get(0).shape() + " " + outputs.get(0).shape());
              return outputs;
            });
    RemovableHandle doubling =
        model.get(1).addForwardHook((module, inputs, outputs) -> List.of(outputs.get(0).mul(2)));
    Tensor plain = first.forward(X).relu();
    assertArrayEquals(plain.mul(2).toFloatArray(), model.forward(X).toFloatArray());
    assertEquals(List.of("0 (Linear(3, 3)) [4, 3] [4, 3]"), seen);
    looking.close();
    doubling.close();
    assertArrayEquals(plain.toFloatArray(), model.call(X).toFloatArray());
    assertEquals(1, seen.size());
  }

  @Test
  void hooksSeeAndReplaceWhatAModuleIsGiven() {
    Linear first = new Linear(3, 3, new Generator(1));
    Sequential model = new Sequential(first, new ReLU());
    List<String> seen = new ArrayList<>();
    RemovableHandle doubling =
        first.addForwardPreHook((module, inputs) -> List.of(inputs.get(0).mul(2)));
    RemovableHandle looking =
        first.addForwardPreHook(
            (module, inputs) -> {
              seen.add(module + " " + inputs.get(0).toFloatArray()[0]);
              return inputs;
            });
    RemovableHandle after =
        first.addForwardHook(
            (module, inputs, outputs) -> {
              seen.add("then " + inputs.get(0).toFloatArray()[0]);
              return outputs;
            });
    float twice = 2 * X.toFloatArray()[0];
    assertArrayEquals(
        first.forward(X.mul(2)).relu().toFloatArray(), model.forward(X).toFloatArray());
    assertEquals(List.of("0 (Linear(3, 3)) " + twice, "then " + twice), seen);
    doubling.close();
    looking.close();
    after.close();
    assertArrayEquals(first.forward(X).relu().toFloatArray(), model.forward(X).toFloatArray());
    assertEquals(2, seen.size());
  }

  @Test
  void aHookThatTakesItselfAwayBrokeTheCall() {
    Linear model = new Linear(3, 3, new Generator(1));
    List<RemovableHandle> handles = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    ForwardHook doubling = (module, inputs, outputs) -> List.of(outputs.get(0).mul(2));
    handles.add(
        model.addForwardHook(
            (module, inputs, outputs) -> {
              handles.get(0).close();
              seen.add("once");
              return outputs;
            }));
    handles.add(model.addForwardHook(doubling));
    handles.add(model.addForwardHook(doubling));
    float[] plain = model.forward(X).toFloatArray();
    assertArrayEquals(model.forward(X).mul(4).toFloatArray(), model.call(X).toFloatArray());
    handles.get(2).close();
    handles.get(2).close();
    assertArrayEquals(model.forward(X).mul(2).toFloatArray(), model.call(X).toFloatArray());
    handles.get(1).close();
    assertArrayEquals(plain, model.call(X).toFloatArray());
    assertEquals(List.of("once"), seen);
  }

  @Test
  void aHookOnWhatGoesInCountsInCompiledSteps() {
    Linear model = new Linear(3, 1, new Generator(1));
    CompiledStep step = CompiledStep.of(model, new MSELoss(), new SGD(model.parameters(), 0));
    Tensor y = Tensor.zeros(4, 1);
    float before = step.run(X, y);
    double zeros = new MSELoss().forward(model.forward(X.mul(0)), y).item();
    try (RemovableHandle hook =
        model.addForwardPreHook((module, inputs) -> List.of(inputs.get(0).mul(0)))) {
      assertEquals(zeros, step.run(X, y), 1e-6f);
    }
    assertEquals(before, step.run(X, y));
  }

  @Test
  void aHookThatIsAddedCountsInCompiledSteps() {
    Linear model = new Linear(3, 1, new Generator(1));
    Tensor y = Tensor.zeros(4, 1);
    CompiledStep step = CompiledStep.of(model, new MSELoss(), new SGD(model.parameters(), 0));
    float before = step.run(X, y);
    assertEquals(before, step.run(X, y));
    try (RemovableHandle hook =
        model.addForwardHook((module, inputs, outputs) -> List.of(outputs.get(0).mul(2)))) {
      assertEquals(4 * before, step.run(X, y), 1e-5f);
    }
    assertEquals(before, step.run(X, y));
  }

  @Test
  void applyVisitsChildrenBeforeThoseThatHoldThem() {
    Net net = new Net();
    List<String> seen = new ArrayList<>();
    assertSame(net, net.apply(module -> seen.add(module.toString())));
    assertEquals(
        List.of(
            "blocks.0 (Linear(3, 3))",
            "blocks.1 (Linear(3, 3))",
            "blocks (ModuleList())",
            "heads.kind (Linear(3, 2))",
            "heads.price (Linear(3, 1))",
            "heads (ModuleDict())",
            "Net"),
        seen);
    Linear twice = new Linear(2, 2);
    List<Module> once = new ArrayList<>();
    new Sequential(twice, twice).apply(once::add);
    assertEquals(2, once.size());
  }

  @Test
  void submodulesAreFoundByTheirPath() {
    Net net = new Net();
    assertSame(net, net.getSubmodule(""));
    assertSame(net.blocks.get(1), net.getSubmodule("blocks.1"));
    assertEquals(
        "Net: no module 'heads.colour', for heads (ModuleDict()) has no child 'colour'; expected one of"
            + " [kind, price]",
        assertThrows(OptionException.class, () -> net.getSubmodule("heads.colour")).getMessage());
    assertEquals(
        "Net: no module 'blocks.0.weight', for blocks.0 (Linear(3, 3)) has no child 'weight'; expected a path that"
            + " ends there",
        assertThrows(OptionException.class, () -> net.getSubmodule("blocks.0.weight"))
            .getMessage());
  }

  @Test
  void parametersInListsAndUnderNamesBelongToTheModule() {
    ParameterList list = new ParameterList(Tensor.ones(2), Tensor.zeros(3));
    Parameter own = Parameter.of(Tensor.ones(1));
    ParameterDict dict = new ParameterDict(Map.of("scale", Tensor.ones(4))).put("shift", own);
    Sequential net = new Sequential(list, dict);
    assertEquals(
        List.of("0.0", "0.1", "1.scale", "1.shift"), List.copyOf(net.stateDict().keySet()));
    assertEquals(2, list.size());
    assertSame(own, dict.get("shift"));
    List<Parameter> seen = new ArrayList<>();
    list.append(own).forEach(seen::add);
    assertEquals(List.of(list.get(0), list.get(1), own), seen);
    assertEquals(4, net.parameters().size());
    assertEquals(
        "0 (ParameterList()): parameter 3 of 3; expected an index from 0 to 2",
        assertThrows(OptionException.class, () -> list.get(3)).getMessage());
    assertEquals(
        "1 (ParameterDict()): no parameter 'mean'; expected one of [scale, shift]",
        assertThrows(OptionException.class, () -> dict.get("mean")).getMessage());
  }
}
