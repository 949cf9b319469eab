package dev.jacobian.device;

/** Something that a device is asked for, such as an op or a step of a compiled function. */
public interface Named {
  /** Returns the name for messages and printing, in the field's spelling. */
  String name();
}
