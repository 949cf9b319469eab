package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.logs.LogRecord;
import dev.jacobian.logs.Logs;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

/** When a function is captured again and when it is not: how often its Java code runs. */
@NeedsCompiler
class RecaptureTest {
  private static final Tensor X = Tensor.of(new float[] {1, 2});

  /** Runs after which a capture is due because of nothing but their number. */
  private static final int[] DUE = {16, 16 + 64, 16 + 64 + 256};

  private static double staticScale;

  private final Runs runs = new Runs();
  private double scale = 2;
  private long count;
  private int epoch;
  private boolean flag;
  private @Nullable Tensor cache;
  private final List<Object> history = new ArrayList<>();

  private static List<String> said(Logs logs) {
    return logs.of(Compiled.class).stream().map(LogRecord::text).toList();
  }

  private static int programs(Compiled compiled) {
    return compiled.explain().split("(?m)^graph$").length - 1;
  }

  private void assertRun(Compiled compiled, double expected) {
    assertEquals(expected, compiled.run(X).item(), 1e-6);
  }

  @Test
  void nothingChanges() {
    Compiled compiled = Compiled.function(t -> counted(t[0].sum().mul(scale)));
    try (Logs logs = Logs.collect()) {
      for (int run = 0; run <= DUE[2]; run++) {
        assertRun(compiled, 6);
      }
      assertEquals(1 + DUE.length, runs.count);
      assertEquals(1, programs(compiled));
      assertEquals(List.of(), said(logs));
    }
  }

  private Tensor counted(Tensor result) {
    runs.count++;
    return result;
  }

  @Test
  void aCountOfItsOwnThatItDoesNotUseIsComparedOnce() {
    Compiled compiled =
        Compiled.function(
            t -> {
              count++;
              return counted(t[0].sum());
            });
    for (int run = 0; run < DUE[0]; run++) {
      assertRun(compiled, 3);
    }
    assertEquals(2, runs.count);
    assertEquals(1, programs(compiled));
    assertTrue(compiled.isCompiled(X));
  }

  @Test
  void aCountThatItUsesIsUsedAsByEagerRuns() {
    Compiled compiled = Compiled.function(t -> t[0].sum().mul(count++));
    try (Logs logs = Logs.collect()) {
      for (int run = 0; run < 40; run++) {
        assertRun(compiled, 3 * run);
      }
      List<LogRecord> records = logs.of(Compiled.class);
      assertEquals(2, records.size(), said(logs).toString());
      assertEquals(Level.INFO, records.get(0).level());
      assertEquals(Level.WARN, records.get(1).level());
      assertEquals(
          "captured again 8 times because RecaptureTest.count changes, which compiles kernels each"
              + " time; give a number that changes often as a supplier, x.mul(() -> w), or as a"
              + " tensor",
          records.get(1).text());
    }
    assertTrue(programs(compiled) <= 8, programs(compiled) + " programs are kept");
  }

  @Test
  void aCountFromOutsideThatItDoesNotUseIsNotLookedAtForEver() {
    Compiled compiled = Compiled.function(t -> counted(t[0].sum()));
    try (Logs logs = Logs.collect()) {
      for (int run = 0; run < 300; run++) {
        count++;
        assertRun(compiled, 3);
      }
      assertEquals(1, programs(compiled));
      assertTrue(runs.count > Watch.MOST_LOOKS, runs.count + " runs");
      assertTrue(runs.count < Watch.MOST_LOOKS + 8, runs.count + " runs");
      assertEquals(1, said(logs).size());
      assertTrue(
          said(logs).get(0).startsWith("RecaptureTest.count changes at nearly every run and"),
          said(logs).get(0));
    }
  }

