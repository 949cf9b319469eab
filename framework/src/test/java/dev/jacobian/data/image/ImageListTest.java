package dev.jacobian.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.shape.DataException;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageListTest {
  private static final ImageFolder.Options DEFAULTS = ImageFolder.Options.defaults();

  @TempDir private Path folder;

  /** Returns an image whose only value is a brightness. */
  private static BufferedImage image(int value) {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setSample(0, 0, 0, value);
    return image;
  }

  private Path write(String name, int value) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    ImageIO.write(image(value), "png", file.toFile());
    return file;
  }

  private static List<String> files(ImageList images) {
    return IntStream.range(0, (int) images.size()).mapToObj(images::file).toList();
  }

  @Test
  void imagesAnywhereInAFolderAreReadInTheOrderOfTheirNames() throws IOException {
    write("b.png", 51);
    write("a/deep/c.PNG", 255);
    write(".hidden/d.png", 0);
    Files.writeString(folder.resolve("notes.txt"), "no image");
    ImageList images = ImageList.open(folder, DEFAULTS);
    assertEquals(
        List.of(folder.resolve("a/deep/c.PNG").toString(), folder.resolve("b.png").toString()),
        files(images));
    Batch batch = images.gather(new long[] {1, 0});
    assertEquals("[2, 1, 1, 1]", batch.inputs().shape().toString());
    assertArrayEquals(new float[] {0.2f, 1}, batch.inputs().toFloatArray(), 1e-7f);
    assertEquals(List.of(), batch.targetList());
  }

  @Test
  void aSingleImageAndAnArchiveAreLists() throws IOException {
    Path one = write("one.png", 255);
    assertEquals(List.of(one.toString()), files(ImageList.open(one, DEFAULTS)));
    Path zip = folder.resolve("images.zip");
    try (OutputStream out = Files.newOutputStream(zip);
        ZipOutputStream entries = new ZipOutputStream(out)) {
      entries.putNextEntry(new ZipEntry("x/two.png"));
      ImageIO.write(image(0), "png", entries);
    }
    assertEquals(List.of("x/two.png"), files(ImageList.open(zip, DEFAULTS)));
    assertTrue(ImageList.isNamed(zip) && ImageList.isNamed(one) && ImageList.isNamed(folder));
    assertFalse(ImageList.isNamed(folder.resolve("rows.csv")));
  }

  @Test
  void aFolderWithoutImagesAndOneWithABrokenOneSayWhy() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "no image");
    assertEquals(
        "images '"
            + folder
            + "': there is none; expected files with names that end in .png, .jpg, .jpeg, .bmp or"
            + " .gif",
        message());
    Path broken = Files.writeString(folder.resolve("broken.png"), "no image");
    assertEquals(
        broken
            + ": not an image that can be read; expected the content of a PNG, JPEG, BMP or GIF"
            + " file",
        message());
  }

  private String message() {
    return assertThrows(DataException.class, () -> ImageList.open(folder, DEFAULTS)).getMessage();
  }
}
