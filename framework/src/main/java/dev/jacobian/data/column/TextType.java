package dev.jacobian.data.column;

/** Any text. No number stands for one: texts are read as they are, by a {@code TextStream}. */
public record TextType() implements ColumnType {
  @Override
  public String name() {
    return "text";
  }

  @Override
  public double raw(Object value) {
    return Double.NaN;
  }

  @Override
  public String text(double raw) {
    return "a text";
  }

  @Override
  public String expected() {
    return "a text";
  }
}
