package dev.jacobian.data.parquet;

import org.jspecify.annotations.Nullable;

/**
 * A column or a structure of columns, as the footer has it.
 *
 * @param name of the column
 * @param physical the number of its type; -1 for a structure
 * @param length bytes of a value of fixed length
 * @param repetition 0 for one value, 1 for one that may be missing, 2 for a list
 * @param children how many of the following elements a structure has
 * @param logical what values mean
 */
record SchemaElement(
    String name, int physical, int length, int repetition, int children, Logical logical) {
  static SchemaElement read(CompactReader in) {
    // By the number of the field, from 1.
    int[] numbers = {0, -1, 0, 0, 0, 0, -1, 0, 0};
    String[] name = {""};
    @Nullable Logical[] newer = {null};
    in.struct(
        (id, field) -> {
          switch (id) {
            case 1, 2, 3, 5, 6, 7, 8 -> numbers[id] = field.integer();
            case 4 -> name[0] = field.text();
            case 10 -> newer[0] = Logical.read(field);
            default -> field.skip();
          }
        });
    Logical logical = newer[0];
    if (logical == null) {
      logical =
          numbers[6] < 0 ? Logical.none() : Logical.converted(numbers[6], numbers[7], numbers[8]);
    }
    return new SchemaElement(name[0], numbers[1], numbers[2], numbers[3], numbers[5], logical);
  }
}
