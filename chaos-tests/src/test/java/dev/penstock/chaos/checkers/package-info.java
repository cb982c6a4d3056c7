/** Tests of the checks of a run. */
@NullMarked
package dev.penstock.chaos.checkers;

import org.jspecify.annotations.NullMarked;
