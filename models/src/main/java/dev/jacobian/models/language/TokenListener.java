package dev.jacobian.models.language;

/** Hears of the tokens of texts while they are generated. */
@FunctionalInterface
public interface TokenListener {
  /**
   * Called when a token has been chosen.
   *
   * @param text which of the prompts it continues, from 0
   * @param token its id
   */
  void token(int text, long token);
}
