package dev.jacobian.data.prepare;

import dev.jacobian.data.column.BooleanType;
import dev.jacobian.data.column.CategoryType;
import dev.jacobian.data.column.ColumnType;
import dev.jacobian.data.column.DatePart;
import dev.jacobian.data.column.DateType;
import dev.jacobian.data.column.Feature;
import dev.jacobian.data.column.NumberType;
import dev.jacobian.shape.DataException;
import java.time.LocalDateTime;
import java.util.List;

/** How the raw numbers of a column become inputs of a model. */
public sealed interface ColumnEncoding {
  /** Returns the name in configuration files. */
  String name();

  /** Returns whether columns of a type can be encoded so. */
  boolean fits(ColumnType type);

  /** Returns the names of the inputs that a column gives. */
  List<String> inputNames(Feature feature);

  /**
   * Writes a value's inputs over zeros.
   *
   * @param raw not NaN
   * @param to written from {@code at} on
   * @param width how many inputs the column gives
   */
  void put(double raw, double[] to, int at, int width);

  /** Returns what is usual for a type: categories one-hot, dates by their parts. */
  static ColumnEncoding usual(ColumnType type) {
    return type instanceof CategoryType
        ? new OneHot()
        : type instanceof DateType ? new Parts(List.of()) : new Plain();
  }

  /** The raw number itself: of numbers and truth values. */
  record Plain() implements ColumnEncoding {
    @Override
    public String name() {
      return "plain";
    }

    @Override
    public boolean fits(ColumnType type) {
      return type instanceof NumberType || type instanceof BooleanType;
    }

    @Override
    public List<String> inputNames(Feature feature) {
      return List.of(feature.name());
    }

    @Override
    public void put(double raw, double[] to, int at, int width) {
      to[at] = raw;
    }
  }

  /**
   * An input for each category, 1 for the one that it is and 0 for the others; for an unknown one 0
   * for all. The input's name is {@code sex=male}. Scikit-learn equivalent: {@code
   * OneHotEncoder(handle_unknown="ignore")}; pandas: {@code get_dummies(prefix_sep="=")}.
   */
  record OneHot() implements ColumnEncoding {
    @Override
    public String name() {
      return "one_hot";
    }

    @Override
    public boolean fits(ColumnType type) {
      return type instanceof CategoryType;
    }

    @Override
    public List<String> inputNames(Feature feature) {
      return ((CategoryType) feature.type())
          .names().stream().map(name -> feature.name() + "=" + name).toList();
    }

    @Override
    public void put(double raw, double[] to, int at, int width) {
      if (raw < width) {
        to[at + (int) raw] = 1;
      }
    }
  }

  /**
   * One input that is the category's number, for a model that looks it up in a table of vectors.
   * Scikit-learn equivalent: {@code OrdinalEncoder}.
   *
   * @param dimension the length of a vector
   */
  record Embedding(int dimension) implements ColumnEncoding {
    /**
     * Checks the length.
     *
     * @throws DataException if it is below 1
     */
    public Embedding {
      if (dimension < 1) {
        throw new DataException("an embedding of dimension " + dimension, "at least 1");
      }
    }

    @Override
    public String name() {
      return "embedding";
    }

    @Override
    public boolean fits(ColumnType type) {
      return type instanceof CategoryType;
    }

    @Override
    public List<String> inputNames(Feature feature) {
      return List.of(feature.name());
    }

    @Override
    public void put(double raw, double[] to, int at, int width) {
      to[at] = raw;
    }

    /**
     * Returns the usual length for a number of categories: 1.6 n^0.56, at most 600, which is
     * fastai's rule.
     */
    public static int usualDimension(int categories) {
      return (int) Math.min(600, Math.round(1.6 * Math.pow(categories, 0.56)));
    }
  }

  /**
   * An input for each of some parts of a date, named {@code sold.month}.
   *
   * @param parts in order; empty for those that vary in the rows that an encoder is fitted on
   */
  record Parts(List<DatePart> parts) implements ColumnEncoding {
    /** Copies the list. */
    public Parts {
      parts = List.copyOf(parts);
    }

    @Override
    public String name() {
      return "parts";
    }

    @Override
    public boolean fits(ColumnType type) {
      return type instanceof DateType;
    }

    @Override
    public List<String> inputNames(Feature feature) {
      return parts.stream().map(part -> feature.name() + "." + part).toList();
    }

    @Override
    public void put(double raw, double[] to, int at, int width) {
      LocalDateTime date = DateType.dateTime(raw);
      for (int i = 0; i < parts.size(); i++) {
        to[at + i] = parts.get(i).of(date);
      }
    }
  }
}
