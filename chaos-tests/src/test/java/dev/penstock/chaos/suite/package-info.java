/** Tests of the chaos suite's program, and its short form. */
@NullMarked
package dev.penstock.chaos.suite;

import org.jspecify.annotations.NullMarked;
