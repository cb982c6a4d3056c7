/**
 * The results of a run of the suite, as values. The runner fills them, the report shows them. {@code SuiteJson} reads
 * and writes them.
 */
@NullMarked
package dev.penstock.chaos.report.model;

import org.jspecify.annotations.NullMarked;
