/**
 * A trained model behind HTTP: JSON in and out, rows of concurrent requests in one batch, and
 * limits for everything that a client decides. May use the model files and predictors of the
 * trainers; Netty is seen by no other package. Start with {@link dev.jacobian.serve.ModelServer}.
 */
@NullMarked
package dev.jacobian.serve;

import org.jspecify.annotations.NullMarked;
