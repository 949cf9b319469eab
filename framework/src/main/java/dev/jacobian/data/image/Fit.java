package dev.jacobian.data.image;

/** What becomes of an image whose sides have another ratio than the size that is asked for. */
public enum Fit {
  /** All of it is kept and made narrower or lower. PyTorch equivalent: {@code Resize((h, w))}. */
  STRETCH {
    @Override
    Image part(Image image, ImageSize size) {
      return image;
    }
  },
  /**
   * What stands out on both sides of the middle is cut off. PyTorch equivalent: {@code Resize} of
   * the shorter side, then {@code CenterCrop}.
   */
  CROP {
    @Override
    Image part(Image image, ImageSize size) {
      long across = (long) image.width() * size.height();
      long down = (long) image.height() * size.width();
      int height = across < down ? rounded(across, size.width()) : image.height();
      int width = across > down ? rounded(down, size.height()) : image.width();
      return image.crop((image.height() - height) / 2, (image.width() - width) / 2, height, width);
    }
  };

  /** Returns what of an image is resized. */
  abstract Image part(Image image, ImageSize size);

  private static int rounded(long product, int side) {
    return Math.max(1, Math.round((float) product / side));
  }
}
