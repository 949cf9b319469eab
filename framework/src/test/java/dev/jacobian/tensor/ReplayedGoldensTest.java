package dev.jacobian.tensor;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every tensor function follows its inputs where it was captured: what a replay computes of other
 * values than those of the capture is what an eager call does. Without gradients, an attention and
 * the indices of {@code kthvalue} once were those of the capture.
 */
class ReplayedGoldensTest {
  private static final Map<String, Function<List<Tensor>, Tensor>> FUNCTIONS =
      GoldenFunctions.all();

  @TestFactory
  Stream<DynamicTest> replaysWithoutGradients() {
    return replays(false, 900);
  }

  @TestFactory
  Stream<DynamicTest> replaysOfWhatRequiresGradients() {
    return replays(true, 900);
  }

  private static Stream<DynamicTest> replays(boolean requiresGrad, int least) {
    List<GoldenCase> cases = GoldenCase.read("/goldens/tensor.txt");
    AtomicInteger replayed = new AtomicInteger();
    List<DynamicTest> tests = new ArrayList<>();
    for (GoldenCase golden : cases) {
      tests.add(
          DynamicTest.dynamicTest(
              golden.toString(),
              () ->
                  replayed.addAndGet(
                      Replays.follow(FUNCTIONS.get(golden.function()), golden, requiresGrad)
                          ? 1
                          : 0)));
    }
    tests.add(
        DynamicTest.dynamicTest(
            "most of them", () -> assertTrue(replayed.get() >= least, replayed + " replays")));
    return tests.stream();
  }
}
