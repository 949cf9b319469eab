package dev.jacobian.compile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.nn.Linear;
import dev.jacobian.nn.Module;
import dev.jacobian.nn.ReLU;
import dev.jacobian.nn.Sequential;
import dev.jacobian.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the guide shows of {@code explain()} is what it prints today. */
@NeedsCompiler
class GuideTest {
  /** To renew a block, paste what this test expects between its markers in docs/guide.md. */
  private static void assertBlock(String name, String text) throws IOException {
    String page = Files.readString(Path.of("..", "docs", "guide.md")).replace("\r\n", "\n");
    String start = "<!-- explain: " + name + " -->\n```text\n";
    int from = page.indexOf(start);
    assertTrue(from >= 0, "docs/guide.md has no block '" + name + "'");
    int to = page.indexOf("```\n<!-- end -->", from + start.length());
    assertTrue(to >= 0, "the block '" + name + "' of docs/guide.md has no end");
    assertEquals(text, page.substring(from + start.length(), to));
  }

  /** Returns a part of an explanation, from its heading to the next one. */
  private static String part(String explanation, String heading, String next) {
    int from = explanation.indexOf(heading);
    int to = explanation.indexOf("\n" + next, from);
    assertTrue(from >= 0 && to > from, explanation);
    return explanation.substring(from, to + 1);
  }

  @Test
  void theStepsOfALinearRegressionAreThoseOfToday() throws IOException {
    Workloads work = Workloads.linear();
    work.run();
    assertBlock("steps", part(work.step().explain(), "graph\n", "buffers"));
  }

  @Test
  void theGraphOfAModelIsThatOfToday() throws IOException {
    Module model = new Sequential(new Linear(4, 8), new ReLU(), new Linear(8, 3));
    assertBlock("graph", CapturedGraph.of(model.eval(), Tensor.ones(2, 4)).graph().toString());
  }

  @Test
  void theBuffersOfANetworkAreThoseOfToday() throws IOException {
    Workloads work = Workloads.network(784, 512, 256, 10);
    work.run();
    assertBlock("buffers", part(work.step().explain(), "steps\n", "source"));
  }
}
