/**
 * The command line: one file per command. The only package of the project that writes to standard
 * output, and the only one that brings a logger. Start with {@link dev.jacobian.cli.Main}.
 */
@NullMarked
package dev.jacobian.cli;

import org.jspecify.annotations.NullMarked;
