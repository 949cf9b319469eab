package dev.jacobian.device;

/**
 * A piece of one backend's memory that the pool hands out again and again. Only the backend that
 * made it looks inside.
 */
public interface Block {
  /** Gives the memory back to the system; called once, by the pool, when it shrinks. */
  void free();
}