  @Test
  void aBranchOnAnEpochIsTakenWhenItsTimeComes() {
    Compiled compiled =
        Compiled.function(t -> epoch < 90 ? t[0].sum() : t[0].sum().mul(epoch == 95 ? 3 : 2));
    for (epoch = 0; epoch < 100; epoch++) {
      for (int step = 0; step < 5; step++) {
        assertRun(compiled, epoch < 90 ? 3 : epoch == 95 ? 9 : 6);
      }
    }
    assertEquals(3, programs(compiled));
  }

  @Test
  void aFlagThatIsTurnedToAndFroIsCompiledTwice() {
    Compiled compiled = Compiled.function(t -> counted(flag ? t[0].sum() : t[0].mean()));
    for (int run = 0; run < 15; run++) {
      flag = !flag;
      assertRun(compiled, flag ? 3 : 1.5);
    }
    assertEquals(2, runs.count);
    assertEquals(2, programs(compiled));
  }

  @Test
  void manyStatesKeepAFewPrograms() {
    Tensor other = Tensor.ones(3);
    Compiled compiled = Compiled.function(t -> counted(t[0].sum().mul(scale)));
    compiled.run(other);
    for (int i = 0; i < 100; i++) {
      scale = i;
      assertRun(compiled, 3 * i);
    }
    assertEquals(101, runs.count);
    assertEquals(9, programs(compiled));
    scale = 2;
    assertTrue(compiled.isCompiled(other), "other signatures are not pushed out");
    scale = 95;
    assertRun(compiled, 3 * 95);
    assertEquals(101, runs.count);
  }

  @Test
  void aStaticFieldIsSeenByTheNextCaptureThatIsDue() {
    staticScale = 2;
    Compiled compiled = Compiled.function(t -> t[0].sum().mul(staticScale));
    try (Logs logs = Logs.collect()) {
      assertRun(compiled, 6);
      staticScale = 5;
      int stale = 0;
      while (compiled.run(X).item() == 6) {
        stale++;
      }
      assertEquals(DUE[0] - 1, stale);
      assertRun(compiled, 15);
      assertEquals(1, said(logs).size());
      assertTrue(
          said(logs)
              .get(0)
              .startsWith(
                  "captured again: '2 -> float32[]' became '5 -> float32[]', by state that is only"
                      + " looked for now and then, such as a static field;"),
          said(logs).get(0));
      long compiling = compiled.compileNanos();
      staticScale = 2;
      while (compiled.run(X).item() == 15) {
        stale++;
      }
      // The run that was compiled anew is not counted.
      assertEquals(2 * (DUE[0] - 1) - 1, stale);
      assertEquals(compiling, compiled.compileNanos(), "a known program was compiled anew");
    }
  }

  @Test
  void anArrayTooLongToWatchIsSeenByTheNextCaptureThatIsDue() {
    float[] values = new float[5000];
    Compiled compiled = Compiled.function(t -> Tensor.of(values).sum());
    assertRun(compiled, 0);
    values[4000] = 1;
    for (int run = 0; run < DUE[0]; run++) {
      compiled.run(X);
    }
    assertRun(compiled, 1);
  }

  @Test
  void aCacheThatTheFirstRunFillsIsThereForAllOthers() {
    Compiled compiled =
        Compiled.function(
            t -> {
              if (cache == null) {
                cache = t[0].mul(0).add(3).square();
              }
              return counted(t[0].mul(cache).sum());
            });
    try (Logs logs = Logs.collect()) {
      for (int run = 0; run <= DUE[1]; run++) {
        assertRun(compiled, 27);
      }
      assertEquals(4, runs.count);
      assertEquals(1, programs(compiled));
      assertEquals(List.of(), said(logs));
      assertEquals(9, cache.sum().item() / 2);
    }
  }

  @Test
  void aRunningSumThatTheFirstRunMakesGoesOnAsByEagerRuns() {
    Compiled compiled =
        Compiled.function(
            t -> {
              if (cache == null) {
                cache = Tensor.zeros(2);
              }
              cache.mulInPlace(0.5);
              cache.addInPlace(t[0]);
              return cache.sum();
            });
    double expected = 0;
    for (int run = 0; run <= DUE[0] + 2; run++) {
      expected = expected / 2 + 3;
      assertRun(compiled, expected);
    }
    assertEquals(expected, cache.sum().item(), 1e-6);
  }

