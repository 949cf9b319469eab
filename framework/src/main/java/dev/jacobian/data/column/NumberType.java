package dev.jacobian.data.column;

import dev.jacobian.shape.DType;

/** Numbers; each stands for itself, and true and false for 1 and 0. */
public record NumberType() implements ColumnType {
  @Override
  public String name() {
    return "number";
  }

  @Override
  public double raw(Object value) {
    double number =
        value instanceof Number given
            ? given.doubleValue()
            : value instanceof Boolean isTrue ? (isTrue ? 1 : 0) : parsed(value.toString());
    return Double.isInfinite(number) ? Double.NaN : number;
  }

  private static double parsed(String text) {
    CellText cell = new CellText(CsvFormat.defaults().withMissingMarkers(), DType.FLOAT64);
    return cell.read(text.strip()) == CellText.Kind.NUMBER ? cell.value() : Double.NaN;
  }

  @Override
  public String text(double raw) {
    boolean isWhole = raw == Math.rint(raw) && Math.abs(raw) < 1L << 53;
    return isWhole ? Long.toString((long) raw) : Double.toString(raw);
  }

  @Override
  public String expected() {
    return "a number";
  }
}
