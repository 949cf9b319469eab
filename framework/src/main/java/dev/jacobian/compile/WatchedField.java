package dev.jacobian.compile;

import dev.jacobian.autograd.JavaObjects;
import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;

/** A field that can be set. */
final class WatchedField extends Watch {
  private final Object owner;
  private final Field field;
  private final Form form;
  private final @Nullable Object before;
  private final long bits;

  private enum Form {
    BOOLEAN,
    CHARACTER,
    WHOLE,
    FLOATING,
    REFERENCE;

    static Form of(Class<?> type) {
      if (!type.isPrimitive()) {
        return REFERENCE;
      }
      if (type == boolean.class) {
        return BOOLEAN;
      }
      if (type == char.class) {
        return CHARACTER;
      }
      return type == float.class || type == double.class ? FLOATING : WHOLE;
    }
  }

  /** Remembers what an accessible field holds. */
  WatchedField(Object owner, Field field, String place) {
    super(new Key(owner, field), place);
    this.owner = owner;
    this.field = field;
    this.form = Form.of(field.getType());
    this.before = JavaObjects.get(field, owner);
    this.bits = bits();
  }

  @Override
  boolean isSame() {
    return form == Form.REFERENCE ? isSame(before, JavaObjects.get(field, owner)) : bits == bits();
  }

  /** Returns a primitive as bits: NaN equals itself then, and 0 is told from -0. */
  private long bits() {
    try {
      return switch (form) {
        case BOOLEAN -> field.getBoolean(owner) ? 1 : 0;
        case CHARACTER -> field.getChar(owner);
        case WHOLE -> field.getLong(owner);
        case FLOATING -> Double.doubleToRawLongBits(field.getDouble(owner));
        case REFERENCE -> 0;
      };
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  Change change() {
    return Change.of("", before, JavaObjects.get(field, owner));
  }

  @Override
  boolean isFilled() {
    return before == null && !isSame();
  }
}
