/** The pools that are compared, each opened with the same settings. */
@NullMarked
package dev.penstock.benchmarks.pools;

import org.jspecify.annotations.NullMarked;
