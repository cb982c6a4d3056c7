/** The chaos suite: its scenarios, the run of one, and the program. */
@NullMarked
package dev.penstock.chaos.suite;

import org.jspecify.annotations.NullMarked;
