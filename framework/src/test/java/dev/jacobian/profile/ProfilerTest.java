package dev.jacobian.profile;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.autograd.Observation;
import dev.jacobian.compile.CompileSettings;
import dev.jacobian.compile.Compiled;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.device.Device;
import dev.jacobian.device.TransferCounter;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.shape.OptionException;
import dev.jacobian.shape.ShapeException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProfilerTest {
  @AfterEach
  void nothingIsObserved() {
    assertNull(Observation.current());
  }

  private static ProfileReport.Row row(ProfileReport report, ProfilePhase phase, String name) {
    return report.rows().stream()
        .filter(row -> row.phase() == phase && row.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new AssertionError(phase + " " + name + " is not in\n" + report));
  }

  @Test
  void callsAndBytesOfOpsAreCounted() {
    Tensor a = Tensor.zeros(4, 8);
    Tensor b = Tensor.zeros(8, 3);
    Tensor indices = Tensor.of(new long[] {0, 3});
    try (Profiler profiler = Profiler.start()) {
      a.matmul(b);
      a.matmul(b);
      a.add(1);
      a.add(b.slice(1, 0, 1).reshape(8));
      a.indexSelect(0, indices);
      a.fillInPlace(2);
      ProfileReport report = profiler.report();
      assertEquals(2, row(report, ProfilePhase.FORWARD, "matmul").calls());
      assertEquals(
          2 * (4 * 8 + 8 * 3 + 4 * 3) * 4, row(report, ProfilePhase.FORWARD, "matmul").bytes());
      assertEquals(
          (4 * 8 + 4 * 8) * 4 + (4 * 8 + 8 + 4 * 8) * 4,
          row(report, ProfilePhase.FORWARD, "add").bytes());
      assertEquals(0, row(report, ProfilePhase.FORWARD, "slice").bytes());
      assertEquals(0, row(report, ProfilePhase.FORWARD, "reshape").bytes());
      assertEquals(2 * 2 * 8 * 4 + 2 * 8, row(report, ProfilePhase.FORWARD, "indexSelect").bytes());
      assertEquals(4 * 8 * 4, row(report, ProfilePhase.FORWARD, "fillLike").bytes());
      assertEquals(6, report.rows().size(), report.table());
      assertTrue(report.rows().stream().allMatch(r -> r.nanos() > 0), report.table());
      assertEquals(1, report.rows().stream().mapToDouble(report::share).sum(), 1e-9);
      assertTrue(report.workNanos() < report.wallNanos());
    }
  }

  @Test
  void backwardAndUpdateAreToldApart() {
    Linear model = new Linear(3, 1);
    SGD optimizer = new SGD(model.parameters(), 0.1);
    Tensor x = Tensor.randn(4, 3);
    try (Profiler profiler = Profiler.start()) {
      model.forward(x).sum().backward();
      optimizer.step();
      model.forward(x);
      ProfileReport report = profiler.report();
      assertEquals(2, row(report, ProfilePhase.FORWARD, "matmul").calls());
      assertEquals(1, row(report, ProfilePhase.BACKWARD, "matmul").calls());
      assertEquals(2, row(report, ProfilePhase.UPDATE, "addScaled").calls());
    }
  }

  @Test
  void kernelsOfACompiledFunctionHaveRowsByTheirOpsAndShape() {
    assumeTrue(CompileSettings.isOn());
    Compiled square = Compiled.function(t -> t[0].mul(t[0]).add(t[0].mul(2)).add(1));
    Tensor x = Tensor.randn(1000);
    try (Profiler profiler = Profiler.start()) {
      for (int i = 0; i < 5; i++) {
        square.run(x);
      }
      ProfileReport report = profiler.report();
      List<ProfileReport.Row> kernels =
          report.rows().stream().filter(r -> r.phase() == ProfilePhase.COMPILED).toList();
      assertEquals(1, kernels.size(), report.table());
      ProfileReport.Row kernel = kernels.get(0);
      String ops = kernel.name().substring(0, kernel.name().length() - " [1000]".length());
      assertEquals(ops + " [1000]", kernel.name());
      assertTrue(
          square.explain().contains("kernel over [1000] (" + ops + ")"),
          kernel.name() + " in " + square.explain());
      assertEquals(5, kernel.calls());
      assertEquals(5 * 2 * 4000, kernel.bytes());
      assertEquals(1, report.captures());
      assertTrue(0 < report.compileNanos(), report.table());
      assertTrue(report.compileNanos() < report.captureNanos(), report.table());
      assertTrue(report.captureNanos() < report.wallNanos(), report.table());
      assertEquals(2, row(report, ProfilePhase.FORWARD, "mul").calls());
    }
  }

  @Test
  void resultsAreTheSameBitsAsWithoutAProfiler() {
    assertArrayEquals(trained(false, false), trained(true, false));
    assertArrayEquals(trained(false, true), trained(true, true));
  }

  private static float[] trained(boolean isProfiled, boolean isCompiled) {
    Generator generator = new Generator(4);
    Tensor x = Tensor.randn(generator, 16, 10);
    Tensor y = Tensor.randn(generator, 16, 1);
    Generator.manualSeed(3);
    Linear model = new Linear(10, 1);
    SGD optimizer = new SGD(model.parameters(), 0.1);
    MSELoss loss = new MSELoss();
    CompiledStep step = CompiledStep.of(model, loss, optimizer);
    Profiler profiler = isProfiled ? Profiler.start() : null;
    for (int i = 0; i < 5; i++) {
      if (isCompiled) {
        step.run(x, y);
      } else {
        optimizer.zeroGrad();
        loss.forward(model.forward(x), y).backward();
        optimizer.step();
      }
    }
    if (profiler != null) {
      assertTrue(profiler.report().events() > 5 * 4, profiler.report().table());
      profiler.close();
    }
    return model.weight().tensor().toFloatArray();
  }

  @Test
  void onlyItsThreadIsMeasuredAndOnlyWhileItIsOpen() throws InterruptedException {
    Tensor x = Tensor.zeros(3);
    Profiler profiler = Profiler.start();
    x.exp();
    Thread other = new Thread(() -> x.log());
    other.start();
    other.join();
    profiler.close();
    x.sin();
    assertNull(Observation.current());
    ProfileReport report = profiler.report();
    assertEquals(List.of("exp"), report.rows().stream().map(ProfileReport.Row::name).toList());
    assertEquals(report, profiler.report());
  }

  @Test
  void twoThreadsAreMeasuredApart() throws InterruptedException {
    List<ProfileReport> reports = new ArrayList<>();
    try (Profiler profiler = Profiler.start()) {
      Thread other =
          new Thread(
              () -> {
                try (Profiler own = Profiler.start()) {
                  Tensor.zeros(3).log();
                  reports.add(own.report());
                }
              });
      other.start();
      other.join();
      Tensor.zeros(3).exp();
      assertEquals(1, row(profiler.report(), ProfilePhase.FORWARD, "exp").calls());
      assertEquals(2, profiler.report().rows().size());
    }
    assertEquals(1, row(reports.get(0), ProfilePhase.FORWARD, "log").calls());
    assertEquals(2, reports.get(0).rows().size());
  }

  @Test
  void anExceptionInsideEndsStagesAndLeavesNothingOpen() {
    Linear model = new Linear(3, 1);
    Profiler[] made = new Profiler[1];
    assertThrows(
        ShapeException.class,
        () -> {
          try (Profiler profiler = Profiler.start()) {
            made[0] = profiler;
            model.forward(Tensor.zeros(2, 3));
            model.forward(Tensor.zeros(2, 4));
          }
        });
    assertNull(Observation.current());
    assertEquals(1, row(made[0].report(), ProfilePhase.FORWARD, "matmul").calls());
    try (Profiler next = Profiler.start()) {
      model.forward(Tensor.zeros(2, 3)).sum().backward();
      assertEquals(1, row(next.report(), ProfilePhase.FORWARD, "matmul").calls());
      assertNotNull(row(next.report(), ProfilePhase.BACKWARD, "matmul"));
    }
  }

  @Test
  void aFailingBackwardDoesNotLeaveThePhase() {
    Tensor x = Tensor.of(new float[] {1, 2}).setRequiresGrad(true);
    Tensor y = x.mul(x).sum();
    y.backward();
    try (Profiler profiler = Profiler.start()) {
      assertThrows(RuntimeException.class, y::backward);
      x.exp();
      assertEquals(1, row(profiler.report(), ProfilePhase.FORWARD, "exp").calls());
    }
  }

  @Test
  void aGuardThatOutlivesTheProfilerDoesNothing() {
    Profiler profiler = Profiler.start();
    Autograd.Guard section = Profiler.section("long");
    profiler.close();
    try (Profiler next = Profiler.start()) {
      section.close();
      Tensor.zeros(2);
      assertEquals(1, next.report().events());
    }
    assertEquals(1, profiler.report().events());
  }

  @Test
  void transfersAreCountedInBothDirections() {
    Device.cpu().backend();
    try (Profiler profiler = Profiler.start()) {
      Tensor x = Tensor.of(new float[10]);
      x.toFloatArray();
      x.sum().item();
      profiler.close();
      x.toFloatArray();
      ProfileReport.Transfers cpu =
          profiler.report().transfers().stream()
              .filter(moved -> moved.device().equals(Device.cpu()))
              .findFirst()
              .orElseThrow();
      assertEquals(new TransferCounter.Snapshot(1, 40, 2, 44), cpu.counts());
    }
  }

  @Test
  void aThreadHasOneProfilerAtATime() {
    try (Profiler profiler = Profiler.start()) {
      IllegalStateException error =
          assertThrows(IllegalStateException.class, () -> Profiler.start().close());
      assertEquals(
          "a profiler was started on a thread that has one; expected one at a time on a thread; fix: close the"
              + " other one first, or name parts of what it measures with Profiler.section",
          error.getMessage());
    }
    Profiler.start().close();
  }

  @Test
  void anotherThreadCannotCloseIt() throws InterruptedException {
    Profiler profiler = Profiler.start();
    List<String> messages = new ArrayList<>();
    Thread other =
        new Thread(
            () ->
                messages.add(
                    assertThrows(IllegalStateException.class, profiler::close).getMessage()),
            "other");
    other.start();
    other.join();
    assertEquals(
        List.of(
            "a profiler of thread '"
                + Thread.currentThread().getName()
                + "' was closed by thread 'other'; expected the thread that started it; fix: use"
                + " try-with-resources"),
        messages);
    assertNotNull(Observation.current());
    profiler.close();
    profiler.close();
  }

  @Test
  void roomForFewerThanNoEventsIsAnError() {
    OptionException error =
        assertThrows(OptionException.class, () -> ProfilerOptions.defaults().withMostEvents(-1));
    assertEquals(
        "a profiler with room for -1 events; expected at least 0 events", error.getMessage());
  }
}
