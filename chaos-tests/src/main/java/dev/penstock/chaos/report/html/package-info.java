/**
 * Shows the results of a suite: {@code HtmlReport} as one page, {@code StatemapText} the states of one run as text for
 * the tool statemap. The runner calls them at the end of the suite.
 */
@NullMarked
package dev.penstock.chaos.report.html;

import org.jspecify.annotations.NullMarked;
