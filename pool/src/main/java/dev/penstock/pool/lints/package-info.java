/**
 * Lints: habits of an application, and of a configuration, that cost connections or time without an error. Applications
 * read these values; the pool finds lints on itself, in {@code pool.linting}.
 */
@NullMarked
package dev.penstock.pool.lints;

import org.jspecify.annotations.NullMarked;
