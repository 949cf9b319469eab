package dev.jacobian.trainers.run;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;

/**
 * Folders of small images: bars that lie, in {@code lying}, and that stand, in {@code standing}.
 */
final class Pictures {
  static final int SIDE = 8;

  private Pictures() {}

  /** Writes so many images of each of the two classes. */
  static void write(Path root, int each, long seed) throws IOException {
    Random random = new Random(seed);
    for (int i = 0; i < each; i++) {
      write(root.resolve("lying/" + i + ".png"), bar(random, true));
      write(root.resolve("standing/" + i + ".png"), bar(random, false));
    }
  }

  static void write(Path file, BufferedImage image) throws IOException {
    Files.createDirectories(file.getParent());
    ImageIO.write(image, "png", file.toFile());
  }

  /** Returns a bright bar on a dark noisy ground. */
  private static BufferedImage bar(Random random, boolean isLying) {
    BufferedImage image = grey(SIDE, SIDE);
    int place = 1 + random.nextInt(SIDE - 2);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        boolean isBar = (isLying ? y : x) == place;
        image.getRaster().setSample(x, y, 0, random.nextInt(60) + (isBar ? 180 : 0));
      }
    }
    return image;
  }

  static BufferedImage grey(int width, int height) {
    return new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
  }
}
