/**
 * The command line: one file per command. The only package of the project that writes to standard
 * output. May use all of this module. Start with {@link dev.jacobian.trainers.cli.Main}.
 */
@NullMarked
package dev.jacobian.trainers.cli;

import org.jspecify.annotations.NullMarked;
