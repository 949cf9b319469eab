package dev.jacobian.data.image;

import java.util.List;

/** Images that are decoded when they are asked for. Safe for several threads. */
interface ImageSource {
  /** Returns the number of images. */
  int count();

  /** Decodes an image. */
  Image image(int row);

  /** Returns what errors call an image. */
  String file(int row);

  /** Returns an image's path, or its name in the archive. */
  String path(int row);

  /** Images that are files. */
  record Decoded(ImageFiles files, List<String> names) implements ImageSource {
    @Override
    public int count() {
      return names.size();
    }

    @Override
    public Image image(int row) {
      String name = names.get(row);
      return ImageDecoder.decode(files.where(name), files.read(name));
    }

    @Override
    public String file(int row) {
      return files.where(names.get(row));
    }

    @Override
    public String path(int row) {
      return files.path(names.get(row));
    }
  }
}
