package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.fusion.Unit;
import dev.jacobian.fusion.UnitSchedule;
import dev.jacobian.graph.Graph;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.Clipping;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Old values are read before they are written over, and checks come before writes. */
class UnitScheduleTest {
  private static Tensor of(float... values) {
    return Tensor.of(values);
  }

  /** Runs a function three times on one state and returns the state's values. */
  private static float[] run(Compiled.SeveralResults function, Tensor state) {
    Compiled compiled = Compiled.functions(function);
    for (int run = 0; run < 3; run++) {
      compiled.runAll();
    }
    return state.toFloatArray();
  }

  @Test
  void whatReadsTheOldValuesComesBeforeTheWrite() {
    Tensor state = Tensor.ones(2, 2);
    UnitSchedule schedule =
        Graphs.schedule(
            t -> {
              Tensor before = state.copy();
              state.mulInPlace(2);
              return List.of(before.t().matmul(before));
            });
    assertEquals(1, schedule.direct().size());
    assertEquals(2, schedule.units().size());
    assertEquals(1, position(schedule, schedule.direct().get(0)));
    assertTrue(schedule.units().get(0).reads().contains(schedule.direct().get(0).target()));
  }

  @Test
  void aWriteIsCopiedInTheEndIfOldAndNewValuesAreNeededTogether() {
    Tensor state = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
    Compiled.SeveralResults function =
        t -> {
          Tensor before = state.copy();
          state.mulInPlace(2);
          return List.of(state.matmul(before));
        };
    UnitSchedule schedule = Graphs.schedule(function);
    assertEquals(List.of(), schedule.direct());
    assertEquals(1, schedule.deferred().size());
    Compiled compiled = Compiled.functions(function);
    state.copyInPlace(Tensor.of(new float[] {1, 2, 3, 4}, 2, 2));
    compiled.runAll();
    assertArrayEquals(new float[] {56, 80, 120, 176}, compiled.runAll().get(0).toFloatArray());
    assertArrayEquals(new float[] {4, 8, 12, 16}, state.toFloatArray());
  }

  @Test
  void whatMayRefuseDataComesBeforeTheWrite() {
    Tensor state = Tensor.ones(2, 2);
    Tensor divided = Tensor.of(new long[] {1, 2});
    UnitSchedule schedule =
        Graphs.schedule(
            t -> {
              state.mulInPlace(2);
              return List.of(divided.floorDiv(t[0]));
            },
            Tensor.of(new long[] {3, 4}));
    assertEquals(2, schedule.units().size());
    assertEquals(1, position(schedule, schedule.direct().get(0)));
  }

  private static int position(UnitSchedule schedule, Graph.Write write) {
    for (int i = 0; i < schedule.units().size(); i++) {
      if (schedule.units().get(i).makes().contains(write.value().root())) {
        return i;
      }
    }
    throw new AssertionError("nobody computes what is written");
  }

  @Test
  void aSwapComputesBothBeforeItWritesEither() {
    Tensor a = of(1, 2);
    Tensor b = of(30, 40);
    Compiled.SeveralResults swap =
        t -> {
          Tensor before = a.copy();
          a.copyInPlace(b);
          b.copyInPlace(before);
          return List.of();
        };
    assertArrayEquals(new float[] {30, 40}, run(swap, a));
    assertArrayEquals(new float[] {1, 2}, b.toFloatArray());
  }

  @Test
  void aSwapOfDifferentShapesIsCopiedInTheEnd() {
    Tensor a = of(1, 2, 3, 4);
    Tensor b = Tensor.of(new float[] {50, 60, 70, 80}, 2, 2);
    Compiled.SeveralResults swap =
        t -> {
          Tensor before = a.mul(2);
          a.copyInPlace(b.sum(true, 1).sub(a.reshape(2, 2)).reshape(4));
          b.copyInPlace(before.reshape(2, 2).matmul(b));
          return List.of();
        };
    UnitSchedule schedule = Graphs.schedule(swap);
    assertEquals(2, schedule.direct().size() + schedule.deferred().size());
    assertTrue(schedule.deferred().size() > 0, schedule.toString());
    Tensor eagerA = of(1, 2, 3, 4);
    Tensor eagerB = Tensor.of(new float[] {50, 60, 70, 80}, 2, 2);
    Compiled compiled = Compiled.functions(t -> exchange(a, b));
    a.copyInPlace(eagerA);
    b.copyInPlace(eagerB);
    for (int run = 0; run < 3; run++) {
      exchange(eagerA, eagerB);
      compiled.runAll();
      Agreement.assertClose(eagerA, a, "a after run " + run);
      Agreement.assertClose(eagerB, b, "b after run " + run);
    }
  }

