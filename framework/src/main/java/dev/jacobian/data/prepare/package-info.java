/**
 * What is fitted on training rows and applied to all: {@link
 * dev.jacobian.data.prepare.Standardizer}, {@link dev.jacobian.data.prepare.SimpleImputer} and
 * {@link dev.jacobian.data.prepare.TableEncoder}. May use {@code data.column}, {@code data} and
 * what these may.
 */
@NullMarked
package dev.jacobian.data.prepare;

import org.jspecify.annotations.NullMarked;
