package dev.jacobian.models.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

class CNNTest {
  private static CNNOptions options(Integer... channels) {
    return CNNOptions.of(List.of(channels)).withImages(3, 9, 16).withClasses(5);
  }

  @Test
  void eachStageHalvesTheImageAndTheLastLayerSeesWhatIsLeft() {
    CNN model = new CNN(options(4, 6).withHidden(List.of(7)), new Generator(1));
    assertEquals("[2, 5]", model.forward(Tensor.zeros(2, 3, 9, 16)).shape().toString());
    assertEquals(
        List.of(
            "features.0.weight",
            "features.1.weight",
            "features.1.bias",
            "features.4.weight",
            "features.5.weight",
            "features.5.bias",
            "classifier.1.weight",
            "classifier.1.bias",
            "classifier.3.weight",
            "classifier.3.bias"),
        List.copyOf(model.namedParameters().keySet()));
    // 6 channels of 2 x 4 pixels.
    assertEquals("[7, 48]", model.stateDict().get("classifier.1.weight").shape().toString());
  }

  @Test
  void withoutNormalisationConvolutionsHaveABias() {
    CNNOptions plain =
        new CNNOptions(
            1,
            8,
            8,
            List.of(2),
            5,
            false,
            1,
            List.of(),
            options(1).activation(),
            0,
            3,
            options(1).dtype());
    CNN model = new CNN(plain, new Generator(1));
    assertEquals("[2, 1, 5, 5]", model.stateDict().get("features.0.weight").shape().toString());
    assertEquals("[2]", model.stateDict().get("features.0.bias").shape().toString());
    assertEquals("[3, 128]", model.stateDict().get("classifier.1.weight").shape().toString());
  }

  @Test
  void imagesThatPoolingsLeaveNothingOfAreRefused() {
    assertEquals(
        "CNN: 4 poolings by 2 leave nothing of images of 9 x 16; expected images of at least 16"
            + " pixels to each side; fix: take fewer channels, a smaller pool, or larger images",
        assertThrows(OptionException.class, () -> new CNN(options(1, 1, 1, 1))).getMessage());
  }
}