  private static List<Tensor> exchange(Tensor a, Tensor b) {
    Tensor before = a.mul(0.2);
    a.copyInPlace(b.sum(true, 1).sub(a.reshape(2, 2)).reshape(4).tanh());
    b.copyInPlace(before.reshape(2, 2).matmul(b).tanh());
    return List.of();
  }

  @Test
  void writesThatWaitForEachOtherAreAllCopied() {
    Tensor a = Tensor.of(new float[] {1, 2, 3, 4}, 2, 2);
    Tensor b = Tensor.of(new float[] {5, 6, 7, 8}, 2, 2);
    Tensor turn = Tensor.of(new float[] {0, 1, 1, 0}, 2, 2);
    Compiled.SeveralResults function =
        t -> {
          Tensor old = a.copy();
          a.copyInPlace(b.matmul(turn));
          b.copyInPlace(old.matmul(turn));
          return List.of();
        };
    // Each product reads what the other one writes, so neither can be the first.
    UnitSchedule schedule = Graphs.schedule(function);
    assertEquals(List.of(), schedule.direct());
    assertEquals(2, schedule.deferred().size());
    function.apply();
    assertArrayEquals(new float[] {6, 5, 8, 7}, a.toFloatArray());
    assertArrayEquals(new float[] {6, 5, 8, 7}, run(t -> twice(function, t), a));
    assertArrayEquals(new float[] {2, 1, 4, 3}, b.toFloatArray());
  }

  /** Two turns bring everything back. */
  private static List<Tensor> twice(Compiled.SeveralResults function, Tensor... arguments) {
    function.apply(arguments);
    return function.apply(arguments);
  }

  @Test
  void aProductOfAMatrixWithItselfDoesNotWriteOverIt() {
    Tensor state = Tensor.of(new float[] {0, 1, 1, 1}, 2, 2);
    Compiled.SeveralResults square =
        t -> {
          state.copyInPlace(state.matmul(state));
          return List.of();
        };
    UnitSchedule schedule = Graphs.schedule(square);
    assertEquals(List.of(), schedule.direct());
    assertEquals(1, schedule.deferred().size());
    state.copyInPlace(Tensor.of(new float[] {0, 1, 1, 1}, 2, 2));
    assertEquals(
        List.of("1. product %1 = 1 * %0[2, 2] x %0[2, 2]", "2. copy %1 to state 0"),
        Graphs.steps(square));
    state.copyInPlace(Tensor.of(new float[] {0, 1, 1, 1}, 2, 2));
    // The eighth power: Fibonacci numbers.
    assertArrayEquals(new float[] {13, 21, 21, 34}, run(square, state));
  }

  @Test
  void checksComeBeforeEveryWrite() {
    Linear model = new Linear(3, 2, new Generator(1));
    SGD optimizer = new SGD(model.parameters(), 0.1);
    UnitSchedule schedule =
        Graphs.schedule(
            t -> {
              new MSELoss().forward(model.forward(t[0]), t[1]).backward();
              Clipping.byGlobalNorm(model.parameters(), 1);
              optimizer.step();
              optimizer.zeroGrad();
              return List.of();
            },
            Tensor.ones(4, 3),
            Tensor.ones(4, 2));
    assertEquals(2, schedule.direct().size());
    List<Integer> checks = new ArrayList<>();
    for (int i = 0; i < schedule.units().size(); i++) {
      if (schedule.units().get(i) instanceof Unit.CheckUnit) {
        checks.add(i);
      }
    }
    assertEquals(2, checks.size());
    for (Graph.Write write : schedule.direct()) {
      assertTrue(checks.get(1) < position(schedule, write), schedule.toString());
    }
  }

  @Test
  void aKernelWritesOverWhatItReadsPositionByPosition() {
    Tensor state = Tensor.ones(2, 3);
    assertEquals(
        1,
        Graphs.schedule(
                t -> {
                  state.mulInPlace(2).addInPlace(t[0]);
                  return List.of(state.sum(true, 0));
                },
                Tensor.ones(3))
            .direct()
            .size());
  }

  @Test
  void aKernelDoesNotWriteOverWhatItStretches() {
    Tensor state = Tensor.ones(2, 2);
    Compiled.SeveralResults function =
        t -> {
          state.copyInPlace(state.sum(true, 0).add(state.reshape(4).slice(0, 0, 2)).expand(2, 2));
          return List.of();
        };
    Tensor eager = Tensor.ones(2, 2);
    for (int run = 0; run < 3; run++) {
      eager.copyInPlace(eager.sum(true, 0).add(eager.reshape(4).slice(0, 0, 2)).expand(2, 2));
    }
    assertArrayEquals(eager.toFloatArray(), run(function, state));
  }
}
