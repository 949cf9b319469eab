package dev.jacobian.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.benchmarks.work.Workload;
import dev.jacobian.benchmarks.worker.Protocol;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the script for Python repeats of Java's side; the numbers are compared by every run. */
class PytorchWorkerTest {
  private final String script = script();

  @Test
  void theScriptSpeaksTheProtocol() {
    assertContains("MARK = \"" + Protocol.MARK + "\"");
    for (String word : List.of(Protocol.ABOUT, Protocol.CHECK, Protocol.ABSENT)) {
      assertContains("answer(\"" + word + " \"");
    }
    assertContains("answer(f\"" + Protocol.TOOK + " {calls} {took!r}\")");
    assertContains("answer(\"" + Protocol.DONE + "\")");
    assertContains("if command == \"" + Protocol.WARM + "\"");
  }

  @Test
  void theScriptHasTheCheckpointsOfTheWorkloads() {
    for (Workload workload : List.of(Workload.W1, Workload.W2, Workload.W3)) {
      String numbers = workload.checkpoints().toString().replace('[', '(').replace(']', ')');
      assertContains("\"" + workload + "\": " + numbers);
    }
    for (Workload workload : List.of(Workload.W4, Workload.W5, Workload.W6)) {
      assertTrue(workload.checkpoints().equals(List.of(1)), workload::name);
    }
    assertContains("CHECKPOINTS.get(workload, (1,))");
  }

  private void assertContains(String expected) {
    assertTrue(script.contains(expected), () -> "pytorch_worker.py lacks: " + expected);
  }

  private static String script() {
    try (InputStream stream = Session.class.getResourceAsStream(Session.SCRIPT)) {
      assertTrue(stream != null, "the script is on the class path");
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
