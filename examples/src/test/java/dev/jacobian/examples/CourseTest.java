package dev.jacobian.examples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CourseTest {
  static Stream<Example> course() {
    return Examples.course().stream();
  }

  @ParameterizedTest
  @MethodSource("course")
  void reachesItsTargetAndPrintsWhatItLearned(Example example) {
    if (example instanceof E07DigitImages) {
      Optional<String> problem = DigitPainter.problem();
      assumeTrue(problem.isEmpty(), () -> problem.orElse(""));
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Outcome outcome = example.run(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    String printed = bytes.toString(StandardCharsets.UTF_8);
    assertTrue(outcome.reached(), () -> outcome + "\n" + printed);
    assertFalse(printed.isBlank(), "it prints nothing");
  }

  @Test
  void everyPermittedExampleIsInTheCourse() {
    assertEquals(11, Example.class.getPermittedSubclasses().length);
    assertEquals(11, course().map(Object::getClass).distinct().count());
  }

  @Test
  void outcomeWithNaNNeverReachesItsTarget() {
    assertFalse(Outcome.atLeast("x", Double.NaN, 0).reached());
    assertFalse(Outcome.atMost("x", Double.NaN, 0).reached());
    assertEquals("x: 2.00000 (at least 1.00000, reached)", Outcome.atLeast("x", 2, 1).toString());
    assertEquals("x: 2.00000 (at most 1.00000: MISSED)", Outcome.atMost("x", 2, 1).toString());
  }
}
