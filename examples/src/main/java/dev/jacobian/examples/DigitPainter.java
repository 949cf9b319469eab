package dev.jacobian.examples;

import dev.jacobian.tensor.Generator;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.font.GlyphVector;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Optional;

/** Draws digits with the JDK's fonts, each turned, scaled, shifted and made noisy at random. */
final class DigitPainter {
  static final int SIDE = 28;

  private static final String[] FAMILIES = {Font.SANS_SERIF, Font.SERIF, Font.MONOSPACED};
  private static final int[] STYLES = {Font.PLAIN, Font.BOLD, Font.ITALIC};
  private static final double LARGEST_TURN = Math.toRadians(15);
  private static final double LARGEST_SHIFT = 2.5;
  private static final double NOISE = 0.08;

  private final Generator generator;

  DigitPainter(Generator generator) {
    this.generator = generator;
  }

  /** Returns why digits cannot be drawn here, with the fix, or empty if they can. */
  static Optional<String> problem() {
    String fix = "; fix: install fontconfig and a font, for example Debian's fonts-dejavu-core";
    try {
      float[] pixels = new float[SIDE * SIDE];
      new DigitPainter(new Generator(0)).paint(8, pixels, 0);
      double ink = 0;
      for (float pixel : pixels) {
        ink += pixel;
      }
      // The noise alone adds up to about 25.
      return ink > 2 * SIDE
          ? Optional.empty()
          : Optional.of("this Java has no font with digits" + fix);
    } catch (RuntimeException | LinkageError e) {
      return Optional.of("this Java cannot draw text: " + e + fix);
    }
  }

  /**
   * Paints a digit into {@code pixels[offset ...]}: {@code SIDE * SIDE} values from 0 to 1, row by
   * row.
   */
  void paint(int digit, float[] pixels, int offset) {
    BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
    Graphics2D graphics = image.createGraphics();
    graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
    graphics.setColor(Color.WHITE);
    Font font = new Font(pick(FAMILIES), STYLES[next(STYLES.length)], SIDE);
    GlyphVector glyph =
        font.createGlyphVector(graphics.getFontRenderContext(), Integer.toString(digit));
    Rectangle2D bounds = glyph.getVisualBounds();
    double scale = uniform(0.6, 0.8) * SIDE / Math.max(bounds.getHeight(), 1);
    AffineTransform place = new AffineTransform();
    place.translate(
        SIDE / 2.0 + uniform(-LARGEST_SHIFT, LARGEST_SHIFT),
        SIDE / 2.0 + uniform(-LARGEST_SHIFT, LARGEST_SHIFT));
    place.rotate(uniform(-LARGEST_TURN, LARGEST_TURN));
    place.scale(scale, scale);
    place.translate(-bounds.getCenterX(), -bounds.getCenterY());
    graphics.fill(place.createTransformedShape(glyph.getOutline()));
    graphics.dispose();
    int[] values = image.getRaster().getPixels(0, 0, SIDE, SIDE, (int[]) null);
    for (int i = 0; i < values.length; i++) {
      double noisy = values[i] / 255.0 + NOISE * generator.take(1).normal(0);
      pixels[offset + i] = (float) Math.max(0, Math.min(1, noisy));
    }
  }

  private String pick(String[] options) {
    return options[next(options.length)];
  }

  private int next(int bound) {
    return (int) (generator.take(1).uniformDouble(0) * bound);
  }

  private double uniform(double from, double to) {
    return from + (to - from) * generator.take(1).uniformDouble(0);
  }
}
