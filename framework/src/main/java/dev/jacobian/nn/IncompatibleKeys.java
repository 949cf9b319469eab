package dev.jacobian.nn;

import java.util.List;

/**
 * What a state that was loaded without being strict had not, or had too much. PyTorch equivalent:
 * what {@code load_state_dict(state, strict=False)} returns.
 *
 * @param missingKeys names of the module that the state has not, whose values stayed
 * @param unexpectedKeys names of the state that the module has not
 */
public record IncompatibleKeys(List<String> missingKeys, List<String> unexpectedKeys) {
  /** Copies the lists. */
  public IncompatibleKeys {
    missingKeys = List.copyOf(missingKeys);
    unexpectedKeys = List.copyOf(unexpectedKeys);
  }
}
