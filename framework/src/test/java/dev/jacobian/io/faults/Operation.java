package dev.jacobian.io.faults;

/** What a program asks of a file system, as far as it can fail on its own. */
public enum Operation {
  LIST,
  MAKE_FOLDER,
  OPEN,
  READ,
  WRITE,
  FORCE,
  MOVE,
  DELETE
}
