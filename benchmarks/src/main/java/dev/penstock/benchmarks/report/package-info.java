/** Medians, goals, the table of ratios and the plot. */
@NullMarked
package dev.penstock.benchmarks.report;

import org.jspecify.annotations.NullMarked;
