package dev.jacobian.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.data.TensorDataset;
import dev.jacobian.data.TransformedDataset;
import dev.jacobian.shape.DType;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.OptionException;
import dev.jacobian.tensor.Generator;
import dev.jacobian.tensor.Tensor;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ImageTransformsTest {
  private static final Image NUMBERED = Image.of(1, 2, 3, (c, y, x) -> 3 * y + x + 1);

  @Test
  void flipsTurnAroundRowsOrColumnsOfSomeImages() {
    assertArrayEquals(
        new float[] {3, 2, 1, 6, 5, 4}, applied(new RandomHorizontalFlip(1), NUMBERED));
    assertArrayEquals(new float[] {4, 5, 6, 1, 2, 3}, applied(new RandomVerticalFlip(1), NUMBERED));
    assertArrayEquals(NUMBERED.values(), applied(new RandomVerticalFlip(0), NUMBERED));
    Generator generator = new Generator(1);
    int flipped = 0;
    for (int i = 0; i < 1000; i++) {
      flipped += new RandomHorizontalFlip().apply(NUMBERED, generator).values()[0] == 3 ? 1 : 0;
    }
    assertEquals(500, flipped, 60);
  }

  @Test
  void cropsLieAnywhereInTheImageAndItsMargin() {
    Generator generator = new Generator(2);
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 500; i++) {
      seen.add(Arrays.toString(new RandomCrop(2, 3, 1).apply(NUMBERED, generator).values()));
    }
    // Three places down and three across.
    assertEquals(9, seen.size(), seen.toString());
    assertTrue(seen.contains("[0.0, 0.0, 0.0, 0.0, 1.0, 2.0]"), seen.toString());
    assertTrue(seen.contains("[5.0, 6.0, 0.0, 0.0, 0.0, 0.0]"), seen.toString());
    assertEquals(
        "RandomCrop: 3 x 3 of an image of 2 x 3 with padding 0; expected a part that is no larger;"
            + " fix: choose a smaller part, or more padding",
        assertThrows(DataException.class, () -> applied(new RandomCrop(3, 3, 0), NUMBERED))
            .getMessage());
  }

  @Test
  void cutoutCoversASquareAroundAnyPixel() {
    Image ones = Image.of(2, 4, 4, (c, y, x) -> 1);
    Generator generator = new Generator(3);
    Map<Integer, Integer> covered = new TreeMap<>();
    for (int i = 0; i < 400; i++) {
      float[] values = new Cutout(2).apply(ones, generator).values();
      int zeros = 0;
      for (int at = 0; at < 16; at++) {
        zeros += values[at] == 0 ? 1 : 0;
        assertEquals(values[at], values[16 + at]);
      }
      covered.merge(zeros, 1, Integer::sum);
    }
    // Of 16 middles 9 leave the square whole, 6 cut it in half, and 1 leaves a pixel.
    assertEquals(Set.of(1, 2, 4), covered.keySet());
    assertEquals(225, covered.get(4), 40);
  }

  @Test
  void normalizeShiftsAndScalesChannels() {
    Image image = new Image(new float[] {1, 2, 3}, 3, 1, 1);
    Normalize each = new Normalize(List.of(1.0, 1.0, 1.0), List.of(1.0, 2.0, 4.0));
    assertArrayEquals(new float[] {0, 0.5f, 0.5f}, applied(each, image));
    assertArrayEquals(new float[] {0, 0.5f, 1}, applied(new Normalize(1, 2), image));
    assertEquals(
        "Normalize: an image with 1 channel; expected 3, as there are means",
        assertThrows(DataException.class, () -> applied(each, NUMBERED)).getMessage());
    assertEquals(
        "Normalize: mean [0.5], std [0.0]; expected a number of each for each channel, deviations"
            + " above 0",
        assertThrows(DataException.class, () -> new Normalize(0.5, 0)).getMessage());
  }

  @Test
  void jitterKeepsGreyImagesGreyAndValuesInRange() {
    Image image = Image.of(1, 3, 3, (c, y, x) -> (3 * y + x) / 8f);
    ColorJitter jitter = new ColorJitter(0.9, 0.9, 0.9, 0.5);
    Generator generator = new Generator(4);
    for (int i = 0; i < 50; i++) {
      for (float value : jitter.apply(image, generator).values()) {
        assertTrue(value >= 0 && value <= 1, "value " + value);
      }
    }
    assertArrayEquals(image.values(), applied(new ColorJitter(0, 0, 0.5, 0.5), image));
  }

  @Test
  void optionsAreHeldToTheirRanges() {
    assertThrows(OptionException.class, () -> new RandomHorizontalFlip(1.5));
    assertThrows(OptionException.class, () -> new RandomRotation(-1));
    assertThrows(OptionException.class, () -> new Cutout(0));
    assertThrows(OptionException.class, () -> new RandomCrop(0, 1, 0));
    assertThrows(OptionException.class, () -> new ColorJitter(0, 0, 0, 0.6));
    assertThrows(OptionException.class, () -> new Mixup(1, 1));
    assertThrows(OptionException.class, () -> new ImageSize(0, 1));
  }

  @Test
  void whatIsDrawnFollowsFromSeedEpochAndImageOnly() {
    TransformedImages images =
        new TransformedImages(ones(64), new Cutout(3), new RandomCrop(8, 8, 2));
    DataLoader.Options options = DataLoader.Options.of(16).withShuffle(5);
    Map<Long, float[]> alone = epoch(images, options, 3);
    assertSame(alone, epoch(images, options.withWorkers(3), 3));
    // Nor does it follow from the batches that the images are in.
    assertSame(alone, epoch(images, DataLoader.Options.of(7).withShuffle(5), 3));
    assertEquals(64, alone.size());
    assertTrue(alone.values().stream().map(Arrays::toString).distinct().count() > 50);
    int equal = 0;
    for (Map.Entry<Long, float[]> next : epoch(images, options, 4).entrySet()) {
      equal += Arrays.equals(next.getValue(), alone.get(next.getKey())) ? 1 : 0;
    }
    assertTrue(equal < 8, equal + " of 64 images are the same in the next epoch");
    assertFalse(
        Arrays.equals(
            alone.get(0L), epoch(images, DataLoader.Options.of(16).withShuffle(6), 3).get(0L)));
  }

  /** Images of 64 ones, whose targets are their indices. */
  private static TensorDataset ones(int count) {
    return new TensorDataset(Tensor.ones(count, 1, 8, 8), Tensor.arange(count));
  }

  private static Map<Long, float[]> epoch(
      TransformedImages images, DataLoader.Options options, long epoch) {
    Map<Long, float[]> rows = new TreeMap<>();
    try (DataLoader loader = DataLoader.of(images, options)) {
      loader
          .iterator(epoch)
          .forEachRemaining(
              batch -> {
                long[] indices = batch.targets().toLongArray();
                for (int i = 0; i < indices.length; i++) {
                  rows.put(indices[i], batch.inputs().get(i).toFloatArray());
                }
              });
    }
    return rows;
  }

  private static void assertSame(Map<Long, float[]> expected, Map<Long, float[]> actual) {
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach((row, values) -> assertArrayEquals(values, actual.get(row)));
  }

  @Test
  void imagesThatBecomeOfDifferentShapeAreAnError() {
    ImageTransform halved =
        (image, generator) ->
            ImageTransform.below(generator, 2) == 0 ? image : image.crop(0, 0, 1, 8);
    TransformedImages images = new TransformedImages(ones(20), halved);
    long[] all = Tensor.arange(20).toLongArray();
    String message = assertThrows(DataException.class, () -> images.gather(all)).getMessage();
    assertTrue(
        Set.of(
                "transforms made images of [1, 8, 8] and of [1, 1, 8]; expected images of one shape",
                "transforms made images of [1, 1, 8] and of [1, 8, 8]; expected images of one shape")
            .contains(message),
        message);
    TransformedImages flat =
        new TransformedImages(new TensorDataset(Tensor.ones(2, 3), Tensor.arange(2)));
    assertEquals(
        "images of shape [1, 3] and dtype float32; expected float32 [n, channels, height, width]",
        assertThrows(DataException.class, () -> flat.gather(new long[] {0})).getMessage());
  }

  @Test
  void mixupBlendsNeighboursAndTheirClassesAlike() {
    TensorDataset rows =
        new TensorDataset(Tensor.arange(4).to(DType.FLOAT32).reshape(4, 1, 1, 1), Tensor.arange(4));
    TransformedDataset mixed = new TransformedDataset(rows, new Mixup(4, 0.4));
    DataLoader.Options options = DataLoader.Options.of(4).withShuffle(1);
    double sum = 0;
    int near = 0;
    try (DataLoader loader = DataLoader.of(mixed, options)) {
      for (int epoch = 0; epoch < 300; epoch++) {
        Batch batch = loader.iterator(epoch).next();
        double[] targets = batch.targets().toDoubleArray();
        double[] inputs = batch.inputs().toDoubleArray();
        for (int i = 0; i < 4; i++) {
          double expected = 0;
          double whole = 0;
          for (int k = 0; k < 4; k++) {
            expected += k * targets[4 * i + k];
            whole += targets[4 * i + k];
          }
          assertEquals(1, whole, 1e-6);
          assertEquals(expected, inputs[i], 1e-5);
        }
        double largest = Arrays.stream(targets).max().orElse(0);
        sum += largest;
        near += largest > 0.9 ? 1 : 0;
      }
    }
    // Of Beta(0.4, 0.4): E max(l, 1 - l) = 0.8398, P(max > 0.9) = 0.4795 (scipy.stats.beta).
    assertEquals(0.8398, sum / 300, 0.03);
    assertEquals(0.4795, near / 300.0, 0.09);
  }

  @Test
  void cutmixCoversABoxAndDividesTheClassByTheAreas() {
    int side = 8;
    Tensor images =
        Tensor.arange(3).to(DType.FLOAT32).reshape(3, 1, 1, 1).mul(Tensor.ones(3, 2, side, side));
    TransformedDataset mixed =
        new TransformedDataset(new TensorDataset(images, Tensor.arange(3)), new Cutmix(3, 1));
    double kept = 0;
    try (DataLoader loader = DataLoader.of(mixed, DataLoader.Options.of(3))) {
      for (int epoch = 0; epoch < 300; epoch++) {
        Batch batch = loader.iterator(epoch).next();
        double[] pixels = batch.inputs().toDoubleArray();
        double[] targets = batch.targets().toDoubleArray();
        for (int row = 0; row < 3; row++) {
          int before = (row + 2) % 3;
          int covered = 0;
          int top = side;
          int bottom = -1;
          int left = side;
          int right = -1;
          for (int at = 0; at < side * side; at++) {
            double value = pixels[row * 2 * side * side + at];
            assertEquals(value, pixels[(row * 2 + 1) * side * side + at], "channels differ");
            if (value == before) {
              covered++;
              top = Math.min(top, at / side);
              bottom = Math.max(bottom, at / side);
              left = Math.min(left, at % side);
              right = Math.max(right, at % side);
            } else {
              assertEquals(row, value);
            }
          }
          assertEquals(
              covered, Math.max(0, bottom - top + 1) * Math.max(0, right - left + 1), "a box");
          double share = 1 - (double) covered / (side * side);
          assertEquals(share, targets[3 * row + row], 1e-6);
          assertEquals(1 - share, targets[3 * row + before], 1e-6);
        }
        kept += targets[0];
      }
    }
    // The mean over many draws of the box that torchvision's CutMix describes, of 8 x 8 pixels.
    assertEquals(0.7672, kept / 300, 0.04);
    assertEquals(
        "Cutmix: inputs of shape [2, 3]; expected images [n, channels, height, width]",
        assertThrows(
                DataException.class,
                () -> new Cutmix(3, 1).apply(new Batch(Tensor.ones(2, 3), Tensor.arange(2))))
            .getMessage());
  }

  @Test
  void normalisationIsFittedToImages() {
    Tensor images = Tensor.rand(150, 3, 5, 4).mul(0.01).add(0.7);
    Normalize fitted = Normalize.fit(new TensorDataset(images, Tensor.arange(150)));
    Tensor rows = images.to(DType.FLOAT64).permute(1, 0, 2, 3).reshape(3, -1);
    double[] means = rows.mean(false, 1).toDoubleArray();
    double[] deviations =
        rows.sub(rows.mean(true, 1)).square().mean(false, 1).sqrt().toDoubleArray();
    for (int channel = 0; channel < 3; channel++) {
      assertEquals(means[channel], fitted.mean().get(channel), 1e-12);
      assertEquals(deviations[channel], fitted.std().get(channel), 1e-12);
    }
    assertEquals(
        "Normalize: channel 0 is 0.1 in all images; expected values that differ; fix: give numbers,"
            + " or leave images as they are",
        assertThrows(
                DataException.class,
                () ->
                    Normalize.fit(
                        new TensorDataset(Tensor.ones(90, 1, 8, 8).mul(0.1), Tensor.arange(90))))
            .getMessage());
    assertEquals(
        "Normalize: inputs of shape [2, 3]; expected images [n, channels, height, width]",
        assertThrows(
                DataException.class,
                () -> Normalize.fit(new TensorDataset(Tensor.ones(2, 3), Tensor.arange(2))))
            .getMessage());
  }

  private static float[] applied(ImageTransform transform, Image image) {
    return transform.apply(image, new Generator(0)).values();
  }
}
