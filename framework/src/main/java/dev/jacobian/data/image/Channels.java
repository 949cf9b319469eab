package dev.jacobian.data.image;

import dev.jacobian.shape.DataException;
import dev.jacobian.shape.Fix;

/** What the channels of a data set's images are. An alpha channel is left out, as PIL does. */
public enum Channels {
  /** Those of the first image; others that have not as many are an error. */
  FOUND {
    @Override
    Image of(Image image) {
      return image;
    }
  },
  /** One: luma of coloured images, {@code 0.299 R + 0.587 G + 0.114 B} (ITU-R BT.601), PIL's L. */
  GREY {
    @Override
    Image of(Image image) {
      return image.channels() == 1
          ? image
          : Image.of(1, image.height(), image.width(), (c, y, x) -> luma(image, y, x));
    }
  },
  /** Three: red, green, blue, which are equal in grey images. PIL's RGB, torchvision's loader. */
  RGB {
    @Override
    Image of(Image image) {
      return image.channels() == 3
          ? image
          : Image.of(3, image.height(), image.width(), (c, y, x) -> image.at(0, y, x));
    }
  };

  private static final float RED = 0.299f;
  private static final float GREEN = 0.587f;
  private static final float BLUE = 0.114f;

  /** Returns an image with these channels. */
  abstract Image of(Image image);

  /** Returns how bright a pixel of a coloured image is. */
  static float luma(Image image, int y, int x) {
    return RED * image.at(0, y, x) + GREEN * image.at(1, y, x) + BLUE * image.at(2, y, x);
  }

  /** Returns the error of an image whose channels are not those of the others. */
  static DataException mixed(String name, int channels, String first, int expected) {
    return new DataException(
        name + ": " + described(channels) + ", but " + first + " is " + described(expected),
        "images of one kind",
        Fix.of(
            "choose the channels: Channels.RGB, or Channels.GREY", "data.channels: rgb, or grey"));
  }

  private static String described(int channels) {
    return channels == 1 ? "a grey image" : "a coloured image";
  }
}