  @Test
  void aTensorThatEachRunKeepsIsNoReasonToCaptureAgain() {
    Compiled compiled =
        Compiled.function(
            t -> {
              cache = t[0].mul(2);
              history.add(cache);
              return counted(cache.sum());
            });
    for (int run = 0; run < DUE[0]; run++) {
      assertRun(compiled, 6);
    }
    assertEquals(2, runs.count);
    assertEquals(6, cache.sum().item());
  }

  @Test
  void aSupplierIsAskedOnceInEachRun() {
    int[] asked = new int[1];
    Compiled compiled = Compiled.function(t -> t[0].sum().mul(() -> ++asked[0]));
    for (int run = 1; run <= DUE[0] + 2; run++) {
      assertRun(compiled, 3 * run);
    }
    assertEquals(DUE[0] + 2, asked[0]);
  }

  @Test
  void aConstantThatTheFunctionChangesInPlaceIsNewInEachRun() {
    Compiled compiled =
        Compiled.function(
            t -> {
              Tensor sum = Tensor.of(new float[] {10, 20});
              sum.addInPlace(t[0]);
              return sum.sum();
            });
    for (int run = 0; run < DUE[0] + 2; run++) {
      assertRun(compiled, 33);
    }
  }

  @Test
  void aFunctionThatCannotRunTwiceGoesOn() {
    Compiled compiled =
        Compiled.function(
            t -> {
              if (runs.count++ > 0) {
                throw new IllegalStateException("only once");
              }
              return t[0].sum();
            });
    try (Logs logs = Logs.collect()) {
      for (int run = 0; run <= DUE[1]; run++) {
        assertRun(compiled, 3);
      }
      assertEquals(2, runs.count);
      assertEquals(
          List.of(
              "the function cannot be run again in Java to see whether it still computes the same,"
                  + " so that is not tried any more: java.lang.IllegalStateException: only once"),
          said(logs));
    }
  }

  @Test
  void aFieldThatLeadsToAnErrorIsTheEagerError() {
    Compiled compiled = Compiled.function(t -> t[0].reshape(epoch, 2).sum());
    epoch = 1;
    assertRun(compiled, 3);
    epoch = 3;
    assertThrows(ShapeException.class, () -> compiled.run(X));
    epoch = 1;
    assertTrue(compiled.isCompiled(X));
    assertRun(compiled, 3);
  }

  @Test
  void aFieldThatMakesTheFunctionReadValuesMakesItEager() {
    Compiled compiled =
        Compiled.function(t -> flag ? t[0].mul(t[0].sum().item()).sum() : t[0].sum())
            .withFallback();
    assertRun(compiled, 3);
    flag = true;
    assertRun(compiled, 9);
    assertFalse(compiled.isCompiled(X));
    assertTrue(compiled.refusal(X).isPresent());
    flag = false;
    assertRun(compiled, 3);
  }

  @Test
  void aFieldThatAnotherThreadHasSetIsSeen() throws Exception {
    Compiled compiled = Compiled.function(t -> t[0].sum().mul(scale));
    for (int run = 1; run <= 5; run++) {
      int value = run;
      Thread setter = new Thread(() -> scale = value);
      setter.start();
      setter.join();
      assertRun(compiled, 3 * value);
    }
  }

  @Test
  void whatIsWatchedIsListed() {
    Compiled compiled = Compiled.function(t -> t[0].sum().mul(scale));
    assertRun(compiled, 6);
    String listed = Graphs.section(compiled.explain(), "watched").toString();
    assertTrue(listed.contains("RecaptureTest.scale"), listed);
    assertFalse(listed.contains("staticScale"), listed);
  }
}
