package dev.jacobian.shape;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a component of an options record as one that a configuration may name, and says what it may
 * be. Its key is the component's name; its meaning is the record's {@code @param}. The record's
 * constructor holds the range with {@link OptionRanges#require}, whoever makes the record, and has
 * no check of its own for what is said here.
 *
 * <p>A range is that of a number, of the number in an {@code Optional}, or of each in a list. Only
 * finite numbers lie in one.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
public @interface Option {
  /** The least value. */
  double min() default Double.NEGATIVE_INFINITY;

  /** What every value is above. */
  double above() default Double.NEGATIVE_INFINITY;

  /** The largest value. */
  double max() default Double.POSITIVE_INFINITY;

  /** What every value is below. */
  double below() default Double.POSITIVE_INFINITY;

  /** Whether a configuration must name it, since no value is usual. */
  boolean required() default false;

  /** Whether the usual value follows from what else a configuration says. */
  boolean varies() default false;

  /**
   * Whether a run that is resumed may have another value than it began with. Not so unless it is
   * said, since what changes the result must not change in the middle of a run.
   */
  boolean mayChange() default false;
}
