/** Tests of the terminal. */
@NullMarked
package dev.penstock.console.terminal;

import org.jspecify.annotations.NullMarked;
