package dev.jacobian.optim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.compile.CompiledStep;
import dev.jacobian.compile.NeedsCompiler;
import dev.jacobian.nn.Goldens;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.LinearOptions;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Muon, which takes matrices only. */
@NeedsCompiler
class MuonTest {
  private static final Goldens GOLDENS = Goldens.load();
  private static final LinearOptions MATRIX =
      LinearOptions.defaults().withBias(false).withDtype(DType.FLOAT64);

  private static final Map<String, Muon.Options> ROWS =
      new TreeMap<>(
          Map.of(
              "wide",
              Muon.Options.defaults(),
              "tall",
              Muon.Options.of(0.05),
              "all",
              new Muon.Options(
                  0.05,
                  0.02,
                  0.8,
                  false,
                  1e-3,
                  3,
                  Muon.Scale.MATCH_RMS_ADAMW,
                  Muon.Others.REFUSED,
                  false)));

  static Stream<String> names() {
    return ROWS.keySet().stream();
  }

  @Test
  void everyGoldenIsTested() {
    assertEquals(GOLDENS.parts("muon/"), ROWS.keySet());
  }

  @ParameterizedTest
  @MethodSource("names")
  void twentyStepsFollowPyTorch(String name) {
    String golden = "muon/" + name + "/";
    Tensor start = GOLDENS.tensor(golden + "start", DType.FLOAT64);
    Linear model = new Linear((int) start.size(1), (int) start.size(0), MATRIX);
    model.loadStateDict(Map.of("weight", start));
    Tensor x = GOLDENS.tensor(golden + "x", DType.FLOAT64);
    Tensor y = GOLDENS.tensor(golden + "y", DType.FLOAT64);
    Muon optimizer = new Muon(model.parameters(), ROWS.get(name));
    for (int step = 1; step <= 20; step++) {
      optimizer.zeroGrad();
      new MSELoss().forward(model.forward(x), y).backward();
      optimizer.step();
      if (Set.of(1, 2, 5, 20).contains(step)) {
        GOLDENS.assertEqual(golden + step, DType.FLOAT64, model.weight().tensor());
      }
    }
    GOLDENS.assertEqual(
        golden + "momentum_buffer",
        DType.FLOAT64,
        optimizer.stateDict().get("state.0.momentum_buffer"));
  }

  @Test
  void compiledStepsAreTheEagerOnes() {
    Linear eager = new Linear(4, 6, MATRIX, new Generator(1));
    Linear captured = new Linear(4, 6, MATRIX, new Generator(1));
    Muon eagerOptimizer = new Muon(eager.parameters(), 0.1);
    Muon optimizer = new Muon(captured.parameters(), 0.1);
    CompiledStep compiled = CompiledStep.of(captured, new MSELoss(), optimizer);
    for (int step = 0; step < 6; step++) {
      Tensor x = Tensor.randn(new Generator(step), 5, 4).to(DType.FLOAT64);
      Tensor y = Tensor.randn(new Generator(50 + step), 5, 6).to(DType.FLOAT64);
      eagerOptimizer.setLearningRate(0.1 / (step + 1));
      optimizer.setLearningRate(0.1 / (step + 1));
      eagerOptimizer.zeroGrad();
      new MSELoss().forward(eager.forward(x), y).backward();
      eagerOptimizer.step();
      compiled.run(x, y);
      assertArrayEquals(
          eager.weight().tensor().toDoubleArray(),
          captured.weight().tensor().toDoubleArray(),
          1e-12);
    }
  }

  @Test
  void whatIsNoMatrixIsChangedByAdamW() {
    LinearOptions wide = LinearOptions.defaults().withDtype(DType.FLOAT64);
    Linear apart = new Linear(4, 6, wide, new Generator(1));
    Linear eager = new Linear(4, 6, wide, new Generator(1));
    Linear captured = new Linear(4, 6, wide, new Generator(1));
    Muon matrix = new Muon(List.of(apart.weight()), 0.1);
    AdamW rest =
        new AdamW(
            List.of(apart.bias()),
            AdamW.options().withLearningRate(0.1).withBetas(0.95, 0.999).withWeightDecay(0.1));
    Muon.Options both = Muon.Options.of(0.1).withOthers(Muon.Others.ADAMW);
    Muon optimizer = new Muon(eager.parameters(), both);
    CompiledStep compiled =
        CompiledStep.of(captured, new MSELoss(), new Muon(captured.parameters(), both));
    for (int step = 0; step < 6; step++) {
      Tensor x = Tensor.randn(new Generator(step), 5, 4).to(DType.FLOAT64);
      Tensor y = Tensor.randn(new Generator(50 + step), 5, 6).to(DType.FLOAT64);
      apart.zeroGrad();
      new MSELoss().forward(apart.forward(x), y).backward();
      matrix.step();
      rest.step();
      optimizer.zeroGrad();
      new MSELoss().forward(eager.forward(x), y).backward();
      optimizer.step();
      compiled.run(x, y);
      for (String name : List.of("weight", "bias")) {
        double[] expected = apart.stateDict().get(name).toDoubleArray();
        assertArrayEquals(expected, eager.stateDict().get(name).toDoubleArray(), 1e-14, name);
        assertArrayEquals(expected, captured.stateDict().get(name).toDoubleArray(), 1e-12, name);
      }
    }
    assertTrue(optimizer.stateDict().containsKey("state.1.exp_avg_sq"));
  }

  @Test
  void aSavedStateGoesOn() {
    Linear first = new Linear(3, 2, MATRIX, new Generator(1));
    Linear second = new Linear(3, 2, MATRIX, new Generator(1));
    Muon ended = new Muon(first.parameters(), 0.1);
    step(first, ended);
    Muon resumed = new Muon(second.parameters(), 0.1);
    second.loadStateDict(first.stateDict());
    resumed.loadStateDict(ended.stateDict());
    step(first, ended);
    step(second, resumed);
    assertArrayEquals(
        first.weight().tensor().toDoubleArray(), second.weight().tensor().toDoubleArray());
  }

  private static void step(Linear model, Muon optimizer) {
    optimizer.zeroGrad();
    model.forward(Tensor.ones(1, 3).to(DType.FLOAT64)).square().sum().backward();
    optimizer.step();
  }

  @Test
  void whatIsNoMatrixIsForAnotherOptimizer() {
    Linear model = new Linear(3, 2);
    assertEquals(
        "Muon: bias float32[2]; expected matrices only; fix: give the others to another optimizer, such as AdamW, or say withOthers(ADAMW)",
        assertThrows(ShapeException.class, () -> new Muon(model.parameters(), 0.1)).getMessage());
  }
}
