/** Tests of the report: its text, and its page in a real browser. */
@NullMarked
package dev.penstock.chaos.report.html;

import org.jspecify.annotations.NullMarked;
