/** The checks of a finished run, one class each kind. */
@NullMarked
package dev.penstock.chaos.checkers;

import org.jspecify.annotations.NullMarked;
