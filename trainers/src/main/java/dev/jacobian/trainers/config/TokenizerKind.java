package dev.jacobian.trainers.config;

/** What a configuration can take for tokens. */
public enum TokenizerKind {
  /** The characters that the training file has. */
  CHARACTERS,
  /** The bytes of UTF-8, of which there are 256 for any text. */
  BYTES
}
