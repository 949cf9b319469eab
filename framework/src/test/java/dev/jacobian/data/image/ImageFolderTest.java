package dev.jacobian.data.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jacobian.data.Batch;
import dev.jacobian.data.DataLoader;
import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageFolderTest {
  private static final ImageFolder.Options DEFAULTS = ImageFolder.Options.defaults();

  @TempDir Path root;

  @Test
  void classesAreTheFoldersInOrderAndRowsTheirFiles() throws IOException {
    write("dog/b.png", "png", 2, 3, 0xFF0000);
    write("cat/z.bmp", "bmp", 2, 3, 0x00FF00);
    write("cat/deep/a.png", "png", 2, 3, 0x0000FF);
    write("dog/.hidden.png", "png", 9, 9, 0);
    Files.writeString(root.resolve("dog/notes.txt"), "no image");
    Files.writeString(root.resolve("list.csv"), "no class");
    ImageFolder images = ImageFolder.open(root, DEFAULTS);
    assertEquals(List.of("cat", "dog"), images.classNames());
    assertEquals(3, images.size());
    assertArrayEquals(new long[] {0, 0, 1}, images.labels());
    assertEquals(root.resolve("cat/deep/a.png").toString(), images.file(1));
    assertEquals(Shape.of(3, 2, 3), images.imageShape());
    Batch batch = images.gather(new long[] {2, 0});
    assertEquals(Shape.of(2, 3, 2, 3), batch.inputs().shape());
    assertArrayEquals(new long[] {1, 0}, batch.targets().toLongArray());
    float[] values = batch.inputs().toFloatArray();
    float[] expected = new float[36];
    Arrays.fill(expected, 0, 6, 1); // red
    Arrays.fill(expected, 24, 30, 1); // green
    assertArrayEquals(expected, values);
  }

  @Test
  void archivesAreReadAsFoldersAre() throws IOException {
    write("set/a/1.png", "png", 4, 4, 0x123456);
    write("set/b/2.gif", "gif", 4, 4, 0x654321);
    Path zip = root.resolve("set.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (String name :
          List.of("set/", "set/a/", "set/b/", "__MACOSX/set/x", "set/b/2.gif", "set/a/1.png")) {
        out.putNextEntry(new ZipEntry(name));
        if (name.startsWith("set") && !name.endsWith("/")) {
          out.write(Files.readAllBytes(root.resolve(name)));
        }
      }
    }
    ImageFolder folder = ImageFolder.open(root.resolve("set"), DEFAULTS);
    ImageFolder archive = ImageFolder.open(zip, DEFAULTS);
    assertEquals(List.of("a", "b"), archive.classNames());
    assertEquals(zip + ", set/a/1.png", archive.file(0));
    long[] both = {0, 1};
    assertArrayEquals(
        folder.gather(both).inputs().toFloatArray(), archive.gather(both).inputs().toFloatArray());
  }

  @Test
  void imagesOfAllSizesAreResizedAndMadeOneKind() throws IOException {
    write("a/1.png", "png", 4, 8, 0x808080);
    writeGrey("b/2.png", 8, 4, 51);
    ImageFolder.Options sized = DEFAULTS.withSize(2, 2);
    ImageFolder rgb = ImageFolder.open(root, sized.withChannels(Channels.RGB));
    float[] values = rgb.gather(new long[] {1}).inputs().toFloatArray();
    assertEquals(12, values.length);
    for (float value : values) {
      assertEquals(0.2, value, 1e-6);
    }
    ImageFolder grey = ImageFolder.open(root, sized.withChannels(Channels.GREY).withFit(Fit.CROP));
    assertEquals(Shape.of(1, 2, 2), grey.imageShape());
    assertEquals(128 / 255.0, grey.gather(new long[] {0}).inputs().max().item(), 1e-6);
  }

  @Test
  void cropKeepsTheMiddle() {
    Image image = Image.of(1, 2, 6, (c, y, x) -> x);
    Image part = Fit.CROP.part(image, ImageSize.of(5));
    assertArrayEquals(new float[] {2, 3, 2, 3}, part.values());
    assertEquals(image, Fit.STRETCH.part(image, ImageSize.of(5)));
  }

  @Test
  void sixteenBitsAreDividedByTheirLargest() throws IOException {
    BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(0, 0, 0, 13107);
    Files.createDirectories(root.resolve("a"));
    ImageIO.write(image, "png", root.resolve("a/1.png").toFile());
    assertEquals(
        0.2, ImageFolder.open(root, DEFAULTS).gather(new long[] {0}).inputs().item(), 1e-6);
  }

  @Test
  void workersChangeNothing() throws IOException {
    for (int i = 0; i < 12; i++) {
      write("c" + i % 3 + "/" + i + ".png", "png", 3, 3, 0x010203 * (i + 1));
    }
    ImageFolder images = ImageFolder.open(root, DEFAULTS);
    DataLoader.Options options = DataLoader.Options.of(5).withShuffle(3);
    assertArrayEquals(epoch(images, options), epoch(images, options.withWorkers(3)));
  }

  private static float[][] epoch(ImageFolder images, DataLoader.Options options) {
    try (DataLoader loader = DataLoader.of(images, options)) {
      List<float[]> batches = new ArrayList<>();
      loader.forEach(batch -> batches.add(batch.inputs().toFloatArray()));
      return batches.toArray(float[][]::new);
    }
  }

  @Test
  void givenClassesKeepTheirIndices() throws IOException {
    write("b/1.png", "png", 2, 2, 0);
    ImageFolder images = ImageFolder.open(root, DEFAULTS.withClassNames(List.of("a", "b")));
    assertArrayEquals(new long[] {1}, images.labels());
    assertMessage(
        "images '"
            + root
            + "': the class 'b'; expected one of [a, c]; fix: rename the folder, or"
            + " take it away",
        () -> ImageFolder.open(root, DEFAULTS.withClassNames(List.of("a", "c"))));
  }

  @Test
  void foldersWithoutClassesOrImagesSaySo() throws IOException {
    assertMessage(
        "images '"
            + root
            + "': no classes; expected a folder for each class; fix: move the images"
            + " of each class into a folder with its name",
        () -> ImageFolder.open(root, DEFAULTS));
    write("1.png", "png", 2, 2, 0);
    assertMessage(
        "images '"
            + root
            + "': no classes, but [1.png]; expected a folder for each class; fix:"
            + " move the images of each class into a folder with its name",
        () -> ImageFolder.open(root, DEFAULTS));
    Files.createDirectories(root.resolve("cat"));
    assertMessage(
        "images '"
            + root
            + "': the class 'cat' has no image; expected files with names that end in"
            + " .png, .jpg, .jpeg, .bmp or .gif; fix: take the empty folder away",
        () -> ImageFolder.open(root, DEFAULTS));
    Files.writeString(root.resolve("cat/1.webp"), "");
    assertMessage(
        "images '"
            + root
            + "': the class 'cat' has no image, but [cat/1.webp]; expected files with"
            + " names that end in .png, .jpg, .jpeg, .bmp or .gif; fix: convert them",
        () -> ImageFolder.open(root, DEFAULTS));
    assertMessage(
        "images '"
            + root.resolve("no.zip")
            + "': there is no such file or folder; expected a"
            + " folder, or a zip archive, with a folder of images for each class",
        () -> ImageFolder.open(root.resolve("no.zip"), DEFAULTS));
  }

  @Test
  void filesThatAreNoImagesAreNamed() throws IOException {
    write("a/1.png", "png", 2, 2, 0);
    Files.writeString(root.resolve("a/2.jpg"), "<html>");
    ImageFolder images = ImageFolder.open(root, DEFAULTS);
    assertMessage(
        root.resolve("a/2.jpg")
            + ": not an image that can be read; expected the content of a PNG,"
            + " JPEG, BMP or GIF file",
        () -> images.gather(new long[] {1}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "jpg", "bmp", "gif"})
  void filesThatAreCutShortAreNamed(String kind) throws IOException {
    BufferedImage image = new BufferedImage(40, 40, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < 1600; i++) {
      image.setRGB(i % 40, i / 40, i * 2654435);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    assertTrue(ImageIO.write(image, kind, bytes));
    for (double share : new double[] {0.5, 0.8, 0.95}) {
      byte[] part = Arrays.copyOf(bytes.toByteArray(), (int) (bytes.size() * share));
      DataException error =
          assertThrows(
              DataException.class, () -> ImageDecoder.decode("a/1." + kind, part), kind + share);
      assertTrue(
          error.getMessage().startsWith("a/1." + kind + ": the image cannot be decoded: "),
          error.getMessage());
      assertTrue(
          error
              .getMessage()
              .endsWith(
                  "; expected a whole PNG, JPEG, BMP or GIF file, grey or RGB; fix: copy it again,"
                      + " convert it, or leave it out"),
          error.getMessage());
    }
  }

  /** Newer JDKs decode four inks, which are no red, green and blue. */
  @Test
  void imagesForPrintersAreRefused() {
    String inks =
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwBQNzxGPDJQRkFGWlVQX3jIgnhubnj1r7mRyP//////////"
            + "/////////////////////////////////////////8AAFAgAAQACBEMRAE0RAFkRAEsRAP/EABUA"
            + "AQEAAAAAAAAAAAAAAAAAAAQD/8QAFBABAAAAAAAAAAAAAAAAAAAAAP/aAA4EQwBNAFkASwAAPwBi"
            + "BRr/2Q==";
    byte[] jpeg = Base64.getDecoder().decode(inks);
    DataException error =
        assertThrows(DataException.class, () -> ImageDecoder.decode("a/1.jpg", jpeg));
    assertTrue(
        error.getMessage().startsWith("a/1.jpg: the image cannot be decoded: "),
        error.getMessage());
    assertTrue(
        error
            .getMessage()
            .endsWith(
                "; expected a whole PNG, JPEG, BMP or GIF file, grey or RGB; fix: copy it again,"
                    + " convert it, or leave it out"),
        error.getMessage());
  }

  @Test
  void otherSizesAndChannelsAreNamed() throws IOException {
    write("a/1.png", "png", 2, 3, 0);
    write("a/2.png", "png", 4, 4, 0);
    writeGrey("a/3.png", 2, 3, 0);
    ImageFolder images = ImageFolder.open(root, DEFAULTS);
    assertMessage(
        root.resolve("a/2.png")
            + ": 4 x 4 pixels, but "
            + root.resolve("a/1.png")
            + " has 2 x 3; expected images of one size; fix: choose the size: withSize(2, 3)",
        () -> images.gather(new long[] {1}));
    assertMessage(
        root.resolve("a/3.png")
            + ": a grey image, but "
            + root.resolve("a/1.png")
            + " is a coloured image; expected images of one kind; fix: choose the channels:"
            + " Channels.RGB, or Channels.GREY",
        () -> images.gather(new long[] {2}));
  }

  private void write(String name, String kind, int height, int width, int rgb) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < height * width; i++) {
      image.setRGB(i % width, i / width, rgb);
    }
    write(name, kind, image);
  }

  private void writeGrey(String name, int height, int width, int value) throws IOException {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < height * width; i++) {
      image.getRaster().setSample(i % width, i / width, 0, value);
    }
    write(name, "png", image);
  }

  private void write(String name, String kind, BufferedImage image) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    assertTrue(ImageIO.write(image, kind, file.toFile()));
  }

  private static void assertMessage(String message, Executable run) {
    assertEquals(message, assertThrows(DataException.class, run).getMessage());
  }
}
