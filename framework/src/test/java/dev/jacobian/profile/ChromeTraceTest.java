package dev.jacobian.profile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.jacobian.autograd.Autograd;
import dev.jacobian.compile.CompileSettings;
import dev.jacobian.compile.CompiledStep;
import dev.jacobian.nn.Linear;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.nn.loss.MSELoss;
import dev.jacobian.optim.SGD;
import dev.jacobian.tensor.Tensor;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChromeTraceTest {
  @TempDir private Path folder;
  private final Sequential model = new Sequential(new Linear(5, 4), new ReLU(), new Linear(4, 1));
  private final SGD optimizer = new SGD(model.parameters(), 0.1);
  private final Tensor x = Tensor.randn(3, 5);
  private final Tensor y = Tensor.randn(3, 1);

  private void step() {
    optimizer.zeroGrad();
    new MSELoss().forward(model.forward(x), y).backward();
    optimizer.step();
  }

  private Trace write(Profiler profiler) {
    Path file = folder.resolve("trace.json");
    profiler.writeChromeTrace(file);
    return Trace.read(file);
  }

  @Test
  void opsLieInLayersBackwardPassesAndUpdates() {
    try (Profiler profiler = Profiler.start()) {
      try (Autograd.Guard section = Profiler.section("step \"1\" \u2192\n")) {
        step();
      }
      Trace trace = write(profiler);
      String section = "step \"1\" \u2192\n";
      assertEquals(1, trace.named(section).size());
      assertEquals("section", trace.named(section).get(0).category());
      assertEquals(
          List.of("0 (Linear(5, 4))", "1 (ReLU())", "2 (Linear(4, 1))", "MSELoss"),
          trace.of("layer").stream().map(Trace.Span::name).toList());
      List<Trace.Span> products = trace.named("matmul");
      assertEquals(List.of(section, "0 (Linear(5, 4))"), products.get(0).parents());
      assertEquals(List.of(section, "2 (Linear(4, 1))"), products.get(1).parents());
      assertEquals(List.of(section, "backward"), products.get(2).parents());
      assertEquals("backward", products.get(2).category());
      assertFalse(trace.of("update").isEmpty());
      assertTrue(
          trace.of("update").stream()
              .filter(span -> !span.name().equals("SGD"))
              .allMatch(span -> span.parents().equals(List.of(section, "SGD"))));
    }
  }

  @Test
  void workSaysItsShapesAndBytes() {
    try (Profiler profiler = Profiler.start()) {
      Tensor.zeros(4, 8).matmul(Tensor.zeros(8, 3));
      Map<String, Object> args = write(profiler).named("matmul").get(0).args();
      assertEquals("float32[4, 8], float32[8, 3]", args.get("inputs"));
      assertEquals("float32[4, 3]", args.get("outputs"));
      assertEquals(BigDecimal.valueOf((32 + 24 + 12) * 4), args.get("bytes"));
    }
  }

  @Test
  void kernelsLieInReplaysAndCompilingLiesInTheCapture() {
    assumeTrue(CompileSettings.isOn());
    CompiledStep step = CompiledStep.of(model, new MSELoss(), optimizer);
    try (Profiler profiler = Profiler.start()) {
      for (int i = 0; i < 3; i++) {
        step.run(x, y);
      }
      Trace trace = write(profiler);
      assertEquals(1, trace.named("capture").size());
      assertEquals(3, trace.named("replay").size());
      assertEquals(List.of("capture"), trace.named("compile").get(0).parents());
      assertTrue(trace.named("matmul").get(0).parents().contains("capture"));
      List<Trace.Span> kernels = trace.of("compiled");
      assertTrue(kernels.size() >= 3 * 5 && kernels.size() % 3 == 0, kernels.toString());
      assertTrue(
          kernels.stream().allMatch(kernel -> kernel.parents().equals(List.of("replay"))),
          kernels.toString());
    }
  }

  @Test
  void threadAndProcessHaveNamesAndTheTransfersAreThere() {
    try (Profiler profiler = Profiler.start()) {
      Tensor.of(new float[10]).toFloatArray();
      Trace trace = write(profiler);
      assertEquals(
          Map.of("process_name", "Jacobian", "thread_name", Thread.currentThread().getName()),
          trace.names());
      Map<?, ?> data = (Map<?, ?>) trace.whole().get("otherData");
      assertEquals(BigDecimal.valueOf(40), data.get("cpu uploaded bytes"));
      assertEquals(BigDecimal.ONE, data.get("cpu downloads"));
    }
  }

  @Test
  void stagesThatAreOpenLastUntilTheTraceIsWritten() {
    try (Profiler profiler = Profiler.start();
        Autograd.Guard outer = Profiler.section("outer")) {
      Tensor.zeros(2).exp();
      assertEquals(List.of("outer"), write(profiler).named("exp").get(0).parents());
      Tensor.zeros(2).log();
      assertEquals(List.of("outer"), write(profiler).named("log").get(0).parents());
    }
  }

  @Test
  void theFirstEventsAreKeptAndAllAreCounted() {
    try (Profiler profiler = Profiler.start(ProfilerOptions.defaults().withMostEvents(4))) {
      for (int i = 0; i < 10; i++) {
        try (Autograd.Guard section = Profiler.section("section " + i)) {
          Tensor.zeros(2);
        }
      }
      Trace trace = write(profiler);
      assertEquals(
          List.of("section 0", "full", "section 1", "full"),
          trace.spans().stream().map(Trace.Span::name).toList());
      ProfileReport report = profiler.report();
      assertEquals(20, report.events());
      assertEquals(4, report.keptEvents());
      assertEquals(10, report.rows().get(0).calls());
    }
  }

  @Test
  void aFolderThatDoesNotExistIsAnError() {
    try (Profiler profiler = Profiler.start()) {
      UncheckedIOException error =
          assertThrows(
              UncheckedIOException.class,
              () -> profiler.writeChromeTrace(folder.resolve("none").resolve("trace.json")));
      assertTrue(error.getMessage().contains("expected the folder to exist"), error.getMessage());
    }
  }
}
