package dev.jacobian.trainers.config.data;

import dev.jacobian.data.image.ImageSize;
import dev.jacobian.shape.OptionException;
import dev.jacobian.trainers.config.keys.ValueType;
import dev.jacobian.trainers.config.keys.YamlNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The size of images: a number for squares, or a list of height and width. */
public record ImageSizeType() implements ValueType<ImageSize> {
  private static final ValueType<Long> SIDE = ValueType.anyLong();
  private static final ValueType<List<Long>> SIDES = ValueType.listOf(SIDE, "");

  @Override
  public @Nullable ImageSize read(YamlNode node) {
    Long side = SIDE.read(node);
    List<Long> sides =
        side != null ? List.of(side) : node instanceof YamlNode.Sequence ? SIDES.read(node) : null;
    if (sides == null || sides.isEmpty() || sides.size() > 2) {
      return null;
    }
    try {
      return new ImageSize(
          Math.toIntExact(sides.get(0)), Math.toIntExact(sides.get(sides.size() - 1)));
    } catch (OptionException | ArithmeticException e) {
      return null;
    }
  }

  @Override
  public String expected() {
    return "a whole number from 1 to 16384, or a list of two: [height, width]";
  }

  @Override
  public Object written(ImageSize size) {
    return List.of(size.height(), size.width());
  }
}
