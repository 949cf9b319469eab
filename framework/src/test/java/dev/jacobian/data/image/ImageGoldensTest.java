package dev.jacobian.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.nn.Goldens;
import dev.jacobian.tensor.Tensor;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Decoded, resized and changed images against PIL and PyTorch: {@code goldens_images.py}. */
class ImageGoldensTest {
  /** Decoders of JPEG differ in the last bits of a byte. */
  private static final double JPEG_TOLERANCE = 2.5 / 255;

  private final Goldens goldens = Goldens.load("images.txt");

  @Test
  void filesHaveTheValuesThatPilDecodes() {
    Set<String> files = goldens.parts("file/");
    assertTrue(files.size() >= 10, files.toString());
    for (String file : files) {
      byte[] bytes = HexFormat.of().parseHex(goldens.text("file/" + file + "/bytes"));
      String values = "file/" + file + "/values";
      Tensor decoded = tensor(ImageDecoder.decode(file, bytes));
      assertEquals(goldens.tensor(values).shape(), decoded.shape(), file);
      double tolerance = file.startsWith("jpeg") ? JPEG_TOLERANCE : 1e-6;
      assertArrayEquals(goldens.values(values), decoded.toDoubleArray(), tolerance, file);
    }
  }

  @Test
  void lumaIsThatOfPil() {
    // PIL rounds it to a byte.
    assertArrayEquals(
        goldens.values("luma"), tensor(Channels.GREY.of(image())).toDoubleArray(), 0.51 / 255);
  }

  @Test
  void sizesAreInterpolatedAsByPyTorch() {
    for (String size : goldens.parts("resize/")) {
      String[] sides = size.split("x", -1);
      ImageSize wanted = new ImageSize(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
      goldens.assertEqual("resize/" + size, tensor(Resizing.resize(image(), wanted)));
    }
  }

  @Test
  void turnedImagesAreThoseOfPyTorch() {
    for (String degrees : goldens.parts("rotate/")) {
      goldens.assertEqual(
          "rotate/" + degrees, tensor(RandomRotation.rotate(image(), Double.parseDouble(degrees))));
    }
  }

  @Test
  void coloursAreThoseOfPythonAndTorchvision() {
    for (String turn : goldens.parts("hue/")) {
      goldens.assertEqual(
          "hue/" + turn, tensor(ColorJitter.turn(image(), Double.parseDouble(turn))));
    }
    for (String text : goldens.parts("contrast/")) {
      double factor = Double.parseDouble(text);
      goldens.assertEqual("brightness/" + text, tensor(ColorJitter.brighten(image(), factor)));
      goldens.assertEqual("contrast/" + text, tensor(ColorJitter.contrast(image(), factor)));
      goldens.assertEqual("saturation/" + text, tensor(ColorJitter.saturate(image(), factor)));
    }
  }

  private Image image() {
    Tensor values = goldens.tensor("image");
    return new Image(values.toFloatArray(), 3, (int) values.size(1), (int) values.size(2));
  }

  private static Tensor tensor(Image image) {
    return Tensor.of(image.values(), image.channels(), image.height(), image.width());
  }
}
