package dev.jacobian.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jacobian.data.Batch;
import dev.jacobian.io.IdxFile;
import dev.jacobian.shape.DataException;
import dev.jacobian.tensor.Tensor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images and labels in MNIST's format. */
class IdxImagesTest {
  private static final ImageFolder.Options USUAL = ImageFolder.Options.defaults();

  @TempDir private Path folder;

  private Path images(String name, Tensor pixels) {
    Path file = folder.resolve(name);
    IdxFile.save(file, pixels);
    return file;
  }

  @Test
  void bytesBecomeGreyValuesAndLabelsClasses() {
    Path file =
        images(
            "t10k-images-idx3-ubyte",
            Tensor.of(new int[] {0, 51, 255, 102, 1, 2, 3, 4, 5, 6, 7, 8}, 3, 2, 2));
    images("t10k-labels-idx1-ubyte.gz", Tensor.of(new int[] {10, 2, 10}));
    ImageFolder digits = ImageFolder.open(file, USUAL);
    assertEquals(List.of("2", "10"), digits.classNames());
    assertArrayEquals(new long[] {1, 0, 1}, digits.labels());
    Batch batch = digits.gather(new long[] {2, 0});
    assertEquals("[2, 1, 2, 2]", batch.inputs().shape().toString());
    assertArrayEquals(
        new float[] {5 / 255f, 6 / 255f, 7 / 255f, 8 / 255f, 0, 51 / 255f, 1, 102 / 255f},
        batch.inputs().toFloatArray());
    assertArrayEquals(new long[] {1, 1}, batch.targets().toLongArray());
    assertEquals(
        List.of(file, folder.resolve("t10k-labels-idx1-ubyte.gz")), ImageFolder.files(file));
    ImageFolder others = ImageFolder.open(file, USUAL.withClassNames(List.of("1", "2", "10")));
    assertArrayEquals(new long[] {2, 1, 2}, others.labels());
    assertEquals(3, ImageList.open(file, USUAL).size());
    assertEquals("2", ImageList.open(file, USUAL).file(2));
  }

  private void says(String message, Path file, ImageFolder.Options options) {
    assertEquals(
        message,
        assertThrows(DataException.class, () -> ImageFolder.open(file, options))
            .getMessage()
            .replace(folder.toString(), "FOLDER"));
  }

  @Test
  void everyMistakeIsNamed() throws Exception {
    Tensor two = Tensor.of(new int[8], 2, 2, 2);
    Path file = images("images", two);
    says(
        "images 'FOLDER/images': there are no labels beside the file; expected the file 'labels',"
            + " compressed by gzip or not",
        file,
        USUAL);
    says(
        "images 'FOLDER/pictures': there are no labels beside the file; expected a name with"
            + " 'images' in it, as train-images-idx3-ubyte.gz has",
        images("pictures", two),
        USUAL);
    images("labels", Tensor.of(new int[] {1, 2, 3}));
    says(
        "images 'FOLDER/images': labels of shape [3] and int32 in 'FOLDER/labels'; expected one for"
            + " each of 2 images",
        file,
        USUAL);
    images("labels", Tensor.of(new int[] {1, 7}));
    says(
        "images 'FOLDER/images': the class '7' in 'FOLDER/labels'; expected one of [1, 2]",
        file,
        USUAL.withClassNames(List.of("1", "2")));
    says(
        "images 'FOLDER/images': an array of shape [4] and int32; expected bytes [n, height,"
            + " width]",
        images("images", Tensor.of(new int[4])),
        USUAL);
    says(
        "images 'FOLDER/images': the value 300; expected bytes from 0 to 255",
        images("images", Tensor.of(new int[] {1, 300}, 1, 1, 2)),
        USUAL);
    Files.write(file, new byte[] {0, 0, 8, 3, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 9, 1});
    assertThrows(dev.jacobian.shape.JacobianException.class, () -> ImageFolder.open(file, USUAL));
  }
}
