/** What a claim costs, beside the newest versions of other pools: the command that compares them. */
@NullMarked
package dev.penstock.benchmarks;

import org.jspecify.annotations.NullMarked;
