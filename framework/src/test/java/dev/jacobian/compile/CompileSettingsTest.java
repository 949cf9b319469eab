package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Adam;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class CompileSettingsTest {
  private static <T> T with(String value, Supplier<T> action) {
    String before = System.getProperty(CompileSettings.PROPERTY);
    System.setProperty(CompileSettings.PROPERTY, value);
    try {
      return action.get();
    } finally {
      if (before == null) {
        System.clearProperty(CompileSettings.PROPERTY);
      } else {
        System.setProperty(CompileSettings.PROPERTY, before);
      }
    }
  }

  private static Tensor x(int run) {
    return Tensor.randn(new Generator(run), 6, 3);
  }

  private static Tensor y(int run) {
    return Tensor.randn(new Generator(50 + run), 6, 2);
  }

  /** Trains, and returns what came out on the way and at the end. */
  private static List<Tensor> train(boolean isCompiled) {
    Linear model = new Linear(3, 2, new Generator(1));
    Adam optimizer = new Adam(model.parameters(), 0.1);
    CompiledStep step = CompiledStep.of(model, new MSELoss(), optimizer);
    List<Tensor> seen = new ArrayList<>();
    for (int run = 0; run < 4; run++) {
      seen.add(Tensor.of(step.run(x(run), y(run))));
    }
    assertEquals(isCompiled, step.isCompiled(x(0), y(0)));
    seen.addAll(model.stateDict().values());
    seen.addAll(optimizer.stateDict().values());
    return seen;
  }

  @Test
  void offGivesTheSameResults() {
    Agreement.assertClose(with("off", () -> train(false)), with("on", () -> train(true)), "value");
  }

  @Test
  void offRunsTheFunctionEveryTime() {
    int[] runs = new int[1];
    Compiled off =
        with(
            "off",
            () ->
                Compiled.function(
                    t -> {
                      runs[0]++;
                      return t[0].mul(2);
                    }));
    for (int run = 1; run <= 3; run++) {
      off.run(x(run));
      assertEquals(run, runs[0]);
    }
    assertFalse(off.isCompiled(x(0)));
    assertEquals("nothing was captured yet\n", off.explain());
  }

  @Test
  void resultsAreConstantsEitherWay() {
    Linear model = new Linear(3, 2, new Generator(1));
    for (String value : List.of("on", "off")) {
      Compiled compiled = with(value, () -> Compiled.function(t -> model.forward(t[0])));
      assertFalse(compiled.run(x(0)).requiresGrad(), value);
      assertFalse(compiled.run(x(0)).requiresGrad(), value);
    }
  }

  @Test
  void itIsOnUnlessThePropertySaysOtherwise() {
    assertTrue(with("on", CompileSettings::isOn));
    assertFalse(with("off", CompileSettings::isOn));
    String before = System.clearProperty(CompileSettings.PROPERTY);
    try {
      assertTrue(CompileSettings.isOn());
    } finally {
      if (before != null) {
        System.setProperty(CompileSettings.PROPERTY, before);
      }
    }
  }

  @Test
  void anotherValueIsAnErrorThatNamesBoth() {
    assertEquals(
        "jacobian.compile is 'yes'; expected on or off",
        assertThrows(OptionException.class, () -> with("yes", () -> Compiled.function(t -> t[0])))
            .getMessage());
  }
}
