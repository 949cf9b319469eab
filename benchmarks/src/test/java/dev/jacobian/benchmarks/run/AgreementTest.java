package dev.jacobian.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private final Agreement agreement = new Agreement(Workload.W1, Workload.W1.tolerance());

  @Test
  void roundingIsNoDifference() {
    agreement.difference(Contender.JACOBIAN_EAGER, new double[] {0.5, 0.25});
    assertEquals(
        Optional.empty(), agreement.difference(Contender.DL4J, new double[] {0.50001, 0.25001}));
  }

  @Test
  void aPeerThatDoesOtherWorkIsToldFrom() {
    agreement.difference(Contender.JACOBIAN_EAGER, new double[] {0.5, 0.25});
    assertEquals(
        Optional.of(
            "has the results [0.5, 0.5]; expected about those of JACOBIAN_EAGER, [0.5, 0.25]"),
        agreement.difference(Contender.DL4J, new double[] {0.5, 0.5}));
  }

  @Test
  void oursHaveToAgree() {
    agreement.difference(Contender.JACOBIAN_EAGER, new double[] {0.5, 0.25});
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () -> agreement.difference(Contender.JACOBIAN_COMPILED, new double[] {0.5, 0.5}));
    assertEquals(
        "W1: JACOBIAN_COMPILED has the results [0.5, 0.5]; expected about those of JACOBIAN_EAGER,"
            + " [0.5, 0.25]",
        error.getMessage());
  }

  @Test
  void nanAndMissingResultsDisagree() {
    agreement.difference(Contender.JACOBIAN_EAGER, new double[] {0.5, 0.25});
    assertTrue(agreement.difference(Contender.DL4J, new double[] {0.5, Double.NaN}).isPresent());
    assertTrue(agreement.difference(Contender.DL4J, new double[] {0.5}).isPresent());
  }
}
