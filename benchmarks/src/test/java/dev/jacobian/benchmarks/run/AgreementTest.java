package dev.jacobian.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.benchmarks.work.Contender;
import dev.jacobian.benchmarks.work.Workload;
import org.junit.jupiter.api.Test;

class AgreementTest {
  private final Agreement agreement = new Agreement(Workload.W1);

  @Test
  void roundingIsNoDifference() {
    agreement.check(Contender.JACOBIAN_EAGER, new double[] {0.5, 0.25});
    assertDoesNotThrow(() -> agreement.check(Contender.DL4J, new double[] {0.50001, 0.25001}));
  }

  @Test
  void aPeerThatDoesOtherWorkIsNamed() {
    agreement.check(Contender.JACOBIAN_EAGER, new double[] {0.5, 0.25});
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class,
            () -> agreement.check(Contender.DL4J, new double[] {0.5, 0.5}));
    assertEquals(
        "W1: DL4J has the results [0.5, 0.5]; expected about those of JACOBIAN_EAGER, [0.5, 0.25]",
        error.getMessage());
  }

  @Test
  void nanAndMissingResultsDisagree() {
    agreement.check(Contender.JACOBIAN_EAGER, new double[] {0.5, 0.25});
    assertThrows(
        IllegalStateException.class,
        () -> agreement.check(Contender.DL4J, new double[] {0.5, Double.NaN}));
    assertThrows(
        IllegalStateException.class, () -> agreement.check(Contender.DL4J, new double[] {0.5}));
  }
}
