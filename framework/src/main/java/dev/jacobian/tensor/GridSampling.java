package dev.jacobian.tensor;

import dev.jacobian.shape.DType;
import dev.jacobian.shape.DTypeException;
import dev.jacobian.shape.ShapeException;
import java.util.stream.LongStream;

/** Images read at places between their elements, composed of gathering and products. */
final class GridSampling {
  private static final String NAME = "gridSample";

  private final Tensor images;
  private final GridSampleOptions options;
  private final long height;
  private final long width;

  private GridSampling(Tensor images, GridSampleOptions options) {
    this.images = images;
    this.options = options;
    this.height = images.size(2);
    this.width = images.size(3);
  }

  static Tensor sample(Tensor images, Tensor grid, GridSampleOptions options) {
    requireFit(images, grid);
    GridSampling sampling = new GridSampling(images, options);
    Tensor x = sampling.place(grid.select(3, 0), images.size(3));
    Tensor y = sampling.place(grid.select(3, 1), images.size(2));
    return switch (options.mode()) {
      case NEAREST -> sampling.read(y.detach().round(), x.detach().round());
      case BILINEAR -> sampling.between(y, x);
    };
  }

  private static void requireFit(Tensor images, Tensor grid) {
    Calls.requireFloating(NAME, images);
    if (images.shape().rank() != 4
        || grid.shape().rank() != 4
        || grid.size(3) != 2
        || grid.size(0) != images.size(0)
        || images.size(2) * images.size(3) == 0) {
      throw new ShapeException(
          NAME + ": images " + images.shape() + " and a grid " + grid.shape(),
          "images [n, channels, height, width] and a grid [n, rows, columns, 2] of (x, y)");
    }
    if (images.dtype() != grid.dtype()) {
      throw new DTypeException(
          NAME + ": images of " + images.dtype() + " and a grid of " + grid.dtype(), "one type");
    }
  }

  /**
   * Returns the place in elements, 0 being the first one's centre, that is in the image if it must.
   */
  private Tensor place(Tensor coordinate, long size) {
    Tensor place =
        options.alignCorners()
            ? coordinate.add(1).mul((size - 1) / 2.0)
            : coordinate.add(1).mul((double) size).sub(1).mul(0.5);
    return switch (options.padding()) {
      case ZEROS -> place;
      case BORDER -> limited(place, size);
      case REFLECTION -> limited(reflected(place, size), size);
    };
  }

  /** Returns the place within the image; one at its edge has no gradient, as in PyTorch. */
  private static Tensor limited(Tensor place, long size) {
    Tensor isInside = place.gt(0).and(place.lt(size - 1.0));
    return isInside.where(place, place.detach().clamp(0, size - 1.0));
  }

  private Tensor reflected(Tensor place, long size) {
    double low = options.alignCorners() ? 0 : -0.5;
    double span = options.alignCorners() ? size - 1.0 : size;
    if (span == 0) {
      return place.mul(0);
    }
    // Every other image is turned.
    Tensor beyond = place.sub(low).abs();
    Tensor turn = beyond.remainder(2 * span);
    return turn.le(span).where(turn, turn.neg().add(2 * span)).add(low);
  }

  private Tensor between(Tensor y, Tensor x) {
    Tensor top = y.detach().floor();
    Tensor left = x.detach().floor();
    Tensor down = y.sub(top).unsqueeze(1);
    Tensor right = x.sub(left).unsqueeze(1);
    Tensor up = down.neg().add(1);
    Tensor back = right.neg().add(1);
    Tensor bottom = top.add(1);
    Tensor next = left.add(1);
    return read(top, left)
        .mul(up.mul(back))
        .add(read(top, next).mul(up.mul(right)))
        .add(read(bottom, left).mul(down.mul(back)))
        .add(read(bottom, next).mul(down.mul(right)));
  }

  /** Returns the elements at whole places {@code [n, rows, columns]}, 0 outside of the image. */
  private Tensor read(Tensor y, Tensor x) {
    Tensor rows = y.clamp(0, height - 1.0);
    Tensor columns = x.clamp(0, width - 1.0);
    long channels = images.size(1);
    Tensor at =
        rows.to(DType.INT64)
            .mul((double) width)
            .add(columns.to(DType.INT64))
            .reshape(y.size(0), 1, y.size(1) * y.size(2))
            .expand(y.size(0), channels, y.size(1) * y.size(2));
    Tensor read =
        images
            .reshape(y.size(0), channels, height * width)
            .gather(2, at)
            .reshape(y.size(0), channels, y.size(1), y.size(2));
    Tensor isInside = rows.eq(y).and(columns.eq(x)).unsqueeze(1);
    return isInside.where(read, 0);
  }

  static Tensor affine(Tensor maps, long height, long width, boolean alignCorners) {
    Calls.requireFloating("affineGrid", maps);
    if (maps.shape().rank() != 3 || maps.size(1) != 2 || maps.size(2) != 3) {
      throw new ShapeException("affineGrid: maps " + maps.shape(), "[n, 2, 3]");
    }
    if (height < 1 || width < 1) {
      throw new ShapeException(
          "affineGrid: a grid of " + height + " x " + width, "at least one row and column");
    }
    Tensor x = centres(maps, width, alignCorners).expand(height, width);
    Tensor y = centres(maps, height, alignCorners).unsqueeze(1).expand(height, width);
    Tensor places = Tensor.stack(2, x, y, Tensor.onesLike(x)).reshape(height * width, 3);
    return places.matmul(maps.transpose(1, 2)).reshape(maps.size(0), height, width, 2);
  }

  /** Returns where the centres of elements lie between -1 and 1. */
  private static Tensor centres(Tensor like, long size, boolean alignCorners) {
    double steps = alignCorners ? Math.max(1, size - 1) : size;
    double[] centres =
        LongStream.range(0, size).mapToDouble(i -> (2 * i - (size - 1)) / steps).toArray();
    return Tensor.of(centres).to(like.dtype()).to(like.device());
  }
}
