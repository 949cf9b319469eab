package dev.jacobian.benchmarks.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class WholeTrainingTest {
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  @Test
  void theAccuracyIsTheOneOfTheHeldOutRows() {
    String output =
        """
        epoch 1/2  loss 0.1  accuracy 0.5  val loss 0.1  val accuracy 0.6
        train       loss 0.053071  accuracy 0.98333
        validation  loss 0.079668  accuracy 0.93333

        weights     model.safetensors
        """;
    assertEquals(0.93333, new WholeTraining(1, output).accuracy());
  }

  @Test
  void anOutputWithoutAnAccuracyIsAnError() {
    IllegalStateException error =
        assertThrows(IllegalStateException.class, () -> new WholeTraining(1, "done").accuracy());
    assertEquals("no line with the accuracy in:\ndone", error.getMessage());
  }

  @Test
  void aProcessIsTimedToItsEndAndAFailureIsShown() {
    WholeTraining version = WholeTraining.run(List.of(JAVA, "-version"));
    assertTrue(version.seconds() > 0.001, version::toString);
    assertTrue(version.output().contains("version"), version::toString);
    IllegalStateException error =
        assertThrows(
            IllegalStateException.class, () -> WholeTraining.run(List.of(JAVA, "no.such.Class")));
    assertTrue(error.getMessage().contains("ClassNotFoundException"), error::getMessage);
  }

  @Test
  void variablesThatChooseKernelsAreNotPassedOn() {
    ProcessBuilder process = Environment.process(List.of(JAVA));
    for (String name : Environment.UNSET) {
      assertFalse(process.environment().containsKey(name), name);
    }
    assertTrue(process.environment().containsKey("PATH"));
  }
}
