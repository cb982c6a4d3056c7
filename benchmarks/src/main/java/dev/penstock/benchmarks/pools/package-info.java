/** The compared pools, with equal settings. */
@NullMarked
package dev.penstock.benchmarks.pools;

import org.jspecify.annotations.NullMarked;
