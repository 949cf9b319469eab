package dev.jacobian.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.device.MemoryScope;
import dev.jacobian.device.ReferenceBackend;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Parameter;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class OptimizerTest {
  private static final SGD.Options MOMENTUM = SGD.Options.of(0.1).withMomentum(0.9);

  private static final List<Function<List<Parameter>, Optimizer>> WITH_STATE =
      List.of(
          parameters -> new SGD(parameters, MOMENTUM),
          parameters -> new Adam(parameters, 0.1),
          parameters -> new AdamW(parameters, 0.1));

  private static Parameter parameter(float... values) {
    return Parameter.of(Tensor.of(values));
  }

  private static void setGrad(Parameter parameter, float... values) {
    parameter.tensor().setGrad(Tensor.of(values));
  }

  private static float[] values(Parameter parameter) {
    return parameter.tensor().toFloatArray();
  }

  @Test
  void parametersWithoutGradientAreLeftAlone() {
    for (Function<List<Parameter>, Optimizer> make : WITH_STATE) {
      Parameter moved = parameter(1, 2);
      Parameter still = parameter(3, 4);
      Optimizer optimizer = make.apply(List.of(moved, still));
      setGrad(moved, 1, 1);
      optimizer.step();
      assertArrayEquals(new float[] {3, 4}, values(still));
      assertFalse(values(moved)[0] == 1);
      assertFalse(optimizer.stateDict().containsKey("state.1.step"));

      optimizer.zeroGrad();
      float[] before = values(moved);
      optimizer.step();
      assertArrayEquals(before, values(moved));
    }
  }

  @Test
  void zeroGradSetsGradientsToNull() {
    Parameter parameter = parameter(1);
    setGrad(parameter, 1);
    new SGD(List.of(parameter), 0.1).zeroGrad();
    assertNull(parameter.grad());
  }

  @Test
  void gradientsAreNotChanged() {
    for (Function<List<Parameter>, Optimizer> make : WITH_STATE) {
      Parameter parameter = parameter(1, 2);
      setGrad(parameter, 5, 6);
      Optimizer optimizer = make.apply(List.of(parameter));
      optimizer.step();
      optimizer.step();
      assertArrayEquals(new float[] {5, 6}, parameter.grad().toFloatArray());
    }
  }

  @Test
  void stateOutlivesTheScopeOfTheStep() {
    for (Function<List<Parameter>, Optimizer> make : WITH_STATE) {
      Linear inScopes = new Linear(3, 1, new Generator(1));
      Linear plain = new Linear(3, 1, new Generator(1));
      Tensor x = Tensor.rand(new Generator(2), 4, 3);
      Optimizer first = make.apply(inScopes.parameters());
      Optimizer second = make.apply(plain.parameters());
      for (int i = 0; i < 3; i++) {
        try (MemoryScope scope = MemoryScope.open()) {
          step(inScopes, x, first);
        }
        step(plain, x, second);
      }
      assertArrayEquals(values(plain.weight()), values(inScopes.weight()));
    }
  }

  private static void step(Linear model, Tensor x, Optimizer optimizer) {
    optimizer.zeroGrad();
    model.forward(x).square().mean().backward();
    optimizer.step();
  }

  @Test
  void stepLeavesNoTemporariesBehind() {
    Linear model = new Linear(3, 1, new Generator(1));
    Optimizer optimizer = new Adam(model.parameters(), 0.1);
    Tensor x = Tensor.rand(new Generator(2), 4, 3);
    step(model, x, optimizer);
    long before = Device.cpu().backend().memory().usage().liveTensors();
    optimizer.step();
    long after = Device.cpu().backend().memory().usage().liveTensors();
    assertTrue(after <= before, () -> before + " live tensors became " + after);
  }

  @Test
  void stateFollowsTheParameterToAnotherDevice() {
    Device second = Device.cuda(7);
    ReferenceBackend.install(second);
    for (Function<List<Parameter>, Optimizer> make : WITH_STATE) {
      Linear moving = new Linear(3, 1, new Generator(1));
      Linear staying = new Linear(3, 1, new Generator(1));
      Tensor x = Tensor.rand(new Generator(2), 4, 3);
      Optimizer first = make.apply(moving.parameters());
      Optimizer other = make.apply(staying.parameters());
      step(moving, x, first);
      step(staying, x, other);
      moving.to(second);
      first.step(); // With the gradient that moved along.
      other.step();
      step(moving, x.to(second), first);
      step(staying, x, other);
      assertEquals(second, moving.weight().tensor().device());
      assertArrayEquals(values(staying.weight()), values(moving.weight()), 1e-5f);
    }
  }

  @Test
  void theLearningRateIsTheOnlyOptionThatChanges() {
    Parameter a = parameter(1);
    Parameter b = parameter(1);
    SGD optimizer =
        new SGD(
            List.of(
                new ParameterGroup<>(List.of(a), MOMENTUM),
                new ParameterGroup<>(List.of(b), SGD.Options.of(2))));
    assertEquals(0.1, optimizer.learningRate());
    optimizer.groups().get(1).setLearningRate(0.5);
    assertEquals(
        List.of(0.1, 0.5), optimizer.groups().stream().map(ParameterGroup::learningRate).toList());
    optimizer.setLearningRate(0.25);
    assertEquals(
        List.of(0.25, 0.25),
        optimizer.groups().stream().map(ParameterGroup::learningRate).toList());
    assertEquals(MOMENTUM.withLearningRate(0.25), optimizer.groups().get(0).options());
    assertSame(b, optimizer.groups().get(1).parameters().get(0));
    setGrad(b, 1);
    optimizer.step();
    assertArrayEquals(new float[] {0.75f}, values(b));
    assertEquals(
        "SGD: learning rate -1.0; expected a finite number, 0 or more",
        assertThrows(OptionException.class, () -> optimizer.setLearningRate(-1)).getMessage());
  }

  @Test
  void anOptimizerNeedsEachParameterOnce() {
    assertEquals(
        "the optimizer got no parameters; expected at least one; fix: pass module.parameters(); a module finds the"
            + " layers that were added with register(name, layer)",
        assertThrows(OptionException.class, () -> new SGD(List.of(), 0.1)).getMessage());
    Linear layer = new Linear(3, 1);
    assertEquals(
        "the optimizer got weight float32[1, 3] twice; expected each parameter in one group, once",
        assertThrows(
                OptionException.class, () -> new SGD(List.of(layer.weight(), layer.weight()), 0.1))
            .getMessage());
  }

  /** Options of Adam's say nothing of how AdamW decays, nor in a group that comes later. */
  @Test
  void weightDecayOfAdamWIsDecoupledWhateverItsOptionsSay() {
    Adam.Options options = Adam.Options.of(0.1).withWeightDecay(0.5);
    Parameter expected = parameter(1, -2);
    Parameter first = parameter(1, -2);
    Parameter later = parameter(1, -2);
    Optimizer decoupled = options.withDecoupledWeightDecay(true).optimizer(List.of(expected));
    AdamW optimizer = new AdamW(List.of(first), options);
    optimizer.addGroup(new ParameterGroup<>(List.of(later), options));
    List.of(expected, first, later).forEach(parameter -> setGrad(parameter, 0, 0));
    decoupled.step();
    optimizer.step();
    assertArrayEquals(new float[] {0.95F, -1.9F}, values(expected));
    assertArrayEquals(values(expected), values(first));
    assertArrayEquals(values(expected), values(later));
  }

  @Test
  void optionsAreChecked() {
    assertEquals(
        "SGD: nesterov with momentum 0.0 and dampening 0.0; expected a momentum above 0 and dampening 0",
        assertThrows(OptionException.class, () -> SGD.Options.of(1).withNesterov(true))
            .getMessage());
    assertEquals(
        "SGD: momentum NaN; expected a finite number, 0 or more",
        assertThrows(OptionException.class, () -> SGD.Options.of(1).withMomentum(Double.NaN))
            .getMessage());
    assertEquals(
        "SGD: dampening Infinity; expected a finite number",
        assertThrows(OptionException.class, () -> MOMENTUM.withDampening(Double.POSITIVE_INFINITY))
            .getMessage());
    assertEquals(
        "Adam: beta1 1.0; expected a number in [0, 1)",
        assertThrows(OptionException.class, () -> Adam.Options.defaults().withBetas(1, 0.9))
            .getMessage());
    assertEquals(
        "Adam: beta2 -0.1; expected a number in [0, 1)",
        assertThrows(OptionException.class, () -> AdamW.options().withBetas(0.9, -0.1))
            .getMessage());
    assertEquals(
        "Adam: epsilon -1.0; expected a finite number, 0 or more",
        assertThrows(OptionException.class, () -> AdamW.options().withEpsilon(-1)).getMessage());
    assertEquals(
        "Adam: weight decay -1.0; expected a finite number, 0 or more",
        assertThrows(OptionException.class, () -> Adam.Options.defaults().withWeightDecay(-1))
            .getMessage());
    assertTrue(SGD.Options.of(0).learningRate() == 0);
  }
}
