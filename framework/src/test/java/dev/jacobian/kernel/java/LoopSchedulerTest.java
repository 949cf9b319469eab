package dev.jacobian.kernel.java;

import static dev.jacobian.kernel.java.TestKernels.add;
import static dev.jacobian.kernel.java.TestKernels.binary;
import static dev.jacobian.kernel.java.TestKernels.constant;
import static dev.jacobian.kernel.java.TestKernels.floats;
import static dev.jacobian.kernel.java.TestKernels.input;
import static dev.jacobian.kernel.java.TestKernels.mul;
import static dev.jacobian.kernel.java.TestKernels.unary;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.expr.BinaryFunction;
import dev.jacobian.expr.Expr;
import dev.jacobian.expr.UnaryFunction;
import dev.jacobian.kernel.Kernel;
import dev.jacobian.kernel.print.LoopKind;
import dev.jacobian.kernel.print.LoopSchedule;
import dev.jacobian.kernel.print.NumberedKernel;
import dev.jacobian.kernel.print.NumberedValue;
import dev.jacobian.kernel.print.Pass;
import dev.jacobian.kernel.print.PassSplitter;
import dev.jacobian.kernel.print.Place;
import dev.jacobian.kernel.print.Structure;
import dev.jacobian.shape.DType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LoopSchedulerTest {
  private static LoopSchedule schedule(Kernel kernel) {
    return JavaPrinter.schedule(NumberedKernel.of(kernel).structure());
  }

  private static Expr powers(Expr x, int products) {
    Expr value = x;
    for (int i = 0; i < products; i++) {
      value = mul(add(value, constant(0.5)), x);
    }
    return value;
  }

  @Test
  void smallKernelIsOneLoop() {
    for (Kernel kernel :
        List.of(TestKernels.polynomial(2, 1), TestKernels.maskedProduct(), floats(1, input(0)))) {
      assertEquals(1, schedule(kernel).passes().size());
      assertEquals(List.of(), schedule(kernel).scratch());
    }
  }

  @Test
  void loopThatWouldBeTooLargeForVectorInstructionsIsSplit() {
    LoopSchedule adam = schedule(TestKernels.adam());
    assertEquals(2, adam.passes().size());
    // The second loop reads the first moment where the first has put it.
    assertEquals(List.of(), adam.scratch());
    List<Place> secondReads =
        adam.passes().get(1).reads().stream().map(Pass.Access::place).toList();
    assertTrue(secondReads.contains(new Place(Place.Role.RESULT, 0)), secondReads.toString());
  }

  @Test
  void manyOperationsWithVectorInstructionsStayApartFromOthers() {
    Expr arithmetic = powers(input(0), 6);
    Expr isSmaller = binary(BinaryFunction.LT, input(0), input(1));
    LoopSchedule schedule =
        schedule(floats(2, new Expr.Select(isSmaller, arithmetic, constant(0))));
    assertEquals(2, schedule.passes().size());
    assertEquals(List.of(DType.FLOAT32), schedule.scratch());
    // The comparison is made where it is used, so that it need not be stored.
    assertEquals(2, schedule.passes().get(1).values().size());
  }

  @Test
  void fewOperationsJoinTheLoopOfTheirNeighbours() {
    Expr scaled = mul(unary(UnaryFunction.SIN, mul(input(0), constant(2))), constant(3));
    assertEquals(1, schedule(floats(1, scaled)).passes().size());
  }

  @Test
  void functionOfTheLibraryIsACallBetweenLoops() {
    Expr scaled = mul(unary(UnaryFunction.ERF, mul(input(0), constant(2))), constant(3));
    LoopSchedule schedule = schedule(floats(1, scaled));
    assertEquals(
        List.of(LoopKind.FLOATS, LoopKind.LIBRARY, LoopKind.FLOATS),
        schedule.passes().stream().map(Pass::kind).toList());
    LoopSchedule alone = schedule(floats(1, unary(UnaryFunction.EXP, input(0))));
    assertEquals(1, alone.passes().size());
    assertEquals(List.of(), alone.scratch());
  }

  @Test
  void scratchIsUsedAgainOnceItsLastReaderIsDone() {
    LoopSchedule schedule = schedule(floats(1, powers(input(0), 200)));
    assertTrue(schedule.passes().size() > 10, schedule.passes().size() + " loops");
    assertEquals(2, schedule.scratch().size());
  }

  @Test
  void floatsAndDoublesDoNotShareALoop() {
    Expr x = new Expr.Input(0, DType.FLOAT32);
    Expr y = new Expr.Input(1, DType.FLOAT64);
    Kernel kernel =
        TestKernels.kernel(
            1, List.of(DType.FLOAT32, DType.FLOAT64), List.of(powers(x, 2), mul(y, y)));
    assertEquals(2, schedule(kernel).passes().size());
  }

  @Test
  void everyLoopReadsOnlyWhatIsThere() {
    int loops = 0;
    for (int seed = 0; seed < 300; seed++) {
      Structure structure =
          NumberedKernel.of(RandomKernel.of(new Random(seed)).kernel()).structure();
      loops += check(structure, "seed " + seed);
    }
    Expr large = powers(add(input(0), unary(UnaryFunction.EXP, input(1))), 500);
    loops += check(NumberedKernel.of(floats(2, large, add(large, large))).structure(), "large");
    assertTrue(loops > 350, loops + " loops");
  }

  private static int check(Structure structure, String what) {
    LoopSchedule schedule = JavaPrinter.schedule(structure);
    Set<Pass.Access> filled = new HashSet<>();
    Set<Place> results = new HashSet<>();
    Set<Integer> done = new HashSet<>();
    for (Pass pass : schedule.passes()) {
      for (Pass.Access read : pass.reads()) {
        boolean isInput = structure.value(read.value()) instanceof NumberedValue.Input;
        assertTrue(isInput || filled.contains(read), what + ": " + read + " is not there");
      }
      Set<Integer> known = new HashSet<>();
      pass.reads().forEach(read -> known.add(read.value()));
      for (int number : pass.values()) {
        for (int operand : structure.value(number).operands()) {
          NumberedValue value = structure.value(operand);
          boolean isNumber = value.isLeaf() && !(value instanceof NumberedValue.Input);
          assertTrue(isNumber || known.contains(operand), what + ": " + operand + " is not known");
        }
        known.add(number);
        assertTrue(done.add(number), what + ": " + number + " is computed twice");
      }
      for (Pass.Access write : pass.writes()) {
        filled.removeIf(access -> access.place().equals(write.place()));
        filled.add(write);
        if (write.place().role() == Place.Role.RESULT) {
          assertTrue(results.add(write.place()), what + ": " + write + " again");
          assertEquals(structure.results().get(write.place().index()), write.value(), what);
        }
      }
    }
    assertEquals(structure.results().size(), results.size(), what);
    return schedule.passes().size();
  }

  @Test
  void splitterFindsTheCheapestCuts() {
    // A chain that is read by its end only: one value passes from loop to loop.
    Structure structure = NumberedKernel.of(floats(1, powers(input(0), 50))).structure();
    List<Integer> computed = new ArrayList<>();
    for (int i = 0; i < structure.values().size(); i++) {
      if (!structure.value(i).isLeaf()) {
        computed.add(i);
      }
    }
    List<List<Integer>> runs =
        new PassSplitter(new JavaDialect(), structure).split(LoopKind.FLOATS, computed);
    // 100 operations; at most 34 beside three arrays.
    assertEquals(3, runs.size());
    assertEquals(computed, runs.stream().flatMap(List::stream).toList());
  }
}
