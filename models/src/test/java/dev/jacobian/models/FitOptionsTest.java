package dev.jacobian.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.device.Device;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.OptionException;
import org.junit.jupiter.api.Test;

class FitOptionsTest {
  @Test
  void defaultsAreWhatTheDocumentationSays() {
    FitOptions options = FitOptions.defaults();
    assertEquals(0.05, options.learningRate());
    assertEquals(500, options.epochs());
    assertEquals(256, options.batchSize());
    assertTrue(options.standardize());
    assertTrue(options.intercept());
    assertEquals(DType.FLOAT32, options.dtype());
    assertEquals(0, options.seed());
    assertEquals(Device.cpu(), options.device());
  }

  @Test
  void eachWitherChangesItsOwnValueOnly() {
    FitOptions all =
        FitOptions.defaults()
            .withOptimizer(OptimizerFactory.adam())
            .withLearningRate(1)
            .withEpochs(2)
            .withBatchSize(3)
            .withStandardize(false)
            .withIntercept(false)
            .withDtype(DType.FLOAT64)
            .withSeed(4)
            .withDevice(Device.cuda(5));
    assertEquals(
        new FitOptions(all.optimizer(), 1, 2, 3, false, false, DType.FLOAT64, 4, Device.cuda(5)),
        all);
  }

  @Test
  void impossibleNumbersAreErrors() {
    FitOptions options = FitOptions.defaults();
    assertEquals(
        "learning rate 0.0; expected a number above 0",
        assertThrows(OptionException.class, () -> options.withLearningRate(0)).getMessage());
    assertThrows(OptionException.class, () -> options.withLearningRate(Double.NaN));
    assertEquals(
        "epochs 0; expected 1 or more",
        assertThrows(OptionException.class, () -> options.withEpochs(0)).getMessage());
    assertEquals(
        "batch size 0; expected 1 or more",
        assertThrows(OptionException.class, () -> options.withBatchSize(0)).getMessage());
    assertEquals(
        "training in int64; expected float32 or float64",
        assertThrows(DTypeException.class, () -> options.withDtype(DType.INT64)).getMessage());
  }
}
