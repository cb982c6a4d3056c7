/** The command that compares the cost of a claim with that of the newest versions of other pools. */
@NullMarked
package dev.penstock.benchmarks;

import org.jspecify.annotations.NullMarked;
