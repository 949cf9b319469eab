package dev.jacobian.data.image;

import dev.jacobian.shape.DataException;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Decodes PNG, JPEG, BMP and GIF (the first frame) by the JDK.
 *
 * <p>How: the samples are taken as they are stored, divided by the largest that there can be.
 * Java's own way to colours, {@code getRGB}, would make grey values brighter, because it takes them
 * for linear ones; like PIL, this leaves colour profiles alone.
 */
final class ImageDecoder {
  private static final long MOST_PIXELS = 1L << 27;

  private static final float BYTE = 255;

  private ImageDecoder() {}

  /**
   * Decodes a file's bytes.
   *
   * @param name what errors call it
   * @throws DataException if it is no image, a damaged one, or has more than 2^27 pixels
   */
  static Image decode(String name, byte[] bytes) {
    return decode(name, bytes, MOST_PIXELS);
  }

  /**
   * Decodes a file's bytes.
   *
   * @param name what errors call it
   * @param mostPixels the most that are decoded: a few bytes can say that they are very many
   * @throws DataException if it is no image, a damaged one, or has more pixels
   */
  static Image decode(String name, byte[] bytes, long mostPixels) {
    try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new DataException(
            name + ": not an image that can be read",
            "the content of a PNG, JPEG, BMP or GIF file");
      }
      ImageReader reader = readers.next();
      try {
        return decode(name, reader, in, mostPixels);
      } finally {
        reader.dispose();
      }
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw damaged(name, String.valueOf(e.getMessage()), e);
    }
  }

  private static Image decode(String name, ImageReader reader, ImageInputStream in, long mostPixels)
      throws IOException {
    reader.setInput(in, true, true);
    long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
    if (pixels > mostPixels) {
      throw new DataException(
          name + ": " + reader.getHeight(0) + " x " + reader.getWidth(0) + " pixels",
          "at most " + mostPixels + " in one image");
    }
    // The readers of JPEG and GIF fill up what is missing, and only warn.
    reader.addIIOReadWarningListener(
        (source, warning) -> {
          String text = warning.toLowerCase(Locale.ROOT);
          if (!text.contains("profile") && !text.contains("thumb")) {
            throw damaged(name, warning, null);
          }
        });
    BufferedImage image = reader.read(0);
    int colours = image.getColorModel().getNumColorComponents();
    if (colours != 1 && colours != 3) {
      throw damaged(name, "its pixels have " + colours + " colours", null);
    }
    return image(image);
  }

  private static DataException damaged(String name, String reason, @Nullable Throwable cause) {
    return new DataException(
        name + ": the image cannot be decoded: " + reason,
        "a whole PNG, JPEG, BMP or GIF file, grey or RGB",
        "copy it again, convert it, or leave it out",
        cause);
  }

  private static Image image(BufferedImage image) {
    int width = image.getWidth();
    int height = image.getHeight();
    ColorModel colours = image.getColorModel();
    Raster raster = image.getRaster();
    if (colours instanceof IndexColorModel palette) {
      int[] rgb = new int[palette.getMapSize()];
      palette.getRGBs(rgb);
      int channels = isGrey(rgb) ? 1 : 3;
      return Image.of(
          channels,
          height,
          width,
          (c, y, x) -> (rgb[raster.getSample(x, y, 0)] >> (16 - 8 * c) & 0xFF) / BYTE);
    }
    int channels = colours.getNumColorComponents() == 1 ? 1 : 3;
    float[] largest = new float[channels];
    for (int c = 0; c < channels; c++) {
      largest[c] = (1 << colours.getComponentSize(c)) - 1;
    }
    return Image.of(channels, height, width, (c, y, x) -> raster.getSample(x, y, c) / largest[c]);
  }

  private static boolean isGrey(int[] palette) {
    for (int rgb : palette) {
      if ((rgb >> 16 & 0xFF) != (rgb & 0xFF) || (rgb >> 8 & 0xFF) != (rgb & 0xFF)) {
        return false;
      }
    }
    return true;
  }
}
